"""The file $MFT as a source gives it, from a volume or collected as a copy, and its records."""

from collections.abc import Iterator

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import EntryKind

RECORDS_LIMIT = 1 << 26  # a table of 64 GiB; the largest volumes in practice hold a tenth of it
_PIECE = 4 * 1024 * 1024  # bytes
_SIZES = frozenset({1024, 2048, 4096})
Piece = tuple[int, int, bytearray | None]

_LOST_READS = 4096  # failed reads after which a piece that fails is given up whole


class TableFile:
    """The open $MFT of one volume; raises Unreadable `mft_absent`, `mft_damaged`, or why it is not opened."""

    def __init__(self, source: Source, volume: str | None) -> None:
        entry = source.find("$MFT", volume)
        if entry is None or entry.kind is not EntryKind.FILE:
            raise Unreadable("mft_absent")
        self.volume, self.path = entry.volume, entry.path
        self._stream = source.open(entry)
        head = self._stream.read(32)
        self.size = int.from_bytes(head[28:32], "little")  # bytes of a record, as the first one says
        if head[:4] != b"FILE" or self.size not in _SIZES:
            raise Unreadable("mft_damaged")
        self.count = min(entry.size // self.size, RECORDS_LIMIT)
        self.cut = entry.size // self.size > RECORDS_LIMIT
        self.step = _PIECE // self.size  # records in a piece
        self._lost = 0

    def read(self, number: int, count: int = 1) -> bytearray:
        """Return the bytes of records; raise Unreadable."""
        if number + count > self.count:
            raise Unreadable("damaged", "no such record")
        self._stream.seek(number * self.size)
        raw = bytearray(count * self.size)
        if self._stream.readinto(raw) != len(raw):  # type: ignore[attr-defined]  # a BufferedReader
            raise Unreadable("io_error", "the table ends here")
        return raw

    def pieces(self) -> Iterator[Piece]:
        """Yield all records in order: the first's number, how many, their bytes or None where unreadable."""
        for start in range(0, self.count, self.step):
            yield from self.piece(start, min(self.step, self.count - start))

    def piece(self, start: int, count: int) -> Iterator[Piece]:
        """Yield some of the records likewise."""
        try:
            raw = self.read(start, count)
        except Unreadable:
            self._lost += 1
            if count == 1 or self._lost > _LOST_READS:
                yield start, count, None
            else:
                half = count // 2
                yield from self.piece(start, half)
                yield from self.piece(start + half, count - half)
        else:
            yield start, count, raw

    def close(self) -> None:
        self._stream.close()
