"""Where each file of the change journal stood when it changed, folders renamed or deleted since included."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from toolkit.errors import Unreadable
from toolkit.media import mft, usn
from toolkit.media.mft.paths import NUMBER, ORPHAN, ROOT, Directories
from toolkit.media.names import below, hostile, shown
from toolkit.media.source import Source
from toolkit.media.usn import Change
from toolkit.records import Unread

_LONGEST = 32_767  # characters of a path, the limit of Windows
_DIRECTORY = 0x10  # FILE_ATTRIBUTE_DIRECTORY
_MOVED = 0x100 | 0x200 | 0x1000 | 0x2000  # created, deleted, renamed from and to
_EVENTS = 4_000_000  # changes of directories kept; a journal of 1 GiB holds fewer


class History:
    """The names directories bore and where, at each place of the journal; a place is a count of changes."""

    def __init__(self, directories: Directories, changes: Iterable[Change | Unread]) -> None:
        self._directories = directories
        self._events: dict[int, list[tuple[int, int, str]]] = {}  # reference to place, parent, name
        self._places: list[int] = []  # where any directory was moved, ascending
        self._stretch = -1
        self._paths: dict[int, tuple[str, bool]] = {}
        for place, change in enumerate(each for each in changes if isinstance(each, Change)):
            if change.attributes & _DIRECTORY and len(self._places) < _EVENTS:
                self._note(place, change)

    def _note(self, place: int, change: Change) -> None:
        reference, parent = _reference(change)
        known = self._events.setdefault(reference, [])
        if known and (known[-1][1], known[-1][2]) == (parent, change.name):
            return
        known.append((place, parent, change.name))
        self._places.append(place)

    def path(self, change: Change, place: int) -> tuple[str, bool]:
        """Return the path of what was changed, and whether it could be followed up to the root.

        `place` is how many changes stand before this one; asked in ascending order, it is answered fastest.
        """
        stretch = bisect_right(self._places, place)
        if stretch != self._stretch:
            self._stretch, self._paths = stretch, {}
        above, known = self._folder(_reference(change)[1], place)
        return below(above, shown(change.name) if hostile(change.name) else change.name), known

    def _folder(self, reference: int, place: int) -> tuple[str, bool]:
        climbed: list[tuple[int, str]] = []
        seen: set[int] = set()
        length = 0
        above: tuple[str, bool] | None = None
        while above is None:
            if reference & NUMBER == ROOT:
                above = "", True
            elif reference in self._paths:
                above = self._paths[reference]
            else:
                found = self._at(reference, place)
                if found is None or reference in seen or length > _LONGEST:
                    above = ORPHAN, False
                    break
                seen.add(reference)
                climbed.append((reference, found[1]))
                length += len(found[1]) + 1
                reference = found[0]
        for reference, name in reversed(climbed):
            joined = below(above[0], name)
            above = (joined, above[1]) if len(joined) <= _LONGEST else (ORPHAN, False)
            self._paths[reference] = above
        return above

    def _at(self, reference: int, place: int) -> tuple[int, str] | None:
        """Return the parent and name of a directory at a place: by the journal, else by the table."""
        events = self._events.get(reference)
        if not events:
            return self._directories.place(reference)
        index = bisect_right(events, place, key=lambda event: event[0])
        _, parent, name = events[max(0, index - 1)]
        return parent, shown(name) if hostile(name) else name


def placed(source: Source, volume: str | None = None) -> Iterator[tuple[Change, str, bool] | Unread]:
    """Yield every change with its path at that time, and whether the path is known up to the root.

    The journal is read twice. Where the volume's table cannot be read, only the journal tells the folders.
    Raises Unreadable as usn.changes() does.
    """
    first = usn.changes(source, volume)
    try:
        directories = mft.directories(source, volume)
    except Unreadable:
        directories = Directories()
    return _placed(source, volume, History(directories, first))


def _placed(
    source: Source, volume: str | None, history: History
) -> Iterator[tuple[Change, str, bool] | Unread]:
    place = 0
    for found in usn.changes(source, volume):
        if isinstance(found, Unread):
            yield found
            continue
        path, known = history.path(found, place)
        yield found, path, known
        place += 1


def _reference(change: Change) -> tuple[int, int]:
    """Return the whole references of what was changed and of its folder."""
    return (
        change.number | change.sequence << 48,
        change.parent_number | change.parent_sequence << 48,
    )
