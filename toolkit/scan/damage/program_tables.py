"""What the tables of a Windows program say of it: imports, exports, relocations, resources, metadata.

Windows reads them to load the program, so that neither a packer nor an installer leaves them random;
pictures, archives and packed code beside them may look like anything. Format: Microsoft PE/COFF
specification, "The .edata Section" to "The .rsrc Section"; .NET: ECMA-335, II.24.2.1 and II.25.3.3.
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.scan.content import Content
from toolkit.scan.damage.blocks import BLOCK, STEP, looks_random

_KEPT = "program tables"  # what is read, in Content.kept
_EXPORT, _IMPORT, _RESOURCE, _EXCEPTION, _RELOCATION, _NET = 0, 1, 2, 3, 5, 14
_STRIPPED, _LIBRARY = 0x0001, 0x2000  # characteristics: no relocations, DLL
_EXECUTABLE = 0x2000_0000
_X64 = 0x8664
_SECTIONS = 192
_TABLE = 256 * 1024  # bytes of one table looked at
_NAMES = 64  # names followed per table
_NODES = 512  # directories of resources
_ENTRIES = 20_000  # of all those directories
_NAME = re.compile(rb"[\x20-\x7e\x80-\xff]+\0")


@dataclass(frozen=True, slots=True)
class Part:
    """One section: where it stands in memory and in the file, in bytes."""

    rva: int
    start: int
    size: int  # in the file, and no more than is there
    code: bool
    name: bytes


@dataclass(frozen=True, slots=True)
class Program:
    """A Windows program whose headers hold."""

    content: Content
    machine: int
    traits: int  # characteristics of the file header
    parts: tuple[Part, ...]
    tables: tuple[tuple[int, int], ...]  # (address in memory, bytes), in the order of the specification

    def place(self, rva: int) -> int | None:
        """Return the offset in the file of an address in memory, or None when it is not kept there."""
        for part in self.parts:
            if 0 <= rva - part.rva < part.size:
                return part.start + rva - part.rva
        return None

    def table(self, index: int) -> tuple[int, int]:
        return self.tables[index] if index < len(self.tables) else (0, 0)


def read(content: Content) -> Program | None:
    """Read the headers of a PE; None for anything else."""
    if _KEPT not in content.kept:
        content.kept[_KEPT] = _read(content)
    found: tuple[int, int, tuple[Part, ...], tuple[tuple[int, int], ...]] | None = content.kept[_KEPT]
    return Program(content, *found) if found else None


def _read(content: Content) -> tuple[int, int, tuple[Part, ...], tuple[tuple[int, int], ...]] | None:
    head = content.head
    if head[:2] != b"MZ" or len(head) < 64:
        return None
    (at,) = struct.unpack_from("<I", head, 60)
    if head[at : at + 4] != b"PE\0\0" or len(head) < at + 136:
        return None
    machine, count, _, _, _, optional, traits = struct.unpack_from("<HHIIIHH", head, at + 4)
    (magic,) = struct.unpack_from("<H", head, at + 24)
    first = at + 24 + (112 if magic == 0x20B else 96)
    (number,) = struct.unpack_from("<I", head, first - 4)
    listed = head[first : min(first + 8 * min(number, 16), at + 24 + optional)]
    tables = tuple(struct.iter_unpack("<II", listed[: len(listed) // 8 * 8]))
    table = content.read(at + 24 + optional, 40 * min(count, _SECTIONS))
    return machine, traits, tuple(_parts(table, content.size)), tables


def _parts(table: bytes, size: int) -> Iterator[Part]:
    for at in range(0, len(table) - 39, 40):
        _, rva, length, start = struct.unpack_from("<IIII", table, at + 8)
        (flags,) = struct.unpack_from("<I", table, at + 36)
        start -= start % STEP  # as the loader rounds it
        if length and start < size:
            name = table[at : at + 8].rstrip(b"\0")
            yield Part(rva, start, min(length, size - start), bool(flags & _EXECUTABLE), name)


def fault(program: Program) -> int | None:
    """Return the offset of random bytes where a table should be, or None.

    A table that says nonsense in bytes that are not random is somebody's oddity, and is passed over.
    """
    for check in TABLES:
        at = check(program)
        if at is not None and (found := _random_at(program.content, at)) is not None:
            return found
    return None


def _random_at(content: Content, at: int) -> int | None:
    for start, size in ((at // BLOCK * BLOCK, BLOCK), (at, STEP), (max(0, at - STEP), STEP)):
        piece = content.read(start, size)
        if len(piece) == size and looks_random(piece):
            return start
    return None


def _named(program: Program, rva: int) -> bool:
    at = program.place(rva)
    return at is not None and bool(_NAME.match(program.content.read(at, 512)))


def imports(program: Program) -> int | None:
    """Return the offset of the first descriptor, or name of a library, that is none."""
    at = program.place(program.table(_IMPORT)[0])
    if at is None or not program.table(_IMPORT)[0]:
        return None
    raw = program.content.read(at, 20 * _NAMES)
    for step in range(0, len(raw) - 19, 20):
        (name,) = struct.unpack_from("<I", raw, step + 12)
        if not name:
            return None
        if not _named(program, name):
            return program.place(name) or at + step
    return None


def exports(program: Program) -> int | None:
    """Return the offset of the first fault in the names a library offers."""
    rva = program.table(_EXPORT)[0]
    at = program.place(rva)
    if at is None or not rva or not program.traits & _LIBRARY:
        return None
    raw = program.content.read(at, 40)
    if len(raw) < 40:
        return None
    own, _, _, count, _, names = struct.unpack_from("<IIIIII", raw, 12)
    if own and not _named(program, own):
        return program.place(own) or at
    where = program.place(names)
    if not count or where is None:
        return at if count else None
    listed = program.content.read(where, min(4 * count, _TABLE))
    pointers = [one for (one,) in struct.iter_unpack("<I", listed[: len(listed) // 4 * 4])]
    for index in range(0, len(pointers), max(1, len(pointers) // _NAMES)):
        if not _named(program, pointers[index]):
            return program.place(pointers[index]) or where + 4 * index
    return None


def relocations(program: Program) -> int | None:
    """Return the offset of the first block of relocations that does not follow the one before it."""
    rva, size = program.table(_RELOCATION)
    if program.traits & _STRIPPED or not _heads(program, rva):
        return None
    start = program.place(rva) or 0
    raw = program.content.read(start, min(size, _TABLE))
    at = 0
    while at + 8 <= len(raw):
        page, length = struct.unpack_from("<II", raw, at)
        if not length:
            return None
        if page % 4096 or length < 8 or length % 2 or at + length > size:
            return start + at
        at += length
    return None


def exceptions(program: Program) -> int | None:
    """Return the offset of the first entry of the x64 function table that is out of order."""
    rva, size = program.table(_EXCEPTION)
    if program.machine != _X64 or not _heads(program, rva):
        return None
    start = program.place(rva) or 0
    raw = program.content.read(start, min(size, _TABLE))
    last = 0
    for index, (begin, end, _) in enumerate(struct.iter_unpack("<III", raw[: len(raw) // 12 * 12])):
        if not begin:
            return None
        if begin < last or end < begin:
            return start + 12 * index
        last = begin
    return None


def _heads(program: Program, rva: int) -> bool:
    """Tell a table that begins a section: one that a packer left behind points into the midst of another."""
    return rva > 0 and any(part.rva == rva for part in program.parts)


def resources(program: Program) -> int | None:
    """Return the offset of the first directory of resources that is none."""
    return _walk(program, [])


def leaves(program: Program) -> list[tuple[int, int]]:
    """List where resources stand in the file: (offset, bytes), in the order of the tree."""
    found: list[tuple[int, int]] = []
    _walk(program, found)
    return found


def _walk(program: Program, found: list[tuple[int, int]]) -> int | None:
    """Follow the tree of resources within limits, each directory once; return the offset of a fault."""
    rva = program.table(_RESOURCE)[0]
    base = program.place(rva)
    if base is None or not rva:
        return None
    room = next(part.start + part.size for part in program.parts if 0 <= rva - part.rva < part.size) - base
    ahead, seen, left = [0], {0}, _ENTRIES
    while ahead and len(seen) < _NODES and left > 0:
        node = ahead.pop(0)
        targets = _entries(program.content, base, node, room, left)
        if targets is None:
            return base + node
        left -= len(targets)
        for target in targets:
            at = target & 0x7FFF_FFFF
            if at + 16 > room:
                return base + node
            if not target >> 31:
                found.extend(_leaf(program, base + at))
            elif at not in seen:
                seen.add(at)
                ahead.append(at)
    return None


def _entries(content: Content, base: int, node: int, room: int, most: int) -> list[int] | None:
    raw = content.read(base + node, 16)
    if len(raw) < 16:
        return None
    named, numbered = struct.unpack_from("<HH", raw, 12)
    length = 8 * (named + numbered)
    if node + 16 + length > room:
        return None
    table = content.read(base + node + 16, min(length, 8 * most))
    return [target for _, target in struct.iter_unpack("<II", table[: len(table) // 8 * 8])]


def _leaf(program: Program, at: int) -> list[tuple[int, int]]:
    raw = program.content.read(at, 8)
    if len(raw) < 8:
        return []
    rva, size = struct.unpack("<II", raw)
    start = program.place(rva)
    return [] if start is None or not size else [(start, min(size, program.content.size - start))]


def metadata(program: Program) -> int | None:
    """Return the offset of the .NET header, or of the metadata it leads to, that is none."""
    rva = program.table(_NET)[0]
    at = program.place(rva)
    if at is None or not rva:
        return None
    raw = program.content.read(at, 16)
    if len(raw) < 16 or raw[:4] != b"\x48\0\0\0":
        return at
    where = program.place(struct.unpack_from("<I", raw, 8)[0])
    return where if where is not None and program.content.read(where, 4) != b"BSJB" else None


TABLES: tuple[Callable[[Program], int | None], ...] = (
    imports,
    resources,
    relocations,
    exports,
    exceptions,
    metadata,
)
