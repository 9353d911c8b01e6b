"""Copies that bear the name and the date of what the machine holds, and are another file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.backup.classes import LASTING, is_calendar
from toolkit.backup.content.kept import Kept
from toolkit.backup.content.tally import Tally
from toolkit.backup.decisive import Newest
from toolkit.backup.inventory import Item

_SECOND = 1_000_000_000  # ns
_GRAIN = 2 * _SECOND  # FAT and ZIP keep no more than that of a date
_DATED = 631_152_000 * _SECOND  # 1990: programs give what they build the first date their format knows
_STUB = 256  # bytes, under which a picture or a document has no room for its structure
_TIMES = 4  # larger on the machine than such a rest


@dataclass(slots=True)
class Differing:
    """What a match adds up to, file by file."""

    copies: Tally = field(default_factory=Tally)
    sizes: tuple[int, int] = (0, 0)  # of the first, here and on the machine
    behind: Newest = field(default_factory=Newest)  # agendas written on the machine since
    gap: int = 0  # ns, the longest time between the two
    lagging: Newest = field(default_factory=Newest)  # agendas of which the machine's date is lost

    def add(self, item: Item, copies: Sequence[Kept]) -> None:
        if item.group in LASTING:
            # A server keeps its files open, and the date of one says when it was opened.
            if item.group == "agenda":
                self._agenda(item, copies)
        elif not any(kept.size == item.size for kept in copies):
            for kept in copies:
                if _is_other(item, kept) or _is_rest(item, kept):
                    self.sizes = self.sizes if self.copies.files else (kept.size, item.size)
                    self.copies.add(kept.volume, kept.path, kept.size)

    def _agenda(self, item: Item, copies: Sequence[Kept]) -> None:
        if any(kept.size == item.size for kept in copies) and item.whole:
            return
        rows = [kept for kept in copies if kept.dated is not None]
        if not rows:
            return
        kept = max(rows, key=lambda one: one.dated or 0)
        written = max(kept.dated or 0, kept.modified or 0)
        if item.sound and item.modified is not None and item.modified > written:
            if item.modified - written > self.gap:
                self.gap = item.modified - written
                self.behind = Newest()
                self.behind.add(kept.volume, kept.path, written, kept.size)
        elif is_calendar(kept.path):
            self.lagging.add(kept.volume, kept.path, kept.dated or 0, kept.size)

    def found(self) -> Iterator[dict[str, Any]]:
        """Yield the reason that speaks against what is there being given back."""
        if self.copies.files:
            yield self.copies.reason("copy_differs", size=self.sizes[0], machine_size=self.sizes[1])


def _is_other(item: Item, kept: Kept) -> bool:
    """Tell two files of one date: the one that was written then has the size it was given."""
    if not (item.sound and kept.size) or item.modified is None or kept.modified is None:
        return False
    return item.modified >= _DATED and abs(item.modified - kept.modified) <= _GRAIN


def _is_rest(item: Item, kept: Kept) -> bool:
    """Tell the first bytes of a file; a short text has no structure to lose, and may be whole."""
    return item.sound and not kept.sound and 0 < kept.size < _STUB and item.size > _TIMES * _STUB
