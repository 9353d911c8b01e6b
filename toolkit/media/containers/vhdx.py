"""VHDX disks of Hyper-V and of Windows backups: fixed, dynamic, and differencing with a parent beside them.

Layout: [MS-VHDX] 2016-2024, Microsoft. What its log had not yet put in place is read as if it were there.
"""

import struct
from uuid import UUID

from toolkit.errors import SourceRefusal
from toolkit.media.containers.beside import Image
from toolkit.media.containers.container import Container, File, Piece, beyond, damaged, or_zeros, words
from toolkit.media.containers.runs import run_of
from toolkit.media.containers.vhdx_log import crc32c, replayed

_NAME = "VHDX"
_MAGIC = b"vhdxfile"
_KIB, _MIB = 1024, 1024 * 1024
_BAT = UUID("2dc27766-f623-4200-9d64-115e9bfd4a08")
_METADATA = UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e")
_PARAMETERS = UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b")
_SIZE = UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8")
_SECTOR = UUID("8141bf1d-a96f-4709-ba47-f233a8faab5f")
_LOCATOR = UUID("a8d35f2d-b30b-454d-abf7-d3d84834ab0c")
_NAMES = ("relative_path", "absolute_win32_path", "volume_path")
_FULL, _PARTIAL = 6, 7
_MOST_METADATA = 1024
_LONGEST = 65536  # bytes of one metadata value


def open_disk(image: Image) -> Container | None:
    """Open a VHDX; None when it is none.

    Raises SourceRefusal: `container_damaged`, `container_parent_missing`, `container_parent_differs`.
    """
    if image.file.read(0, 8) != _MAGIC:
        return None
    header = _header(image.file)
    file, warnings = replayed(image.file, header)
    regions = _regions(file)
    if not {_BAT, _METADATA} <= regions.keys():
        raise damaged(_NAME, "regions")
    told = _metadata(file, regions[_METADATA])
    block, flags = _numbers(told, _PARAMETERS, "<II")
    (size,), (sector,) = _numbers(told, _SIZE, "<Q"), _numbers(told, _SECTOR, "<I")
    if block % _MIB or not _MIB <= block <= 256 * _MIB or sector not in {512, 4096}:
        raise damaged(_NAME, "block")
    about = {"format": _NAME, "identifier": str(UUID(bytes_le=header[32:48])), "sector": sector}
    parent = _parent(image, told.get(_LOCATOR, b"")) if flags & 2 else None
    if "truncated" not in warnings and _cut(file, regions[_BAT], -(-size // block), block, sector):
        warnings = (*warnings, "truncated")
    piece = _blocks(file, regions[_BAT], block, sector, parent)
    return Container(size, piece, (file, parent) if parent else (file,), about, warnings)


def _header(file: File) -> bytes:
    """Return the newer of the two headers that are whole."""
    both = [file.read(place, 4096) for place in (64 * _KIB, 128 * _KIB)]
    whole = [held for held in both if len(held) == 4096 and held[:4] == b"head" and crc32c(held, 4)]
    if not whole:
        raise damaged(_NAME, "header")
    return max(whole, key=lambda held: struct.unpack_from("<Q", held, 8))


def _regions(file: File) -> dict[UUID, int]:
    for place in (192 * _KIB, 256 * _KIB):
        held = file.read(place, 64 * _KIB)
        if len(held) < 64 * _KIB or held[:4] != b"regi" or not crc32c(held, 4):
            continue
        count = min(int.from_bytes(held[8:12], "little"), 2047)
        rows = (held[16 + 32 * row : 48 + 32 * row] for row in range(count))
        return {UUID(bytes_le=row[:16]): int.from_bytes(row[16:24], "little") for row in rows}
    raise damaged(_NAME, "regions")


def _metadata(file: File, start: int) -> dict[UUID, bytes]:
    head = file.read(start, 64 * _KIB)
    if head[:8] != b"metadata":
        raise damaged(_NAME, "metadata")
    found: dict[UUID, bytes] = {}
    for row in range(min(int.from_bytes(head[10:12], "little"), _MOST_METADATA)):
        entry = head[32 + 32 * row : 64 + 32 * row]
        if len(entry) == 32:
            offset, length = struct.unpack_from("<II", entry, 16)
            found[UUID(bytes_le=entry[:16])] = file.read(start + offset, min(length, _LONGEST))
    return found


def _numbers(told: dict[UUID, bytes], name: UUID, form: str) -> tuple[int, ...]:
    held = told.get(name, b"")
    if len(held) < struct.calcsize(form):
        raise damaged(_NAME, "metadata")
    return struct.unpack_from(form, held)


def _cut(file: File, table: int, count: int, block: int, sector: int) -> bool:
    rows = count + max(0, count - 1) // ((sector << 23) // block)

    def last(row: int) -> int:
        return (row >> 20 << 20) + block - 1 if row & 7 in {_FULL, _PARTIAL} else 0

    return beyond(file, table, rows, "<Q", last)


def _blocks(file: File, table: int, block: int, sector: int, parent: Container | None) -> Piece:
    """Read blocks by their table, where a row for a bitmap follows every `ratio` rows for blocks."""
    entry = words(file, "<Q")
    ratio = (sector << 23) // block
    below, zeros = or_zeros(parent), or_zeros(None)

    def piece(offset: int, length: int) -> bytes:
        number, inside = divmod(offset, block)
        length = min(length, block - inside)
        row = entry(table + 8 * (number + number // ratio))
        state, start = row & 7, row >> 20 << 20
        if state == _PARTIAL and parent is not None:
            group, place = divmod(number, ratio)
            bits = entry(table + 8 * (group * (ratio + 1) + ratio)) >> 20 << 20
            bits += place * (block // sector // 8)
            here, length = run_of(file, bits, inside, length, most_first=False, sector=sector)
            return file.exactly(start + inside, length) if here else below(offset, length)
        if state in {_FULL, _PARTIAL}:
            return file.exactly(start + inside, length)
        return below(offset, length) if state == 0 else zeros(offset, length)

    return piece


def _parent(image: Image, locator: bytes) -> Container:
    stated = _stated(locator)
    names = [stated[key] for key in _NAMES if key in stated]
    parent = image.parent(names)
    wanted = {
        stated[key].strip("{}").lower() for key in ("parent_linkage", "parent_linkage2") if key in stated
    }
    if parent.about.get("identifier") not in wanted:
        raise SourceRefusal("container_parent_differs", parent=names[0])
    return parent


def parents(file: File) -> list[tuple[str, str]]:
    """Return the names of the parent that a differencing VHDX states; raise OSError or SourceRefusal."""
    if file.read(0, 8) != _MAGIC:
        return []
    told = _metadata(file, _regions(file).get(_METADATA, file.size))
    stated = _stated(told.get(_LOCATOR, b"")) if _numbers(told, _PARAMETERS, "<II")[1] & 2 else {}
    linkage = stated.get("parent_linkage", "").strip("{}").lower()
    return [(stated[key], linkage) for key in _NAMES if key in stated]


def _stated(locator: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in range(min(int.from_bytes(locator[18:20], "little"), 64)):
        entry = locator[20 + 12 * row : 32 + 12 * row]
        if len(entry) == 12:
            key, value, long, wide = struct.unpack("<IIHH", entry)
            name = locator[key : key + long].decode("utf-16-le", "replace")
            found[name] = locator[value : value + wide].decode("utf-16-le", "replace")
    return found
