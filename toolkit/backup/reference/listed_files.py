"""The files a baseline lists, a million of them in the room of their paths and 70 bytes each."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass

_HASH = 32  # bytes of a SHA-256
_UNDATED = -(1 << 63)
_MOST = 1 << 62  # above it, or below its negative, a number is kept beside


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as the baseline knows it."""

    size: int  # bytes
    mtime: int | None  # ns UTC
    sha256: bytes


class Files(Mapping[str, Listed]):
    """Files by path, in the order they were put; looked up once they are settled."""

    __slots__ = (
        "_count",
        "_dates",
        "_ends",
        "_hidden",
        "_keys",
        "_odd",
        "_order",
        "_paths",
        "_sizes",
        "_sums",
        "_unsorted",
    )

    def __init__(self) -> None:
        self._paths = bytearray()
        self._ends = array("Q")
        self._sizes = array("q")
        self._dates = array("q")
        self._sums = bytearray()
        self._odd: dict[int, tuple[int, int | None]] = {}  # sizes and dates that no array takes
        self._hidden = bytearray()
        self._unsorted = array("q")  # hashes of the paths
        self._keys = memoryview(b"").cast("q")  # the same sorted, once settled…
        self._order = memoryview(b"").cast("I")  # …and the places they belong to
        self._count = 0

    def put(self, path: str, listed: Listed) -> None:
        """Add one file; only before `settle`."""
        raw = path.encode("utf-8", "surrogatepass")
        size, mtime = listed.size, listed.mtime
        if size > _MOST or not -_MOST < (mtime or 0) < _MOST:
            self._odd[len(self._ends)] = (size, mtime)
            size, mtime = 0, None
        self._paths += raw
        self._ends.append(len(self._paths))
        self._sizes.append(size)
        self._dates.append(_UNDATED if mtime is None else mtime)
        self._sums += listed.sha256
        self._unsorted.append(hash(raw))

    def settle(self) -> int:
        """Make what was put findable, the first of each path; return how many came again."""
        import numpy as np  # noqa: PLC0415 - 0.2 s, paid only where there is a baseline

        keys = np.array(self._unsorted, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        self._keys, self._order = (
            memoryview(keys.tobytes()).cast("q"),
            memoryview(order.astype(np.uint32).tobytes()).cast("I"),
        )
        self._unsorted = array("q")
        self._hidden = bytearray(len(self._ends))
        for place in np.flatnonzero(np.diff(keys) == 0).tolist():
            number = self._order[place + 1]
            if self.number(self._path(number)) != number:
                self._hidden[number] = 1
        again = sum(self._hidden)
        self._count = len(self._ends) - again
        return again

    def without(self, passes: Callable[[str], bool]) -> "Files":
        """Return the same files but for some, in the same memory."""
        part = copy(self)
        part._hidden = bytearray(self._hidden)  # noqa: SLF001 - a copy of ourselves
        for number, path in self.numbered():
            if passes(path):
                part._hidden[number] = 1  # noqa: SLF001 - same
                part._count -= 1  # noqa: SLF001 - same
        return part

    def number(self, path: str) -> int | None:
        """Return where a path stands among all, None where it is not listed."""
        raw = path.encode("utf-8", "surrogatepass")
        key = hash(raw)
        place = bisect_left(self._keys, key)
        while place < len(self._order) and self._keys[place] == key:
            number = self._order[place]
            if not self._hidden[number] and self._raw(number) == raw:
                return number
            place += 1
        return None

    @property
    def numbers(self) -> int:
        """Return how many were put, those left out among them."""
        return len(self._ends)

    @property
    def newest(self) -> int:
        """Return the latest date of the files (ns UTC), at least 0."""
        dates = (date for date, gone in zip(self._dates, self._hidden, strict=True) if not gone)
        odd = (date or 0 for number, (_, date) in self._odd.items() if not self._hidden[number])
        return max(0, max(dates, default=0), max(odd, default=0))

    @property
    def whole_size(self) -> int:
        """Return the bytes of all that was put."""
        return sum(self._sizes) + sum(size for size, _ in self._odd.values())

    def __getitem__(self, path: str) -> Listed:
        number = self.number(path)
        if number is None:
            raise KeyError(path)
        return self.listed(number)

    def listed(self, number: int) -> Listed:
        """Return the file at a place."""
        digest = bytes(self._sums[number * _HASH : (number + 1) * _HASH])
        if number in self._odd:
            return Listed(*self._odd[number], digest)
        date = self._dates[number]
        return Listed(self._sizes[number], None if date == _UNDATED else date, digest)

    def __iter__(self) -> Iterator[str]:
        return (path for _, path in self.numbered())

    def __len__(self) -> int:
        return self._count

    def numbered(self) -> Iterator[tuple[int, str]]:
        """Yield the place of each file and its path."""
        return ((number, self._path(number)) for number, gone in enumerate(self._hidden) if not gone)

    def _raw(self, number: int) -> bytes:
        return bytes(self._paths[self._ends[number - 1] if number else 0 : self._ends[number]])

    def _path(self, number: int) -> str:
        return self._raw(number).decode("utf-8", "surrogatepass")


class Met:
    """Which of some files were met: a byte each."""

    __slots__ = ("_files", "_flags", "_some")

    def __init__(self, files: Files) -> None:
        self._files = files
        self._flags = bytearray(files.numbers)
        self._some = False

    def add(self, path: str) -> None:
        number = self._files.number(path)
        if number is not None:
            self._flags[number] = 1
            self._some = True

    def __contains__(self, path: str) -> bool:
        number = self._files.number(path)
        return number is not None and bool(self._flags[number])

    def each(self) -> Iterator[tuple[str, bool]]:
        """Yield every path of the files, and whether it was met."""
        return ((path, bool(self._flags[number])) for number, path in self._files.numbered())

    def left(self) -> Iterator[tuple[str, Listed]]:
        """Yield the files that were not met."""
        for number, path in self._files.numbered():
            if not self._flags[number]:
                yield path, self._files.listed(number)

    def __bool__(self) -> bool:
        return self._some
