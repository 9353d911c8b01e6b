"""Windows and Linux programs: headers, bounds of sections, and the PE checksum where one was written.

Format: Microsoft PE/COFF specification (checksum as of ImageHlp's CheckSumMappedFile); ELF: System V gABI.
"""

import struct
from collections.abc import Iterator

from toolkit.scan.content import Content
from toolkit.scan.damage import program_body, program_tables
from toolkit.scan.damage.blocks import looks_random
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_MACHINES = frozenset(
    {0x14C, 0x8664, 0xAA64, 0x1C0, 0x1C4, 0x200, 0xEBC, 0x5032, 0x5064, 0x166, 0x1F0, 0xA641}
)


# Symbols, names, relocations, hashes and links of an ELF; the hash of GNU is a filter of random bits.
_PLAIN_SECTIONS = frozenset({2, 3, 4, 5, 6, 9, 11})


def check(content: Content) -> Structure:
    """Check a program; vouches for all of a PE whose checksum agrees, else for the headers alone."""
    if content.head[:4] == b"\x7fELF":
        return _elf(content)
    return _pe(content) if content.head[:2] == b"MZ" else NOT_THIS


def _pe(content: Content) -> Structure:
    head = content.head
    if len(head) < 64:
        return broken(TRUNCATED, content.size)
    (at,) = struct.unpack_from("<I", head, 60)
    if at + 24 > content.size:
        return _dos(content)
    if at + 96 > len(head) or head[at : at + 4] != b"PE\0\0":
        return _dos(content)
    machine, sections = struct.unpack_from("<HH", head, at + 4)
    (optional,) = struct.unpack_from("<H", head, at + 20)
    (magic,) = struct.unpack_from("<H", head, at + 24)
    if machine not in _MACHINES or not sections <= 192 or magic not in (0x10B, 0x20B):
        return broken(CONTRADICTION, at)
    return _sections(content, at, at + 24 + optional, sections)


def _dos(content: Content) -> Structure:
    """Check a program that is not for Windows: its own header's page count must fit the file."""
    last, pages, relocations, paragraphs = struct.unpack_from("<HHHH", content.head, 2)
    sound = last < 512 and pages > 0 and (pages - 1) * 512 + last <= content.size
    if not sound or paragraphs * 16 > content.size or relocations * 4 > content.size:
        return broken(CONTRADICTION, 2, 2)
    if looks_random(content.head[64:576]) and not _enters(content.head, pages * 512, paragraphs * 16):
        return broken(CONTRADICTION, 64, 2)
    return valid(64, min(content.size, pages * 512))


def _enters(head: bytes, end: int, header: int) -> bool:
    """Tell a DOS header whose relocations lie within it, and whose first instruction behind it."""
    (count,) = struct.unpack_from("<H", head, 6)
    offset, segment, at = struct.unpack_from("<HHH", head, 20)
    entry = header + (offset + segment * 16 & 0xF_FFFF)
    return header >= 28 and entry < end and (not count or at + 4 * count <= header)


def _sections(  # noqa: PLR0911 - each fault is an answer
    content: Content, pe: int, table: int, count: int
) -> Structure:
    end = table + 40 * count
    furthest = end
    raw = content.read(table, 40 * count)
    for at in range(0, len(raw) - 39, 40):
        size, start = struct.unpack_from("<II", raw, at + 16)
        name = raw[at : at + 8].rstrip(b"\0")
        if any(byte < 0x20 for byte in name) and b"\0" not in name:
            return broken(CONTRADICTION, table + at, pe)
        if start > content.size and size:
            return broken(TRUNCATED if start < 4 * content.size else CONTRADICTION, content.size, end)
        furthest = max(furthest, start + size if size else 0)
    if furthest > content.size + 4096:
        return broken(TRUNCATED, content.size, end)
    (written,) = struct.unpack_from("<I", content.head, pe + 88)
    if written and content.whole is not None and _checksum(content.whole, pe + 88) == written:
        return valid(content.size, content.size, "pe_checksum")
    program = program_tables.read(content)
    if program is not None and (lost := program_tables.fault(program)) is not None:
        return broken(CONTRADICTION, lost, end)
    if (over := program_body.laid_over(content, program_body.plain(content))) is not None:
        return broken(CONTRADICTION, over, end)
    return valid(min(end, content.size), min(furthest, content.size))


def _checksum(data: bytes, at: int) -> int:
    """Add 16-bit words with their carries, the checksum's own field left out, plus the length.

    Words of 32 bits are added instead: folded to 16, their sum is the same.
    """
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    whole = len(data) // 4 * 4
    total = int(np.frombuffer(data, dtype="<u4", count=whole // 4).sum(dtype=np.uint64))
    total += int.from_bytes(data[whole:], "little")
    total -= sum(byte << 8 * (place % 4) for place, byte in enumerate(data[at : at + 4], at))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total + len(data)


def _elf(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    head = content.head
    if len(head) < 64 or head[4] not in (1, 2) or head[5] not in (1, 2) or head[6] != 1:
        return broken(CONTRADICTION, 4)
    order = "<" if head[5] == 1 else ">"
    wide = head[4] == 2
    kind, machine, version = struct.unpack_from(order + "HHI", head, 16)
    programs, sections = struct.unpack_from(order + ("QQ" if wide else "II"), head, 32 if wide else 28)
    own, each, count, width, number = struct.unpack_from(order + "HHHHH", head, 52 if wide else 40)
    if version != 1 or own not in (52, 64) or (kind > 4 and kind < 0xFE00) or not machine < 0x200:
        return broken(CONTRADICTION, 16)
    if count and programs + each * count > content.size:
        return broken(CONTRADICTION, 28)
    if number and sections + width * number > content.size:
        return broken(TRUNCATED, content.size, own)
    if number and width != (64 if wide else 40):
        return broken(CONTRADICTION, 40)
    table = content.read(sections, width * number) if number else b""
    if any(_wild(table, at, order, content.size, wide=wide) for at in range(0, len(table), width or 1)):
        return broken(CONTRADICTION, sections, own)
    if (over := program_body.laid_over(content, _never_random(table, order, wide=wide))) is not None:
        return broken(CONTRADICTION, over, own)
    return valid(min(own + each * count + len(table), content.size), content.size)


def _wild(table: bytes, at: int, order: str, size: int, *, wide: bool) -> bool:
    """Tell a section that lies outside of the file, those without content in it apart."""
    (kind,) = struct.unpack_from(order + "I", table, at + 4)
    start, length = struct.unpack_from(order + ("QQ" if wide else "II"), table, at + (24 if wide else 16))
    return bool(kind not in (0, 8) and start + length > size)


def _never_random(table: bytes, order: str, *, wide: bool) -> Iterator[tuple[int, int]]:
    """Yield the sections of code, symbols, names, relocations and links: (offset, bytes)."""
    for at in range(0, len(table), 64 if wide else 40):
        (kind,) = struct.unpack_from(order + "I", table, at + 4)
        (flags,) = struct.unpack_from(order + ("Q" if wide else "I"), table, at + 8)
        if kind in _PLAIN_SECTIONS or (kind == 1 and flags & 4):
            yield struct.unpack_from(order + ("QQ" if wide else "II"), table, at + (24 if wide else 16))
