"""PNG: the chain of chunks from signature to IEND, each held against its CRC-32 (ISO/IEC 15948)."""

import struct
import zlib

from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNKS = 200_000
_HEAD = 2048  # bytes; a chain lost later may be one bad place


def check(content: Content) -> Structure:
    """Walk the chunks; one bad place is "checksum", more are a contradiction."""
    if not content.head.startswith(_SIGNATURE):
        return NOT_THIS
    at, vouched, bad, first = 8, 8, 0, 0
    for _ in range(_CHUNKS):
        header = content.read(at, 8)
        if len(header) < 8:
            return broken(TRUNCATED, content.size, vouched)
        length, kind = struct.unpack(">I4s", header)
        if not kind.isalpha() or length >= 1 << 31 or (at == 8) != (kind == b"IHDR"):
            return broken(CONTRADICTION if at < _HEAD or bad else CHECKSUM, at, vouched)
        if at + length + 12 > content.size:
            return broken(TRUNCATED, content.size, vouched)
        body = content.read(at + 4, length + 8) if length <= WHOLE_LIMIT else b""
        if body and zlib.crc32(body[:-4]) == int.from_bytes(body[-4:], "big"):
            vouched += length + 12
        elif body:
            first = first if bad else at
            bad += 1
        at += length + 12
        if kind == b"IEND":
            break
    if bad:
        return broken(CHECKSUM if bad == 1 else CONTRADICTION, first, vouched)
    return valid(vouched, at)
