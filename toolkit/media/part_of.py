"""A source that shows one folder of another, under its own names or those its maker meant."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media import descend
from toolkit.media.names import below, units
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread, Volume

Held = Entry | Unread
Pick = Callable[[Sequence[Held]], Iterable[tuple[Held, str]]]


@dataclass(frozen=True, slots=True)
class _Shown(Entry):
    """An entry under the name it is shown by."""

    under: Entry | None = None


class PartOf:
    """A Source over the folder at `path`; closing it leaves the other source open.

    `pick(held)` gives what is shown of one folder, and each under which name; folders keep theirs.
    """

    def __init__(self, source: Source, volume: str, path: str, pick: Pick | None = None) -> None:
        self.label = path
        self.kind = source.kind
        self.size = 0
        self.warnings: tuple[str, ...] = ()
        self._source = source
        self._pick = pick
        found = source.find(path, volume)
        self._root: Entry = _Shown(
            "", "", EntryKind.DIRECTORY, ident=found.ident if found else "", under=found
        )

    def volumes(self) -> Sequence[Volume]:
        return (Volume("", self.kind),)

    def walk(self) -> Iterator[Held]:
        yield from descend.walk(self._root, self.listing, once=False)

    def listing(self, directory: Entry) -> Iterator[Held]:
        under = directory.under if isinstance(directory, _Shown) else None
        if under is None:
            return
        if self._pick is None:
            for one in self._source.listing(under):
                yield _shown(one, directory.path, _name(one))
            return
        named = [
            _shown(one, directory.path, name) for one, name in self._pick([*self._source.listing(under)])
        ]
        yield from sorted(named, key=lambda one: units(one.path))

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        if volume not in {None, ""}:
            return None
        return descend.find(self._root, path, self._child)

    def open(self, entry: Entry) -> BinaryIO:
        """Return the bytes of an entry that this source listed; raises Unreadable."""
        if not isinstance(entry, _Shown) or entry.under is None:
            raise Unreadable("vanished")
        return self._source.open(entry.under)

    def close(self) -> None:
        """Leave the source this is a part of to who opened it."""

    def _child(self, directory: Entry, wanted: str) -> Entry | None:
        under = directory.under if isinstance(directory, _Shown) else None
        if self._pick is not None or under is None:
            return descend.named(wanted, self.listing(directory))
        # A folder may hold a million names: its own source looks one up without listing them.
        found = self._source.find(below(under.path, wanted), under.volume)
        shown = _shown(found, directory.path, found.name) if found is not None else None
        return shown if isinstance(shown, Entry) else None


def _name(found: Held) -> str:
    return found.path.rpartition("/")[2]


def _shown(found: Held, folder: str, name: str) -> Held:
    path = below(folder, name)
    if isinstance(found, Unread):
        return replace(found, volume="", path=path)
    return _Shown(
        "", path, found.kind, found.size, found.times, found.name_times, found.ident, found.target,
        found.links, found.hidden, found,
    )  # fmt: skip
