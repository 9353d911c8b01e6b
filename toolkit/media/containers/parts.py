"""Files that follow one another, a few open at a time: sets of a thousand and more are usual."""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

from toolkit.media.medium import Disk, open_medium, whole

_OPEN = 32


class Parts:
    """A set of files by number, from 0; each is opened when it is read, for reading only."""

    def __init__(self, paths: Sequence[Path], opened: Callable[[Path], Disk] = open_medium) -> None:
        self.paths = list(paths)
        self._opened = opened
        self._open: OrderedDict[int, Disk] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, number: int, offset: int, length: int) -> bytes:
        """Return up to `length` bytes of one file, fewer only at its end; raise OSError."""
        with self._lock:
            return self._medium(number).read(offset, length)

    def size(self, number: int) -> int:
        """Return the bytes of one file; raise OSError."""
        with self._lock:
            return self._medium(number).size

    def close(self) -> None:
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()

    def _medium(self, number: int) -> Disk:
        medium = self._open.pop(number, None) or self._opened(self.paths[number])
        self._open[number] = medium
        if len(self._open) > _OPEN:
            self._open.popitem(last=False)[1].close()
        return medium


class Joined:
    """The files of a set as one, read by offset."""

    def __init__(self, parts: Parts, sizes: Sequence[int]) -> None:
        self._parts = parts
        self.count = len(sizes)
        self._ends = list(accumulate(sizes))
        self.size = self._ends[-1] if self._ends else 0

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, fewer only at the end of the last file; raise OSError."""
        if offset < 0:
            return b""
        end = min(offset + max(0, length), self.size)
        found = []
        while offset < end:
            number = bisect_right(self._ends, offset)
            start = self._ends[number - 1] if number else 0
            part = self._parts.read(number, offset - start, min(end, self._ends[number]) - offset)
            if not part:
                raise OSError("the file ended early")
            found.append(part)
            offset += len(part)
        return b"".join(found)

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the last file ends before them."""
        return whole(self.read(offset, length), length, "past the end of the last file")

    def close(self) -> None:
        self._parts.close()


class One:
    """One file of a set, by offset; closed with the set."""

    def __init__(self, parts: Parts, number: int) -> None:
        self._parts = parts
        self._number = number
        self.size = parts.size(number)

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, fewer only at the end of the file; raise OSError."""
        return self._parts.read(self._number, offset, length)

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the file ends before them."""
        return whole(self.read(offset, length), length, "container_cut")

    def close(self) -> None:
        """Do nothing: the set is closed as one."""
