"""Where the volumes of a disk begin and end: GPT, MBR with its extended chain, or none.

Read here and not through The Sleuth Kit, which rejects a whole table when a disk cut short no longer
holds one of its partitions. Layouts: UEFI specification 5.3; MBR as described by Microsoft and Linux.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ReadAt = Callable[[int, int], bytes]

_MOST = 256  # partitions listed on one disk
_EXTENDED = frozenset({0x05, 0x0F, 0x85})
_PROTECTIVE = 0xEE
# GPT types that hold no files by definition: Microsoft reserved, BIOS boot.
_NO_FILES = frozenset({"e3c9e316-0b5c-4db8-817d-f92df00215ae", "21686148-6449-6e6f-744e-656564454649"})
_MBR_TYPES = {0x42: "ldm", 0x82: "swap", 0x8E: "lvm", 0xFD: "mdraid"}
_GPT_TYPES = {
    "af9b60a0-1431-4f62-bc68-3311714a69ad": "ldm",
    "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3": "ldm",
    "e75caf8f-f680-4cee-afa3-b001e56efc2d": "storage_spaces",
}


@dataclass(frozen=True, slots=True)
class Partition:
    """One stretch of the disk, in bytes; `declared` is what its type says it holds, or ""."""

    offset: int
    size: int
    declared: str = ""
    holds_files: bool = True


def partitions(read: ReadAt, size: int) -> list[Partition]:
    """Return the partitions of a disk of `size` bytes by their place on it; empty when it has no table."""
    first = _quiet(read, 0, 512)
    if first[510:512] != b"\x55\xaa":
        return _gpt(read, size)
    rows = list(_rows(first))
    if not rows:
        return []
    found = _gpt(read, size) if any(kind == _PROTECTIVE for kind, *_ in rows) else []
    found = found or list(_mbr(read, rows))
    return sorted(set(found), key=lambda part: (part.offset, part.size))[:_MOST]


def _quiet(read: ReadAt, offset: int, length: int) -> bytes:
    try:
        return read(offset, length)
    except OSError:
        return b""


def _rows(sector: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (type, first sector, sectors) of a boot record; nothing when it is not a table."""
    table = [sector[446 + 16 * row : 462 + 16 * row] for row in range(4)]
    if any(row[0] not in {0, 0x80} for row in table):
        return
    for row in table:
        start, count = struct.unpack_from("<II", row, 8)
        if row[4] and count:
            yield row[4], start, count


def _mbr(read: ReadAt, rows: list[tuple[int, int, int]]) -> Iterator[Partition]:
    for kind, start, count in rows:
        if kind in _EXTENDED:
            yield from _extended(read, start)
        elif kind != _PROTECTIVE:
            yield Partition(start * 512, count * 512, _MBR_TYPES.get(kind, ""))


def _extended(read: ReadAt, base: int) -> Iterator[Partition]:
    """Follow the chain of extended boot records, each place once."""
    place, seen = base, set[int]()
    while place not in seen and len(seen) < _MOST:
        seen.add(place)
        sector = _quiet(read, place * 512, 512)
        if sector[510:512] != b"\x55\xaa":
            return
        following = place
        for kind, start, count in _rows(sector):
            if kind in _EXTENDED:
                following = base + start
            else:
                yield Partition((place + start) * 512, count * 512, _MBR_TYPES.get(kind, ""))
        place = following


def _gpt(read: ReadAt, size: int) -> list[Partition]:
    """Read the primary table, or else the backup at the end of the disk, with 512 or 4,096 byte sectors."""
    for sector in (512, 4096):
        for place in (1, size // sector - 1):
            found = _gpt_at(read, place * sector, sector)
            if found:
                return found
    return []


def _gpt_at(read: ReadAt, offset: int, sector: int) -> list[Partition]:
    header = _quiet(read, offset, 92)
    if len(header) < 92 or header[:8] != b"EFI PART":
        return []
    table, count, length = struct.unpack_from("<QII", header, 72)
    if length not in {128 << power for power in range(6)}:
        return []
    rows = _quiet(read, table * sector, min(count, _MOST) * length)
    return [part for at in range(0, len(rows), length) if (part := _gpt_row(rows[at : at + 48], sector))]


def _gpt_row(row: bytes, sector: int) -> Partition | None:
    if len(row) < 48 or not any(row[:16]):
        return None
    first, last = struct.unpack_from("<QQ", row, 32)
    if last < first:
        return None
    one, two, three = struct.unpack_from("<IHH", row)
    rest = row[8:16].hex()
    kind = f"{one:08x}-{two:04x}-{three:04x}-{rest[:4]}-{rest[4:]}"
    size = (last - first + 1) * sector
    return Partition(first * sector, size, _GPT_TYPES.get(kind, ""), kind not in _NO_FILES)
