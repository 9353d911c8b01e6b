"""Virtual disks: headers, footers and tables of VHD, VHDX and VMDK; the rest is left to statistics.

Formats: Microsoft VHD image format 1.0; [MS-VHDX]; VMware virtual disk format 5.0.
"""

import struct

from toolkit.media.containers.vhdx_log import crc32c
from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_KIB = 1024
_FOOTER = 512
_TABLE = 4 * 1024 * 1024  # bytes of one table looked at
_SECTOR = 512


def check(content: Content) -> Structure:
    """Check what a container says of itself; vouches for its headers and tables."""
    head = content.head
    if head[:8] == b"vhdxfile":
        return _vhdx(content)
    if head[:4] == b"KDMV":
        return _vmdk(content)
    if head[:8] == b"conectix" or content.tail[-_FOOTER:][:8] == b"conectix":
        return _vhd(content)
    return NOT_THIS


def _vhd(content: Content) -> Structure:
    dynamic = content.head[:8] == b"conectix"
    footer = content.tail[-_FOOTER:]
    if not _summed(footer, 64):
        # Old writers end by 511 bytes.
        cut = dynamic and _summed(content.head[:_FOOTER], 64)
        return broken(CONTRADICTION, max(0, content.size - _FOOTER), _FOOTER if cut else 0)
    if not dynamic:
        return valid(_FOOTER, content.size)
    (place,) = struct.unpack_from(">Q", footer, 16)
    sparse = content.read(place, 1024) if place < content.size else b""
    if sparse[:8] != b"cxsparse" or not _summed(sparse, 36):
        return broken(CONTRADICTION, min(place, content.size), _FOOTER)
    table, count, block = struct.unpack_from(">Q4xII", sparse, 16)
    raw = content.read(table, min(4 * count, _TABLE)) if table < content.size else b""
    starts = [one for (one,) in struct.iter_unpack(">I", raw[: len(raw) // 4 * 4]) if one != 0xFFFFFFFF]
    if len(raw) < min(4 * count, _TABLE) or any(one * _SECTOR > content.size for one in starts):
        return broken(CONTRADICTION, min(table, content.size), _FOOTER)
    if len(set(starts)) != len(starts) or not block:
        return broken(CONTRADICTION, table, _FOOTER)
    return valid(min(2 * _FOOTER + 1024 + len(raw), content.size), content.size)


def _summed(block: bytes, at: int) -> bool:
    """Tell a block whose sum of bytes, its own field left out, is the complement of what it says."""
    if len(block) < at + 4 or block[:4] not in (b"cone", b"cxsp"):
        return False
    return ~(sum(block) - sum(block[at : at + 4])) & 0xFFFFFFFF == int.from_bytes(block[at : at + 4], "big")


def _vhdx(content: Content) -> Structure:
    heads = [content.read(at * _KIB, 4 * _KIB) for at in (64, 128)]
    tables = [content.read(at * _KIB, 64 * _KIB) for at in (192, 256)]
    if len(tables[1]) < 64 * _KIB:
        return broken(TRUNCATED, content.size)
    if not any(one[:4] == b"head" and crc32c(one, 4) for one in heads):
        return broken(CONTRADICTION, 64 * _KIB, 64 * _KIB)
    good = next((one for one in tables if one[:4] == b"regi" and crc32c(one, 4)), None)
    if good is None:
        return broken(CONTRADICTION, 192 * _KIB, 64 * _KIB)
    (count,) = struct.unpack_from("<I", good, 8)
    for number in range(min(count, 2047)):
        place, length = struct.unpack_from("<QI", good, 32 + 32 * number)
        if place + length > content.size:
            return broken(TRUNCATED, content.size, 320 * _KIB)
    return valid(min(320 * _KIB, content.size), content.size)


def _vmdk(content: Content) -> Structure:
    head = content.head[:_SECTOR]
    if len(head) < _SECTOR:
        return broken(TRUNCATED, content.size)
    version, _, _, grain, place, length, entries, _, table = struct.unpack_from("<IIQQQQIQQ", head, 4)
    ends = head[73:77]
    if version > 3 or not grain or grain & (grain - 1) or ends not in (b"\n \r\n", bytes(4)):
        return broken(CONTRADICTION, 4)
    text = content.read(place * _SECTOR, min(length, 2048) * _SECTOR) if place else b""
    # One extent of several keeps the room of a descriptor that stands in a file of its own.
    if any(text) and b"# Disk DescriptorFile" not in text[:64]:
        return broken(CONTRADICTION, place * _SECTOR, _SECTOR)
    vouched = _SECTOR + len(text)
    if table not in (0, 0xFFFF_FFFF_FFFF_FFFF) and entries:
        raw = content.read(table * _SECTOR, 4096)
        listed = [one for (one,) in struct.iter_unpack("<I", raw[: len(raw) // 4 * 4])]
        if listed and listed[0] * _SECTOR > content.size:
            return broken(CONTRADICTION, table * _SECTOR, vouched)
    return valid(min(vouched, content.size), content.size)
