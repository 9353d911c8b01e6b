"""The pieces of a repository: where each lies, and files put together from them."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple

from toolkit.errors import Unreadable
from toolkit.media.stream import stream

LARGEST = 64 * 1024 * 1024  # bytes of one piece; the programs cut files at 8 to 20 MiB
NOWHERE = 0xFFFFFFFF  # the row of a piece that is not in the repository
_MOST = 8_000_000  # pieces of one repository: about 150 bytes of memory each
_NAME = 32  # bytes
_OPEN = 4  # parts kept open

OpenPart = Callable[[int], BinaryIO]


class Piece(NamedTuple):
    part: int  # number of the file it lies in
    offset: int
    length: int  # bytes as stored
    plain: int  # bytes once unpacked, 0 where the repository does not say


class Pieces:
    """Pieces by their 32-byte name; raises Unreadable ("bomb") when there are too many."""

    def __init__(self) -> None:
        self._rows: dict[bytes, int] = {}
        self._parts, self._lengths, self._plain = array("I"), array("I"), array("I")
        self._offsets = array("Q")
        self._names = bytearray()

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, name: bytes, piece: Piece) -> None:
        """Add a piece, or say where it lies now; raises Unreadable ("damaged") where a figure is absurd."""
        if len(name) != _NAME:
            raise Unreadable("damaged", "an absurd piece")
        if len(self._parts) >= _MOST:
            raise Unreadable("bomb", "too many pieces")
        if max(piece.part, piece.length, piece.plain) >= NOWHERE or not 0 <= piece.offset < 1 << 63:
            raise Unreadable("damaged", "an absurd piece")
        self._rows[name] = len(self._parts)
        self._parts.append(piece.part)
        self._offsets.append(piece.offset)
        self._lengths.append(piece.length)
        self._plain.append(piece.plain)
        self._names += name

    def name(self, row: int) -> bytes:
        return bytes(self._names[row * _NAME : (row + 1) * _NAME])

    def drop(self, name: bytes) -> None:
        self._rows.pop(name, None)

    def row(self, name: bytes) -> int:
        """Return the number of a piece, NOWHERE when there is none of that name."""
        return self._rows.get(name, NOWHERE)

    def at(self, row: int) -> Piece:
        """Return where a piece lies; raises Unreadable ("damaged") for NOWHERE."""
        if row == NOWHERE:
            raise Unreadable("damaged", "a piece is missing")
        return Piece(self._parts[row], self._offsets[row], self._lengths[row], self._plain[row])


class Parts:
    """The files of a repository by number, a few kept open; a missing one is Unreadable ("damaged")."""

    def __init__(self, opener: OpenPart) -> None:
        self._opener = opener
        self._open: dict[int, BinaryIO] = {}

    def read(self, piece: Piece) -> bytes:
        """Return the bytes of a piece as stored; raises Unreadable."""
        if piece.length > LARGEST:
            raise Unreadable("bomb", "a piece beyond all measure")
        held = self._stream(piece.part)
        held.seek(piece.offset)
        found = held.read(piece.length)
        if len(found) < piece.length:
            raise Unreadable("damaged", "a part is cut short")
        return found

    def _stream(self, part: int) -> BinaryIO:
        held = self._open.pop(part, None)
        if held is None:
            try:
                held = self._opener(part)
            except Unreadable as error:
                raise Unreadable(
                    "damaged" if error.why == "vanished" else error.why, "a part is missing"
                ) from error
        self._open[part] = held
        while len(self._open) > _OPEN:
            self._open.pop(next(iter(self._open))).close()
        return held

    def close(self) -> None:
        while self._open:
            self._open.popitem()[1].close()


class Contents:
    """The rows of the pieces of many files, one behind the other: 4 bytes a piece."""

    def __init__(self) -> None:
        self._rows = array("I")
        self._sizes = array("I")
        self._starts = array("Q", [0])

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, rows: Sequence[int], sizes: Sequence[int]) -> int:
        """Add the pieces of one file with their unpacked sizes; return the number of the file."""
        self._rows.extend(rows)
        self._sizes.extend(sizes)
        self._starts.append(len(self._rows))
        return len(self._starts) - 2

    def of(self, number: int) -> "tuple[array[int], array[int]]":
        start, end = self._starts[number], self._starts[number + 1]
        return self._rows[start:end], self._sizes[start:end]


def joined(sizes: Sequence[int], load: Callable[[int], bytes]) -> BinaryIO:
    """Return a stream over pieces of these sizes; `load(place)` gives one, and raises Unreadable.

    One piece is held at a time; one of another size than told is Unreadable ("damaged").
    """
    ends = array("Q")
    total = 0
    for size in sizes:
        total += size
        ends.append(total)
    held: tuple[int, bytes] = (-1, b"")

    def read_at(offset: int, length: int) -> bytes:
        nonlocal held
        place = bisect_right(ends, offset)
        if held[0] != place:
            piece = load(place)
            if len(piece) != sizes[place]:
                raise Unreadable("damaged", "a piece of another size")
            held = place, piece
        start = offset - (ends[place] - sizes[place])
        return held[1][start : start + length]

    return stream(read_at, total)
