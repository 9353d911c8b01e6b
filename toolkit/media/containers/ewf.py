"""E01 images, and SMART's S01: chunks with a checksum each, in one file or many.

Read here and not by libewf, which gives zeros for a chunk that fails its checksum and says nothing of it.
Layout: "Expert Witness Compression Format", the documentation of libewf; checked against ewfacquire.
"""

import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from toolkit.errors import SourceRefusal
from toolkit.media.containers.beside import Image
from toolkit.media.containers.container import Container, Piece, damaged, unknown
from toolkit.media.containers.ewf_sections import MAGIC, Shape, read_set
from toolkit.media.containers.parts import Parts
from toolkit.records import Facts

_NAME = "E01"
_OTHERS = ((b"EVF2\r\n\x81\0", "Ex01"), (b"LVF\x09\x0d\x0a\xff\0", "L01"), (b"LEF2\r\n\x81\0", "Lx01"))
_CACHED = 8 * 1024 * 1024  # bytes of chunks kept unpacked
_TABLES = 4  # tables kept in memory
_OFFSET = 0x7FFFFFFF
_BAD = "container_damaged_chunk"


def open_disk(image: Image) -> Container | None:
    """Open an E01 by its first segment; None when it is none.

    A chunk whose checksum fails makes reads fail with `container_damaged_chunk` and its place. Raises
    SourceRefusal: `container_not_first`, `container_part_missing`, `container_part_differs`,
    `container_damaged`, `container_not_read`.
    """
    head = image.file.read(0, 13)
    other = next((name for magic, name in _OTHERS if head.startswith(magic)), None)
    if other:
        raise unknown(_NAME, other)
    if not head.startswith(MAGIC):
        return None
    parts, shape = read_set(image.path)
    try:
        reachable = sum(table.count for table in shape.tables) * shape.chunk
        if not shape.chunk or not shape.tables:
            raise damaged(_NAME, "table" if shape.chunk else "volume")
        warnings = ["truncated"] if reachable < shape.size else []
        warnings += ["container_acquisition_errors"] if shape.unread else []
        warnings += ["container_hash_not_compared"] if shape.hashes or shape.torn_hash else []
        held = (parts, image.file)
        return Container(shape.size, _piece(parts, shape), held, _about(shape, parts), warnings)
    except SourceRefusal:
        parts.close()
        raise


def _about(shape: Shape, parts: Parts) -> Facts:
    facts = {"format": _NAME, "segments": len(parts.paths), "unread_sectors": shape.unread}
    return {**facts, "hashes": shape.hashes, "made": shape.made}


def _piece(parts: Parts, shape: Shape) -> Piece:
    firsts = [table.first for table in shape.tables]
    entries = _entries(parts, shape)

    @lru_cache(max(2, _CACHED // shape.chunk))
    def chunk(number: int) -> bytes:
        at = bisect_right(firsts, number) - 1
        table = shape.tables[at]
        if number - table.first >= table.count:
            raise OSError("container_cut")
        start, end, packed = entries(at).place(number - table.first)
        length = min(shape.chunk, shape.size - number * shape.chunk)
        plain = None
        if 0 < end - start <= 2 * shape.chunk + 4096:
            stored = parts.read(table.segment, start, end - start)
            plain = (
                _unpacked(stored, length, shape.chunk) if packed else _checked(stored, length, shape.chunk)
            )
        if plain is None:
            raise OSError(f"{_BAD} {number}")
        return plain

    def piece(offset: int, length: int) -> bytes:
        number, inside = divmod(offset, shape.chunk)
        return chunk(number)[inside : inside + length]

    return piece


def _unpacked(stored: bytes, length: int, whole: int) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(stored, whole + 1)
    except zlib.error:
        return None
    return plain[:length] if unpacker.eof and length <= len(plain) <= whole else None


def _checked(stored: bytes, length: int, whole: int) -> bytes | None:
    """Return a chunk that was not compressed; the last may be stored short or filled up."""
    for size in (length, whole):
        if (
            len(stored) >= size + 4
            and zlib.adler32(stored[:size]).to_bytes(4, "little") == stored[size : size + 4]
        ):
            return stored[:length]
    return None


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one table; from `over` on, the flag's bit counts as offset (EnCase 6.7, over 2 GiB)."""

    stored: "array[int]"  # Python 3.11 cannot subscript it
    base: int
    end: int
    over: int

    def place(self, at: int) -> tuple[int, int, bool]:
        """Return where a chunk starts and ends in its segment, and whether it is compressed."""
        start = self.stored[at] if at >= self.over else self.stored[at] & _OFFSET
        packed = at < self.over and self.stored[at] > _OFFSET
        if at + 1 == len(self.stored):
            return self.base + start, self.end, packed
        return self.base + start, self.base + _next(start, self.stored[at + 1], over=at >= self.over), packed


def _next(start: int, following: int, *, over: bool) -> int:
    return following if over or following & _OFFSET < start else following & _OFFSET


def _entries(parts: Parts, shape: Shape) -> Callable[[int], Entries]:
    """Return a lookup of a table's entries, in the copy whose checksum holds."""

    @lru_cache(_TABLES)
    def entries(at: int) -> Entries:
        table = shape.tables[at]
        for start, base in table.places:
            held = parts.read(table.segment, start, 4 * table.count + 4)
            stored = array("I", held[: min(len(held) // 4, table.count) * 4])
            if sys.byteorder == "big":
                stored.byteswap()
            if len(stored) == table.count and _sound(
                held, stored[0] & _OFFSET == start - base + 4 * table.count
            ):
                return Entries(stored, base, table.end, _overflow(stored))
        raise OSError(f"{_BAD} {table.first}")

    return entries


def _sound(held: bytes, bare: bool) -> bool:
    """Check the sum behind the entries; SMART has none, and lets the first chunk follow at once."""
    return bare or zlib.adler32(held[:-4]).to_bytes(4, "little") == held[-4:]


def _overflow(stored: "array[int]") -> int:
    return next(
        (at for at in range(1, len(stored)) if stored[at] & _OFFSET < stored[at - 1] & _OFFSET), len(stored)
    )
