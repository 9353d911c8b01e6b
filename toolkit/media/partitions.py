"""Where the volumes of a disk begin and end: GPT, MBR with its extended chain, or none.

Read here and not through The Sleuth Kit, which rejects a whole table when a disk cut short no longer
holds one of its partitions. Layouts: UEFI specification 5.3; MBR as described by Microsoft and Linux.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from toolkit.media.filesystems import recognise

ReadAt = Callable[[int, int], bytes]

UNKNOWN = "unknown"  # declared where a table is missing: what this stretch is divided into is not known
_MOST = 1024  # partitions listed on one disk
_EXTENDED = frozenset({0x05, 0x0F, 0x85})
_PROTECTIVE = 0xEE
_SECTORS = (512, 4096)  # bytes
# GPT types that hold no files by definition: Microsoft reserved, BIOS boot.
_NO_FILES = frozenset({"e3c9e316-0b5c-4db8-817d-f92df00215ae", "21686148-6449-6e6f-744e-656564454649"})
_MBR_TYPES = {0x42: "ldm", 0x82: "swap", 0x8E: "lvm", 0xBF: "zfs", 0xFB: "vmfs", 0xFD: "mdraid"}
_GPT_TYPES = {
    "af9b60a0-1431-4f62-bc68-3311714a69ad": "ldm",
    "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3": "ldm",
    "e75caf8f-f680-4cee-afa3-b001e56efc2d": "storage_spaces",
    "e6d6d379-f507-44c2-a23c-238f2a3df928": "lvm",
    "a19d880f-05fc-4d3b-a006-743f0f84911e": "mdraid",
    "ca7d7ccb-63ed-4c53-861c-1742536059cc": "luks",
    "7c3457ef-0000-11aa-aa11-00306543ecac": "apfs",
    "48465300-0000-11aa-aa11-00306543ecac": "hfsplus",
    "6a898cc3-1dd2-11b2-99a6-080020736631": "zfs",
    "aa31e02a-400f-11db-9590-000c2911d1b8": "vmfs",
}


@dataclass(frozen=True, slots=True)
class Partition:
    """One stretch of the disk, in bytes; `declared` is what its type says it holds, or ""."""

    offset: int
    size: int
    declared: str = ""
    holds_files: bool = True


def partitions(read: ReadAt, size: int, *, backup: bool = True) -> tuple[list[Partition], bool]:
    """Return the partitions of a disk of `size` bytes by their place on it, and whether there are more.

    Empty when the disk has no table. Without `backup`, the copy of a GPT at the end of the disk is not
    looked for: it may be all that is left of an older life of the disk.
    """
    rows = boot_record(_quiet(read, 0, 512))
    if not rows:
        found, more = _gpt(read, size, backup=backup)
    else:
        listed = _mbr(read, rows, _sector(read, rows))
        table, more = _gpt(read, size, backup=True)
        protected = [row for row in rows if row[0] == _PROTECTIVE]
        # Windows obeys the other rows of a table that is both, other systems the GPT.
        kept = table if protected else [part for part in table if _stands(read, part, listed)]
        found = listed + kept + ([] if table else [_lost(row, size) for row in protected])
    # Two of one place are one file system: the larger is kept.
    places = {part.offset: part for part in sorted(found, key=lambda part: part.size)}
    kept = [places[offset] for offset in sorted(places)]
    return kept[:_MOST], more or len(kept) > _MOST


def _stands(read: ReadAt, part: Partition, listed: list[Partition]) -> bool:
    """Say whether a row of a GPT that no boot record announces is more than an older life of the disk."""
    apart = all(
        part.offset + part.size <= one.offset or one.offset + one.size <= part.offset for one in listed
    )
    return apart or recognise(_from(read, part.offset)) is not None


def _lost(row: tuple[int, int, int], size: int) -> Partition:
    """Return the stretch that a GPT describes, of which no copy is left."""
    _, start, count = row
    return Partition(start * 512, max(1, min(count * 512, size - start * 512)), UNKNOWN)


def _quiet(read: ReadAt, offset: int, length: int) -> bytes:
    try:
        return read(offset, length)
    except OSError:
        return b""


def boot_record(sector: bytes) -> list[tuple[int, int, int]] | None:
    """Return (type, first sector, sectors) of each row of a boot record; None when it is not a table."""
    table = [sector[446 + 16 * row : 462 + 16 * row] for row in range(4)]
    if sector[510:512] != b"\x55\xaa" or any(row[0] not in {0, 0x80} for row in table):
        return None
    places = [(row[4], *struct.unpack_from("<II", row, 8)) for row in table]
    return [(kind, start, count) for kind, start, count in places if kind and count]


def _sector(read: ReadAt, rows: list[tuple[int, int, int]]) -> int:
    """Return in what the rows count: 512 bytes, unless something stands only where 4,096 lead.

    An image does not tell the sectors of the disk it was made from, and a boot record does not either.
    """
    for sector in _SECTORS:
        for kind, start, _ in rows:
            if kind in _EXTENDED and boot_record(_quiet(read, start * sector, 512)):
                return sector
            if kind not in _EXTENDED and start and recognise(_from(read, start * sector)):
                return sector
    return 512


def _from(read: ReadAt, start: int) -> ReadAt:
    return lambda offset, length: read(start + offset, length)


def _mbr(read: ReadAt, rows: list[tuple[int, int, int]], sector: int) -> list[Partition]:
    found: list[Partition] = []
    for kind, start, count in rows:
        if kind in _EXTENDED:
            found += islice(_extended(read, start, count, sector), _MOST + 1)
        elif kind != _PROTECTIVE:
            found.append(Partition(start * sector, count * sector, _MBR_TYPES.get(kind, "")))
    return found


def _extended(read: ReadAt, base: int, length: int, sector: int) -> Iterator[Partition]:
    """Follow the chain of extended boot records, each place once; what is not followed is one stretch."""
    pending, seen = [base], set[int]()
    while pending:
        place = pending.pop()
        if place in seen:
            continue
        seen.add(place)
        rows = boot_record(_quiet(read, place * sector, 512))
        if rows is None or len(seen) > _MOST:
            yield Partition(place * sector, max(1, base + length - place) * sector, UNKNOWN)
            continue
        for kind, start, count in rows:
            if kind in _EXTENDED:
                pending.append(base + start)
            else:
                yield Partition((place + start) * sector, count * sector, _MBR_TYPES.get(kind, ""))


def _gpt(read: ReadAt, size: int, *, backup: bool) -> tuple[list[Partition], bool]:
    """Read the primary table and the backup at the end of the disk, with 512 or else 4,096 byte sectors.

    What either lists counts: systems differ on which they believe when the two do not agree.
    """
    for sector in _SECTORS:
        found, more = _gpt_at(read, sector, sector)
        if backup:
            copy, copy_more = _gpt_at(read, (size // sector - 1) * sector, sector)
            found, more = found + copy, more or copy_more
        if found:
            return found, more
    return [], False


def _gpt_at(read: ReadAt, offset: int, sector: int) -> tuple[list[Partition], bool]:
    header = _quiet(read, offset, 92)
    if len(header) < 92 or header[:8] != b"EFI PART":
        return [], False
    table, count, length = struct.unpack_from("<QII", header, 72)
    if length not in {128 << power for power in range(6)}:
        return [], False
    rows = _quiet(read, table * sector, min(count, _MOST) * length)
    found = [_gpt_row(rows[at : at + 48], sector) for at in range(0, len(rows), length)]
    # A table that states more rows than any formatter writes is not read on to see whether they are empty.
    return [part for part in found if part is not None], len(rows) < count * length


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
