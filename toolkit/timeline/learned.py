"""Endings that only the journal still knows: of files since renamed back, restored or deleted.

A file whose content was written and which then took an unknown ending behind its own name is what an attack
leaves in a journal; rotated logs do the same, hence what has to agree before an ending is believed.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from toolkit.scan.extensions import added
from toolkit.timeline.statement import HOUR

_ENDINGS = 1000  # counted apart
_TIMES = 2000  # kept of one ending
_MARKED = 3  # files now encrypted that bore the ending
_AROUND_NOTE = 10  # files that took it within an hour of a ransom note
_ALL = frozenset({"log", "etl", "evtx", "dll", "sys", "exe", "tmp"})  # what Windows and programs turn over


@dataclass(slots=True)
class Taken:
    """Which unknown endings files took after their content was written, one file at a time."""

    marked: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[int]] = field(default_factory=dict)

    def take(self, old: str, new: str, at_ns: int, *, marked: bool) -> None:
        """Count a file that was called `old` when it was written and is now called `new`."""
        last = new.rpartition(".")[2].casefold()
        if new.casefold() != f"{old.casefold()}.{last}" or added(new) != last:
            return
        if old.rpartition(".")[2].casefold() in _ALL:
            return
        if last in self.times or len(self.times) < _ENDINGS:
            times = self.times.setdefault(last, [])
            self.marked[last] += marked
            if len(times) < _TIMES:
                times.append(at_ns)

    def endings(self, notes: Iterable[int]) -> frozenset[str]:
        """Return the endings to believe: borne by files now encrypted, or taken by many beside a note."""
        near = list(notes)
        return frozenset(
            last
            for last, times in self.times.items()
            if self.marked[last] >= _MARKED or _beside(sorted(times), near)
        )


def _beside(times: list[int], notes: list[int]) -> bool:
    """Tell whether many times of an ordered list lie around one of the notes."""
    return any(
        bisect_right(times, note + HOUR) - bisect_left(times, note - HOUR) >= _AROUND_NOTE for note in notes
    )
