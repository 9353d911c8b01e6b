r"""The members of an archive as a tree of folders, whatever their names: for every source over an archive.

Names: "\" is taken for "/" as Windows tools do, a drive letter, a leading "/" and every "." or ".." are
left out of the path, and `hostile_names` stands among the warnings when that happened: what such a
member holds is still read. Of members with one path the last is read, as an unpacking would leave it;
the others are Unread `duplicate_name`. Memory: that of the members, and nine bytes each.
"""

from array import array
from collections.abc import Iterator, Sequence

from toolkit.media import descend
from toolkit.media.leaves import Leaf
from toolkit.media.names import folded, shown, units
from toolkit.records import Entry, EntryKind, Times, Unread

__all__ = ["Leaf", "Tree"]

_ROOM = 64 * 1024 * 1024  # characters of folder paths made up for members: a name may hold 32,000 folders
_TWICE, _DEEP, _ROOT = 1, 2, 3  # what a member is that is not read


class Tree:
    """Folders and what they hold; with `stored`, files come in the order they lie in, not by name."""

    def __init__(self, leaves: Sequence[Leaf], *, stored: bool = False) -> None:
        self._root = Entry("", "", EntryKind.DIRECTORY, ident="d:")
        self._room = _ROOM
        self._leaves = leaves
        self._numbers = {"": 0}  # of folders, by path
        self._folders = [""]
        self._below: dict[int, list[int]] = {}  # folders in folders
        self._dated: dict[int, Times] = {}
        self._amiss = bytearray(len(leaves))
        self._rows: dict[int, array[int]] = {}  # what lies in each folder, by name
        self._added: list[Unread] = []
        self._hostile = False
        self._stored = stored
        self._folds: tuple[int, array[int]] = (-1, array("q"))
        self._plant()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return ("hostile_names",) where a name was no plain path."""
        return ("hostile_names",) if self._hostile else ()

    def add(self, unread: Unread) -> None:
        """Put something that is no member before everything else."""
        self._added.insert(0, unread)

    def walk(self) -> Iterator[Entry | Unread]:
        """Yield every name once: each folder before what it holds, or as the archive stores them."""
        if not self._stored:
            yield from descend.walk(self._root, self.listing, once=True)
            return
        yield from self._astray()
        yield from (self._folder_entry(number) for number in range(1, len(self._folders)))
        yield from (found for row in self._by_place() if (found := self._found(row)) is not None)

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        number = self._numbers.get(directory.path)
        if number is None:
            return
        if number == 0:
            yield from self._astray()
        folders = sorted(self._below.get(number, ()), key=lambda one: units(self._folders[one]), reverse=True)
        for row in self._rows.get(number, ()):
            found = self._found(row)
            while found is not None and folders and _before(self._folders[folders[-1]], found.path):
                yield self._folder_entry(folders.pop())
            if found is not None:
                yield found
        yield from map(self._folder_entry, reversed(folders))

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return descend.find(self._root, path, self._child) if volume in {None, ""} else None

    def _child(self, directory: Entry, wanted: str) -> Entry | None:
        """Return what a folder holds under a name: searched by halves, then by letter case ignored."""
        number = self._numbers[directory.path]
        path = f"{directory.path}/{wanted}" if directory.path else wanted
        if (folder := self._numbers.get(path)) is not None:
            return self._folder_entry(folder)
        rows = self._rows.get(number, array("I"))
        low, high, sought = 0, len(rows), units(path)
        while low < high:
            middle = (low + high) // 2
            if units(self._path(self._leaves[rows[middle]].name)) < sought:
                low = middle + 1
            else:
                high = middle
        for row in rows[low : low + 1]:
            found = self._found(row)
            if isinstance(found, Entry) and found.path == path:
                return found
        return self._by_case(number, wanted)

    def _by_case(self, number: int, wanted: str) -> Entry | None:
        rows = self._rows.get(number, array("I"))
        if self._folds[0] != number:
            hashes = (hash(folded(self._path(self._leaves[row].name).rpartition("/")[2])) for row in rows)
            self._folds = (number, array("q", hashes))
        sought = hash(folded(wanted))
        alike = (self._found(row) for row, one in zip(rows, self._folds[1], strict=True) if one == sought)
        folders = (self._folder_entry(one) for one in self._below.get(number, ()))
        close = [one for one in (*folders, *alike) if isinstance(one, Entry)]
        return descend.named(wanted, sorted(close, key=lambda one: units(one.path)))

    def _plant(self) -> None:
        """Make the tree of folders, those that have no member of their own included."""
        held: dict[int, array[int]] = {}
        own = array("I")
        last: dict[int, bytes | None] = {}  # the last name in each folder, None once they do not rise
        for row, leaf in enumerate(self._leaves):
            path = self._path(leaf.name)
            number = self._folder(path.rpartition("/")[0])
            if not path or number is None:
                self._amiss[row] = _ROOT if not path else _DEEP
                held.setdefault(-1, array("I")).append(row)
                continue
            held.setdefault(number, array("I")).append(row)
            if leaf.kind is EntryKind.DIRECTORY:
                own.append(row)
            before, name = last.get(number, b""), units(path)
            last[number] = name if before is not None and before < name else None
        for number, rows in held.items():
            self._rows[number] = rows if number < 0 or last[number] is not None else self._sorted(rows)
        self._own(own)

    def _sorted(self, rows: "array[int]") -> "array[int]":
        """Return members by name, the last of those with one path first, and mark the others."""
        named = sorted((units(self._path(self._leaves[row].name)), -row) for row in rows)
        before = None
        for name, row in named:
            if name == before:
                self._amiss[-row] = _TWICE
            before = name
        return array("I", (-row for _, row in named))

    def _own(self, rows: "array[int]") -> None:
        """Make the folders that are members themselves, where nothing need lie in them."""
        for row in rows:
            leaf = self._leaves[row]
            if not self._amiss[row]:
                number = self._folder(self._path(leaf.name))
                if number is None:
                    self._amiss[row] = _DEEP
                    self._rows.setdefault(-1, array("I")).append(row)
                else:
                    self._dated[number] = leaf.times

    def _path(self, name: str) -> str:
        odd = name[:1] in "/." or name[-1:] == "/" or name[1:2] == ":" or "\\" in name
        if not odd and "/." not in name and "//" not in name:
            return name
        parts = name.replace("\\", "/").rstrip("/").split("/")
        safe = [part for part in parts if part not in {"", ".", ".."}]
        if safe and len(safe[0]) == 2 and safe[0][1] == ":":
            safe = safe[1:]
        # "./a", as tape archives write it, is a plain path.
        if safe != (parts[1:] if parts[:1] == ["."] else parts) and parts != ["."]:
            self._hostile = True
        return "/".join(safe)

    def _folder(self, path: str) -> int | None:
        """Return the number of a folder, made with those above it; None when there is no room for it."""
        missing = []
        place = path
        while place not in self._numbers and self._room > 0:
            missing.append(place)
            self._room -= len(place)
            place = place.rpartition("/")[0]
        if place not in self._numbers:
            return None
        for new in reversed(missing):
            self._below.setdefault(self._numbers[new.rpartition("/")[0]], []).append(len(self._folders))
            self._numbers[new] = len(self._folders)
            self._folders.append(new)
        return self._numbers[path]

    def _folder_entry(self, number: int) -> Entry:
        path = self._folders[number]
        times = self._dated.get(number, Times())
        return Entry("", path, EntryKind.DIRECTORY, times=times, ident=f"d:{path}")

    def _astray(self) -> Iterator[Unread]:
        """Yield what was added, and the members that have no place among the folders."""
        yield from self._added
        for row in self._rows.get(-1, ()):
            leaf = self._leaves[row]
            if self._amiss[row] == _DEEP:
                yield Unread("", self._path(leaf.name), "too_deep", size=leaf.size)
            elif leaf.kind is not EntryKind.DIRECTORY:  # archives made of "." hold the root itself
                yield Unread("", shown(leaf.name), "hostile_name", size=leaf.size)

    def _found(self, row: int) -> Entry | Unread | None:
        """Return what a member is; None for a folder, which is shown as one, and for what is astray."""
        leaf, amiss = self._leaves[row], self._amiss[row]
        path = self._path(leaf.name)
        if amiss in {_DEEP, _ROOT}:
            return None
        # One entry per path, where a file bears the path of a folder.
        if amiss or (leaf.kind is not EntryKind.DIRECTORY and path in self._numbers):
            return Unread("", path, "duplicate_name", size=leaf.size)
        if leaf.kind is EntryKind.DIRECTORY:
            return None
        size = leaf.size if leaf.kind is EntryKind.FILE else 0
        return Entry("", path, leaf.kind, size, leaf.times, ident=str(leaf.place))

    def _by_place(self) -> Iterator[int]:
        places = array("Q", (leaf.place for leaf in self._leaves))
        rising = all(places[at] < places[at + 1] for at in range(len(places) - 1))
        yield from range(len(places)) if rising else sorted(range(len(places)), key=places.__getitem__)


def _before(one: str, other: str) -> bool:
    return units(one) <= units(other)
