"""Where each directory of an NTFS volume stands, deleted ones included, from their own records."""

from array import array
from bisect import bisect_left

from toolkit.media.names import below, hostile, shown

ROOT = 5
ORPHAN = "$Orphan"  # stands above what has no known place; rows of it carry a flag
NUMBER = (1 << 48) - 1  # the part of a reference that is a record's number; the sequence is above it
_LONGEST = 32_767  # characters of a path, the limit of Windows
_DELETED = 1 << 16
_CACHED = 1 << 24  # characters of paths kept ready

Path = tuple[str, bool]  # and whether it could be followed up to the root


class Directories:
    """Every directory of a table by its record, in 28 bytes and its name; references as NTFS writes them."""

    def __init__(self) -> None:
        self._numbers = array("Q")  # ascending
        self._states = array("I")  # sequence, and whether deleted
        self._parents = array("Q")
        self._ends = array("Q", [0])  # of its name
        self._names = bytearray()
        self.unnamed: list[int] = []  # numbers of those whose own record bears no name
        self._amended: dict[int, tuple[int, bytes]] = {}
        self._settled = False
        self._paths: dict[int, Path] = {}
        self._room = _CACHED

    def add(self, number: int, sequence: int, parent: int, name: bytes, *, deleted: bool) -> None:
        """Note a directory; numbers ascend, and `name` is UTF-16 as stored."""
        self._numbers.append(number)
        self._states.append(sequence | _DELETED * deleted)
        self._parents.append(parent)
        self._names += name
        if not name:
            self.unnamed.append(number)
        self._ends.append(len(self._names))

    def amend(self, number: int, parent: int, name: bytes) -> None:
        """Give a directory noted before the name that stood in another record."""
        self._amended[number] = (parent, name)

    def settle(self) -> None:
        """Take what was noted for all there is: from now on what is not known never will be."""
        self._settled = True

    def place(self, reference: int) -> tuple[int, str] | None:
        """Return the parent's reference and the name of a directory, None where no record is it any more."""
        number = reference & NUMBER
        index = bisect_left(self._numbers, number)
        if index == len(self._numbers) or self._numbers[index] != number:
            return None
        sequence, state = reference >> 48, self._states[index]
        # Deleting a file moves its sequence on by one, and what was in it keeps the older number.
        known = {state & 0xFFFF, (state - 1) & 0xFFFF} if state & _DELETED else {state}
        if sequence not in known:
            return None
        stored = (self._parents[index], bytes(self._names[self._ends[index] : self._ends[index + 1]]))
        parent, name = self._amended.get(number, stored)
        if not name:
            return None
        text = name.decode("utf-16-le", "surrogatepass")
        return parent, shown(text) if hostile(text) else text

    def path(self, reference: int) -> Path | None:
        """Return a directory's path, "" for the root; below ORPHAN where it cannot be followed to the root.

        None where that cannot be told before all directories are noted.
        """
        climbed: list[tuple[int, str]] = []
        seen: set[int] = set()
        length = 0
        above = self._ready(reference)
        while above is None:
            found = self.place(reference)
            if found is None or reference in seen or length > _LONGEST:
                if not self._settled:
                    return None
                above = ORPHAN, False
                break
            seen.add(reference)
            climbed.append((reference, found[1]))
            length += len(found[1]) + 1
            reference = found[0]
            above = self._ready(reference)
        for reference, name in reversed(climbed):
            joined = below(above[0], name)
            above = (joined, above[1]) if len(joined) <= _LONGEST else (ORPHAN, False)
            self._keep(reference, above)
        return above

    def _ready(self, reference: int) -> Path | None:
        """Return a path that is known without looking."""
        return ("", True) if reference & NUMBER == ROOT else self._paths.get(reference)

    def _keep(self, reference: int, path: Path) -> None:
        self._room -= len(path[0]) + 100
        if self._room < 0:
            self._paths.clear()
            self._room = _CACHED
        self._paths[reference] = path
