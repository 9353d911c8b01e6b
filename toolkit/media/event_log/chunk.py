"""The chunks of an event log: where its records lie, and what is wrong with the chunk.

Source: "Windows XML Event Log (EVTX) format", J. Metz (libevtx documentation), "Chunk" and "Event record".
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.media.registry.values import filetime

CHUNK = 0x10000  # bytes
HEADER = 512  # bytes of a chunk before its records
MAGIC = b"ElfChnk\0"
_RECORD = b"\x2a\x2a\0\0"
_SMALLEST = 28  # bytes of a record that holds nothing


@dataclass(frozen=True, slots=True)
class Record:
    """Where one record's binary XML lies in its chunk; `found_again` past bytes that are no record."""

    number: int
    at_ns: int | None
    start: int
    end: int
    found_again: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What a chunk says of itself."""

    first: int  # record numbers
    last: int
    last_offset: int
    free: int  # offset of the first byte that no record uses

    @property
    def count(self) -> int:
        """Return how many records it announces; 0 for an empty chunk, whose numbers are all ones."""
        return self.last - self.first + 1 if self.first <= self.last < 2**64 - 1 else 0


def head(data: bytes) -> Head | None:
    """Return what the first bytes of a chunk say, None when they are not those of a chunk."""
    if len(data) < HEADER or not data.startswith(MAGIC):
        return None
    first, last, _, last_offset, free = struct.unpack_from("<QQIII", data, 24)
    return Head(first, last, last_offset, max(HEADER, min(free, CHUNK)))


def sums_hold(data: bytes, told: Head) -> bool:
    """Say whether both checksums of a chunk are those of its bytes."""
    records, own = struct.unpack_from("<I", data, 52)[0], struct.unpack_from("<I", data, 124)[0]
    whole = zlib.crc32(data[128:HEADER], zlib.crc32(data[:120]))
    return bool(zlib.crc32(data[HEADER : told.free]) == records and whole == own)


def records(data: bytes, told: Head) -> Iterator[Record]:
    """Yield the records of a chunk in order; after bytes that are no record, those found further on.

    What is found further on must repeat its size at its end and bear a number the chunk announces.
    """
    at, found_again = HEADER, False
    while at + _SMALLEST <= told.free:
        record = _record(data, at, told, found_again=found_again)
        if record is not None:
            yield record
            at = record.end + 4
            continue
        found_again = True
        at = data.find(_RECORD, at + 1, told.free)
        if at < 0:
            return


def _record(data: bytes, at: int, told: Head, *, found_again: bool) -> Record | None:
    magic, size, number, units = struct.unpack_from("<4sIQQ", data, at)
    end = at + size - 4
    if magic != _RECORD or size < _SMALLEST or at + size > told.free:
        return None
    if struct.unpack_from("<I", data, end)[0] != size:
        return None
    if found_again and not told.first <= number <= told.last:
        return None
    return Record(number, filetime(units), at + 24, end, found_again)
