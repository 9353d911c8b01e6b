"""The log of a VHDX: writes to its tables that were not yet put in place, laid over the file in memory.

Layout: [MS-VHDX] 2.3. Without it, the tables of a disk whose host lost power point at what was there before.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from toolkit.media.containers.container import File
from toolkit.media.medium import whole

_SECTOR = 4096
_LARGEST = 8 * 1024 * 1024  # bytes of a log read; Hyper-V makes 1 MiB
_MOST_ZEROS = 4096  # stretches of zeros in all of it
_NOT = "container_log_not_replayed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log that is whole: its place in the log, what it writes, and zeros it writes."""

    place: int
    length: int
    number: int
    tail: int
    flushed: int  # bytes that the file had for certain when this was written
    data: tuple[tuple[int, bytes], ...]
    zeros: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Overlaid:
    """A file with sectors of 4,096 bytes laid over it; what is laid over may stand beyond its end.

    `size` is the file's own: what stands beyond it and was not laid over is missing, not zeros.
    """

    file: File
    sectors: dict[int, bytes]
    zeros: list[tuple[int, int]]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = self.file.size

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, fewer where neither file nor log holds more; raise OSError."""
        length = self._known(offset, length)
        if offset < 0 or length <= 0:
            return b""
        whole = bytearray(self.file.read(offset, length).ljust(length, b"\0"))
        for start, end in self.zeros:
            low, high = max(start, offset), min(end, offset + length)
            if low < high:
                whole[low - offset : high - offset] = bytes(high - low)
        for start in self._near(offset, length):
            data = self.sectors[start]
            low, high = max(start, offset), min(start + _SECTOR, offset + length)
            whole[low - offset : high - offset] = data[low - start : high - start]
        return bytes(whole)

    def _known(self, offset: int, length: int) -> int:
        """Return for how many bytes from a place on everything is known."""
        end, at = offset + length, max(offset, self.size)
        while at < end:
            sector = at - at % _SECTOR
            after = sector + _SECTOR if sector in self.sectors else 0
            after = max([after, *(last for first, last in self.zeros if first <= at < last)])
            if after <= at:
                return at - offset
            at = after
        return length

    def _near(self, offset: int, length: int) -> Sequence[int]:
        first = offset - offset % _SECTOR
        if length // _SECTOR < len(self.sectors):
            return [at for at in range(first, offset + length, _SECTOR) if at in self.sectors]
        return [at for at in self.sectors if first <= at < offset + length]

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the file ends before them."""
        return whole(self.read(offset, length), length, "container_cut")

    def close(self) -> None:
        self.file.close()


def replayed(file: File, header: bytes) -> tuple[File, tuple[str, ...]]:
    """Return the file as its log would leave it, or as it is, with `container_log_not_replayed`.

    A log that knew the file longer than it is does not fit what is left of it: `truncated` too
    ([MS-VHDX] 2.3.1.1, FlushedFileOffset).
    """
    if not any(header[48:64]):
        return file, ()
    (length, start), held = struct.unpack_from("<IQ", header, 68), b""
    if 0 < length <= _LARGEST and length % _SECTOR == 0:
        held = file.read(start, length)
    if len(held) < length or not held:
        return file, (_NOT,)
    entries = _active(held, header[48:64])
    if entries and entries[-1].flushed > file.size:
        return file, (_NOT, "truncated")
    if not entries or sum(len(entry.zeros) for entry in entries) > _MOST_ZEROS:
        return file, (_NOT,)
    sectors: dict[int, bytes] = {}
    zeros: list[tuple[int, int]] = []
    for entry in entries:
        for offset, size in entry.zeros:
            zeros.append((offset, offset + size))
            for at in [at for at in sectors if offset <= at < offset + size]:
                del sectors[at]
        sectors.update(entry.data)
    return Overlaid(file, sectors, zeros), ()


def _active(log: bytes, identifier: bytes) -> list[Entry]:
    """Return the newest run of entries that is whole, from its tail to its head."""
    entries = {entry.place: entry for entry in _entries(log, identifier)}
    best: list[Entry] = []
    for head in entries.values():
        run = _run(entries, head, len(log))
        if run and (not best or run[-1].number > best[-1].number):
            best = run
    return best


def _run(entries: dict[int, Entry], head: Entry, size: int) -> list[Entry]:
    """Return the entries from the tail that a head states to itself, [] where one between them is missing."""
    found, place = list[Entry](), head.tail
    while len(found) <= len(entries):
        entry = entries.get(place)
        if entry is None or (found and entry.number != found[-1].number + 1):
            return []
        found.append(entry)
        if entry is head:
            return found
        place = (place + entry.length) % size
    return []


def _entries(log: bytes, identifier: bytes) -> Iterator[Entry]:
    left = 2 * len(log)  # entries that lie may overlap: so many bytes are summed, no more
    for place in range(0, len(log), _SECTOR):
        if log[place : place + 4] != b"loge" or log[place + 32 : place + 48] != identifier:
            continue
        length, count = struct.unpack_from("<I12xI", log, place + 8)
        if length % _SECTOR or not _SECTOR <= length <= min(len(log), left):
            continue
        left -= length
        whole = (
            (log[place:] + log[:place])[:length] if place + length > len(log) else log[place : place + length]
        )
        if count <= (length - 64) // 32 and crc32c(whole, 4):
            entry = _written(whole, place, count)
            if entry is not None:
                yield entry


def _written(whole: bytes, place: int, count: int) -> Entry | None:
    """Take what one entry writes; each data sector lost 12 bytes to its marks, kept in its descriptor."""
    tail, number, flushed = struct.unpack_from("<IQ24xQ", whole, 12)
    data, zeros = list[tuple[int, bytes]](), list[tuple[int, int]]()
    at = -(-(64 + 32 * count) // _SECTOR) * _SECTOR
    for row in range(count):
        descriptor = whole[64 + 32 * row : 96 + 32 * row]
        offset, sequence = struct.unpack_from("<QQ", descriptor, 16)
        if sequence != number or offset % _SECTOR:
            return None
        if descriptor[:4] == b"zero":
            zeros.append((offset, int.from_bytes(descriptor[8:16], "little")))
        elif descriptor[:4] == b"desc" and whole[at : at + 4] == b"data" and at + _SECTOR <= len(whole):
            data.append((offset, descriptor[8:16] + whole[at + 8 : at + 4092] + descriptor[4:8]))
            at += _SECTOR
        else:
            return None
    return Entry(place, len(whole), number, tail, flushed, tuple(data), tuple(zeros))


@cache
def _table() -> tuple[int, ...]:
    rows = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)  # noqa: PLW2901 - shifted eight times
        rows.append(value)
    return tuple(rows)


def crc32c(held: bytes, at: int) -> bool:
    """Say whether the CRC-32C (Castagnoli) that stands at `at` is that of the bytes, itself as zeros."""
    table, value = _table(), 0xFFFFFFFF
    for byte in held[:at] + bytes(4) + held[at + 4 :]:
        value = table[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF == int.from_bytes(held[at : at + 4], "little")
