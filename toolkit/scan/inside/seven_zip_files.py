"""The names a 7z holds, with what it says of each, in few bytes: there may be a million."""

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload


class File(NamedTuple):
    """One name; those that hold something follow each other as their bytes do."""

    name: str
    filled: bool
    folder: bool
    modified: int  # as Windows counts: 100 ns from 1601, 0 where the archive does not say
    attributes: int  # of Windows, the mode of Unix in the upper half where bit 15 is set


class Files(Sequence[File]):
    """Names in their order, each made when it is asked for: an archive may hold a million."""

    def __init__(self, names: bytes, count: int) -> None:
        self._names = names  # UTF-16, each ended by a zero
        self._ends = array("I", _ends(names, count))
        self._kept = array("I")  # which of the names are files
        self._flags = bytearray()
        self._modified = array("Q")
        self._attributes = array("I")

    def add(self, number: int, modified: int, attributes: int, *, filled: bool, folder: bool) -> None:
        """Add the file that bears the name of that number."""
        self._kept.append(number)
        self._flags.append(filled | folder << 1)
        self._modified.append(modified)
        self._attributes.append(attributes)

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[File]:
        return map(self._file, range(len(self._kept)))

    @overload
    def __getitem__(self, at: int) -> File: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[File]: ...
    def __getitem__(self, at: int | slice) -> File | Sequence[File]:
        places = range(len(self))[at]
        return self._file(places) if isinstance(places, int) else list(map(self._file, places))

    def _file(self, at: int) -> File:
        number, flags = self._kept[at], self._flags[at]
        # Names that are not there are empty.
        start = self._ends[number - 1] + 2 if 0 < number <= len(self._ends) else 0
        raw = self._names[start : self._ends[number]] if number < len(self._ends) else b""
        name = raw.decode("utf-16-le", "replace")
        return File(name, bool(flags & 1), bool(flags & 2), self._modified[at], self._attributes[at])


def _ends(names: bytes, count: int) -> Iterator[int]:
    """Yield where each of up to `count` names ends."""
    at = found = 0
    while found < count and (at := names.find(b"\0\0", at)) >= 0:
        if at % 2:  # the end of one letter and the start of another
            at += 1
            continue
        yield at
        at, found = at + 2, found + 1
    if found < count and names:
        yield len(names)
