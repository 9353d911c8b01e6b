"""One growing file of a VMDK: grains found through two tables, plain or packed with zlib.

Layout: "Virtual Disk Format 5.0", VMware, "Hosted Sparse Extents", "Stream-Optimized" and "ESXi Sparse".
"""

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache

from toolkit.media.containers.container import File, Piece, beyond, damaged, words

SPARSE = (b"KDMV", b"COWD")

_NAME = "VMDK"
_SECTOR = 512
_FOOTER = 0xFFFFFFFFFFFFFFFF  # "the table is where the footer says"
_LARGEST_GRAIN = 8192  # sectors
_CACHED = 8 * 1024 * 1024  # bytes of grains kept unpacked


@dataclass(frozen=True, slots=True)
class Header:
    """What the first sector says; places and sizes in sectors of 512 bytes."""

    capacity: int
    grain: int
    rows: int  # of a second table
    table: int
    text: tuple[int, int] = (0, 0)  # where the descriptor stands, and how long
    zeros: bool = False  # the entry 1 stands for a grain of zeros
    packed: bool = False
    in_use: bool = False


def header(file: File) -> Header:
    """Read the header of a growing file; raise SourceRefusal `container_damaged`."""
    held = file.read(0, _SECTOR)
    if len(held) < _SECTOR:
        raise damaged(_NAME, "header")
    if held.startswith(b"COWD"):
        capacity, grain, table = struct.unpack_from("<III", held, 12)
        found = Header(capacity, grain, 4096, table)
    else:
        found = _hosted(held)
        if found.table == _FOOTER:
            last = file.read(file.size - 2 * _SECTOR, _SECTOR)
            if len(last) < _SECTOR or last[:4] != b"KDMV":
                raise damaged(_NAME, "footer")
            found = _hosted(last)
    if not found.capacity or not 0 < found.grain <= _LARGEST_GRAIN or not 0 < found.rows <= 65536:
        raise damaged(_NAME, "header")
    return found


def _hosted(held: bytes) -> Header:
    flags, capacity, grain, start, length, rows = struct.unpack_from("<IQQQQI", held, 8)
    (table,) = struct.unpack_from("<Q", held, 56)
    packed = bool(flags & 0x10000) and held[77:79] == b"\1\0"
    return Header(capacity, grain, rows, table, (start, length), bool(flags & 4), packed, bool(held[72]))


def sparse(file: File, told: Header, below: Piece) -> Piece:
    """Return what reads one growing file; `below` gives what it does not hold."""
    entry, grain = words(file, "<I"), told.grain * _SECTOR

    @lru_cache(max(4, _CACHED // grain))
    def unpacked(place: int, number: int) -> bytes:
        return _unpack(file, place, number, told)

    def piece(offset: int, length: int) -> bytes:
        number, inside = divmod(offset, grain)
        length = min(length, grain - inside)
        second = entry(told.table * _SECTOR + 4 * (number // told.rows))
        place = entry(second * _SECTOR + 4 * (number % told.rows)) if second else 0
        if not place:
            return below(offset, length)
        if place == 1 and told.zeros:
            return bytes(length)
        if told.packed:
            return unpacked(place, number)[inside : inside + length]
        return file.exactly(place * _SECTOR + inside, length)

    return piece


def _unpack(file: File, place: int, number: int, told: Header) -> bytes:
    """Unpack one grain; its own mark says which sectors it holds, and must agree with the table."""
    mark = file.exactly(place * _SECTOR, 12)
    first, length = struct.unpack("<QI", mark)
    wanted = min(told.grain, told.capacity - number * told.grain) * _SECTOR
    if first != number * told.grain or not 0 < length <= 2 * told.grain * _SECTOR + 4096:
        raise OSError("container_damaged_chunk")
    try:
        plain = zlib.decompressobj().decompress(
            file.exactly(place * _SECTOR + 12, length), told.grain * _SECTOR
        )
    except zlib.error as error:
        raise OSError("container_damaged_chunk") from error
    if len(plain) < wanted:
        raise OSError("container_damaged_chunk")
    return plain


def cut(file: File, told: Header) -> bool:
    """Say whether a second table is stated to stand beyond the end of the file."""
    rows = -(-told.capacity // (told.grain * told.rows))
    return beyond(file, told.table * _SECTOR, rows, "<I", lambda place: place * _SECTOR)
