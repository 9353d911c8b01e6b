"""Which blocks of a FAT, exFAT or ext volume are in use, by its own table or bitmap.

The Sleuth Kit's Python binding does not tell, and what a deleted name points to may long be another file's.
Layouts: Microsoft, FAT specification 4 and exFAT specification 7.1; ext4 as documented with Linux.
"""

import struct
from collections.abc import Callable
from functools import lru_cache

ReadAt = Callable[[int, int], bytes]
InUse = Callable[[int], bool | None]  # by block number of The Sleuth Kit; None where it cannot be told

_PIECE = 4096
_EXFAT_BITMAP = 0x81
_HALF = 1 << 16  # clusters that the lower half of a FAT32 entry can name


def in_use(kind: str, read: ReadAt) -> InUse:
    """Return the function that says whether one block of a volume is in use; it raises OSError."""
    pieces = lru_cache(256)(lambda number: read(number * _PIECE, _PIECE))

    def field(offset: int, length: int) -> int | None:
        at = offset % _PIECE
        part = pieces(offset // _PIECE)[at : at + length]
        if len(part) < length and at + length > _PIECE:
            part += pieces(offset // _PIECE + 1)[: length - len(part)]
        return int.from_bytes(part, "little") if len(part) == length else None

    if kind.startswith("ext"):
        return _ext(read, field)
    return _exfat(read, field) if kind == "exfat" else _fat(kind, read, field)


def doubtful(kind: str, read: ReadAt) -> int:
    """Return the block before which no deleted file of a volume can be trusted to begin, 0 for none.

    Windows clears the upper half of the first cluster of what it deletes on FAT32: on a volume of more than
    65,535 clusters, what seems to begin below that number may begin elsewhere. Raises as in_use() does.
    """
    if kind != "fat32":
        return 0
    boot = read(0, 512)
    _, per_cluster, reserved, tables = struct.unpack_from("<HBHB", boot, 11)
    sectors, length = struct.unpack_from("<II", boot, 32)
    data = reserved + tables * length
    return data + (_HALF - 2) * per_cluster if (sectors - data) // per_cluster + 1 >= _HALF else 0


def _fat(kind: str, read: ReadAt, field: Callable[[int, int], int | None]) -> InUse:
    boot = read(0, 512)
    sector, per_cluster, reserved, tables, roots = struct.unpack_from("<HBHBH", boot, 11)
    length = struct.unpack_from("<H", boot, 22)[0] or struct.unpack_from("<I", boot, 36)[0]
    data = reserved + tables * length + (roots * 32 + sector - 1) // sector
    start = reserved * sector

    def one(block: int) -> bool | None:
        cluster = (block - data) // per_cluster + 2
        if cluster < 2:
            return None
        if kind == "fat12":
            pair = field(start + cluster * 3 // 2, 2)
            return None if pair is None else bool(pair >> 4 if cluster % 2 else pair & 0xFFF)
        width = 4 if kind == "fat32" else 2
        entry = field(start + cluster * width, width)
        return None if entry is None else bool(entry & 0x0FFF_FFFF)

    return one


def _exfat(read: ReadAt, field: Callable[[int, int], int | None]) -> InUse:
    boot = read(0, 512)
    heap, _, root = struct.unpack_from("<3I", boot, 88)
    shift, power = boot[108], boot[109]
    heap_at, size = heap << shift, 1 << (shift + power)
    entries = read(heap_at + (root - 2) * size, size) if root >= 2 else b""
    found = [at for at in range(0, len(entries) - 31, 32) if entries[at] == _EXFAT_BITMAP]
    # Formatters keep the bitmap in one piece; it is the first entries of the root.
    start = heap_at + (struct.unpack_from("<I", entries, found[0] + 20)[0] - 2) * size if found else None

    def one(block: int) -> bool | None:
        cluster = (block - heap) >> power
        byte = field(start + cluster // 8, 1) if start is not None and start > 0 and cluster >= 0 else None
        return None if byte is None else bool(byte >> cluster % 8 & 1)

    return one


def _ext(read: ReadAt, field: Callable[[int, int], int | None]) -> InUse:
    top = read(1024, 1024)
    first, power = struct.unpack_from("<II", top, 20)
    per_group, wide = struct.unpack_from("<I", top, 32)[0], struct.unpack_from("<I", top, 96)[0] & 0x80
    size = 1024 << power
    length = struct.unpack_from("<H", top, 254)[0] if wide else 32

    def one(block: int) -> bool | None:
        group, bit = divmod(block - first, per_group)
        at = (first + 1) * size + group * length
        low, high = field(at, 4), field(at + 32, 4) if length >= 64 else 0
        if group < 0 or low is None or high is None or not low:
            return None
        byte = field(((high << 32) | low) * size + bit // 8, 1)
        return None if byte is None else bool(byte >> bit % 8 & 1)

    return one
