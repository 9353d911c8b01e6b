"""RAR 4 and 5: the chain of block headers, their checksums, and whether a password locks it.

Format: RAR 5.0 archive format (rarlab.com/technote.htm); for RAR 4, technote.txt of RAR 4.20.
"""

import struct
import zlib

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import (
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    protected,
    valid,
)

_BLOCKS = 20_000
_HEADER = 2 * 1024 * 1024  # bytes of the largest header RAR writes


def check(content: Content) -> Structure:
    """Walk a RAR's headers; the packed data between them is not vouched for."""
    if content.head.startswith(b"Rar!\x1a\x07\x01\x00"):
        return _five(content)
    return _four(content) if content.head.startswith(b"Rar!\x1a\x07\x00") else NOT_THIS


def _four(content: Content) -> Structure:
    at, vouched = 7, 7
    for _ in range(_BLOCKS):
        header = content.read(at, 7)
        if len(header) < 7:
            break
        crc, kind, flags, length = struct.unpack("<HBHH", header)
        block = content.read(at, length)
        if length < 7 or not 0x72 <= kind <= 0x7B:
            return broken(CONTRADICTION, at, vouched)
        if (kind == 0x73 and flags & 0x80) or (kind == 0x74 and flags & 4):
            return protected("archive_password", vouched)
        if kind in (0x73, 0x74) and zlib.crc32(block[2:]) & 0xFFFF != crc:
            return broken(CONTRADICTION, at, vouched)
        vouched += length
        packed = struct.unpack_from("<I", block, 7)[0] if flags & 0x8000 and length >= 11 else 0
        at += length + packed
        if kind == 0x7B:
            return valid(vouched, at)
    return broken(TRUNCATED, content.size, vouched) if at > content.size else valid(vouched, at)


def _five(content: Content) -> Structure:
    at, vouched = 8, 8
    for _ in range(_BLOCKS):
        start = content.read(at, 16)
        if len(start) < 7:
            return broken(TRUNCATED, content.size, vouched)
        size, used = _number(start, 4)
        block = content.read(at + 4, used + size) if size <= _HEADER else b""
        if size > _HEADER or zlib.crc32(block) != int.from_bytes(start[:4], "little"):
            return broken(CONTRADICTION, at, vouched)
        kind, packed, locked = _header(block, used)
        if kind == 4 or locked:
            return protected("archive_password", vouched)
        vouched += 4 + used + size
        at += 4 + used + size + packed
        if kind == 5:
            return valid(vouched, at)
    return valid(vouched, at)


def _header(block: bytes, at: int) -> tuple[int, int, bool]:
    """Return (type, bytes of data behind, whether a file record of encryption is among the extras)."""
    kind, used = _number(block, at)
    at += used
    flags, used = _number(block, at)
    at += used
    extra = packed = 0
    if flags & 1:
        extra, used = _number(block, at)
        at += used
    if flags & 2:
        packed, used = _number(block, at)
    return kind, packed, kind in (2, 3) and _locked(block[len(block) - extra :] if extra else b"")


def _locked(extras: bytes) -> bool:
    at = 0
    while at < len(extras):
        size, used = _number(extras, at)
        kind, _ = _number(extras, at + used)
        if kind == 1 and size:
            return True
        at += used + max(size, 1)
    return False


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return (a variable length integer, how many bytes it takes)."""
    value = 0
    for index, byte in enumerate(data[at : at + 10]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, index + 1
    return value, 10
