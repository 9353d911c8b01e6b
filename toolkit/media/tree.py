r"""The members of an archive as a tree of folders, whatever their names: for every source over an archive.

Names: "\" is taken for "/" as Windows tools do, a drive letter, a leading "/" and every "." or ".." are
left out of the path, and `hostile_names` stands among the warnings when that happened: what such a
member holds is still read. Of members with one path the last is read, as an unpacking would leave it;
the others are Unread `duplicate_name`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.media import descend
from toolkit.media.names import shown, units
from toolkit.records import Entry, EntryKind, Times, Unread

_UNDATED = Times()
_ROOM = 64 * 1024 * 1024  # characters of folder paths made up for members: a name may hold 32,000 folders


@dataclass(frozen=True, slots=True)
class Leaf:
    """One member as an archive names it; `place` is its number in the archive, from 0."""

    name: str
    place: int
    kind: EntryKind = EntryKind.FILE
    size: int = 0  # bytes
    times: Times = _UNDATED


class Tree:
    """Folders and what they hold; with `stored`, files come in the order they lie in, not by name."""

    def __init__(self, leaves: Sequence[Leaf], *, stored: bool = False) -> None:
        self._root = Entry("", "", EntryKind.DIRECTORY, ident="d:")
        self._room = _ROOM
        self._held: dict[str, list[Entry | Unread]] = {"": []}
        self._hostile = False
        self._stored = stored
        self._plant(leaves)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return ("hostile_names",) where a name was no plain path."""
        return ("hostile_names",) if self._hostile else ()

    def add(self, unread: Unread) -> None:
        """Put something that is no member before everything else."""
        self._held[""].insert(0, unread)

    def walk(self) -> Iterator[Entry | Unread]:
        """Yield every name once: each folder before what it holds, or as the archive stores them."""
        if not self._stored:
            yield from descend.walk(self._root, self.listing, once=True)
            return
        every = [found for held in self._held.values() for found in held]
        yield from sorted(every, key=_stored)

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        yield from self._held.get(directory.path, ())

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return descend.find(self._root, path, self._child) if volume in {None, ""} else None

    def _child(self, directory: Entry, wanted: str) -> Entry | None:
        return descend.named(wanted, self._held.get(directory.path, ()))

    def _plant(self, leaves: Sequence[Leaf]) -> None:
        """Make the tree of folders, those that have no member of their own included."""
        placed = [(self._path(leaf.name), leaf) for leaf in leaves]
        kept = {path: leaf.place for path, leaf in placed if path}
        for path, leaf in placed:
            if not path:
                self._held[""].append(Unread("", shown(leaf.name), "hostile_name", size=leaf.size))
            elif kept[path] != leaf.place:
                self._fold(path, Unread("", path, "duplicate_name", size=leaf.size))
            elif leaf.kind is EntryKind.DIRECTORY:
                self._folder(path, leaf.times)
            else:
                size = leaf.size if leaf.kind is EntryKind.FILE else 0
                self._fold(path, Entry("", path, leaf.kind, size, leaf.times, ident=str(leaf.place)))
        for folder, held in self._held.items():
            self._held[folder] = sorted((self._single(found) for found in held), key=_order)

    def _single(self, found: Entry | Unread) -> Entry | Unread:
        """Keep one entry per path where a file bears the path of a folder."""
        if isinstance(found, Entry) and found.kind is not EntryKind.DIRECTORY and found.path in self._held:
            return Unread("", found.path, "duplicate_name", size=found.size)
        return found

    def _path(self, name: str) -> str:
        parts = name.replace("\\", "/").rstrip("/").split("/")
        safe = [part for part in parts if part not in {"", ".", ".."}]
        if safe and len(safe[0]) == 2 and safe[0][1] == ":":
            safe = safe[1:]
        # "./a", as tape archives write it, is a plain path.
        if safe != (parts[1:] if parts[:1] == ["."] else parts) and parts != ["."]:
            self._hostile = True
        return "/".join(safe)

    def _fold(self, path: str, found: Entry | Unread) -> None:
        folder = path.rpartition("/")[0]
        if self._folder(folder, None):
            self._held[folder].append(found)
        else:
            self._held[""].append(Unread("", path, "too_deep", size=found.size))

    def _folder(self, path: str, times: Times | None) -> bool:
        """Add a folder and those above it, each once; False when there is no room for their paths."""
        missing = []
        place = path
        while place not in self._held and self._room > 0:
            missing.append(place)
            self._room -= len(place)
            place = place.rpartition("/")[0]
        if place not in self._held:
            return False
        for new in reversed(missing):
            self._held[new] = []
            self._held[new.rpartition("/")[0]].append(_synthesised(new, Times()))
        if times is not None and path:
            above = self._held[path.rpartition("/")[0]]
            above[above.index(_synthesised(path, Times()))] = _synthesised(path, times)
        return True


def _synthesised(path: str, times: Times) -> Entry:
    return Entry("", path, EntryKind.DIRECTORY, times=times, ident=f"d:{path}")


def _order(found: Entry | Unread) -> tuple[bytes, bool]:
    return units(found.path), isinstance(found, Unread)


def _stored(found: Entry | Unread) -> int:
    return int(found.ident) if isinstance(found, Entry) and found.ident.isdigit() else -1
