"""PNG: the chain of chunks from signature to IEND, each held against its CRC-32 (ISO/IEC 15948)."""

import re
import struct
import zlib

from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.damage import deflate
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import NOT_THIS, TRUNCATED, Structure, broken

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNKS = 200_000
_HEAD = 2048  # bytes; a chain lost later may be one bad place
_REST = 4096  # bytes behind a fault in which the chain should be found again
_REACH = 4 * 1024 * 1024
_KNOWN = re.compile(rb"(?:IDAT|IEND|fdAT|tEXt|iTXt|zTXt)")
_TRIED = 64
_INTO = 8 * 1024  # bytes of a chunk looked into


def check(content: Content) -> Structure:
    """Walk the chunks; one bad place is "checksum", more are a contradiction."""
    if not content.head.startswith(_SIGNATURE):
        return NOT_THIS
    at, vouched, faulty, gone, faults = 8, 8, False, False, list[int]()
    for _ in range(_CHUNKS):
        header = content.read(at, 8)
        if len(header) < 8:
            return broken(TRUNCATED, content.size, vouched)
        length, kind = struct.unpack(">I4s", header)
        if not kind.isalpha() or length >= 1 << 31 or (at == 8) != (kind == b"IHDR"):
            faults += [] if faulty else [at]
            faulty, again = True, _again(content, at)
            if again < 0:
                return told(faults, vouched, at, lost=gone or content.size - at >= _REST or at < _HEAD)
            at = again
            continue
        if at + length + 12 > content.size:
            return broken(TRUNCATED, content.size, vouched)
        body = content.read(at + 4, length + 8) if length <= WHOLE_LIMIT else b""
        if body and zlib.crc32(body[:-4]) == int.from_bytes(body[-4:], "big"):
            vouched, faulty = vouched + length + 12, False
        elif body:
            places, gone = _places(at, kind, body)
            faults += [] if faulty else places
            faulty = True
        at += length + 12
        if kind == b"IEND":
            break
    return told(faults, vouched, at)


def _again(content: Content, at: int) -> int:
    """Return where a chunk begins whose CRC-32 agrees, behind a place that is none; -1 when nowhere."""
    data = content.read(at, _REACH)
    for found, _ in zip(_KNOWN.finditer(data, 4), range(_TRIED), strict=False):
        start = found.start()
        length = int.from_bytes(data[start - 4 : start], "big")
        end = start + 4 + length
        if end + 4 <= len(data) and zlib.crc32(data[start:end]) == int.from_bytes(data[end : end + 4], "big"):
            return at + start - 4
    return -1


def _places(at: int, kind: bytes, body: bytes) -> tuple[list[int], bool]:
    """Return (the faults of a chunk whose CRC is wrong, whether its stream is lost behind them).

    A picture kept in one chunk is looked into.
    """
    # Two bytes stand before a deflate stream (RFC 1950); in a later chunk it would begin anywhere.
    if kind != b"IDAT" or len(body) < _INTO or body[4] & 15 != 8 or int.from_bytes(body[4:6], "big") % 31:
        return [at], False
    first = deflate.first(body[6:-4])
    if first is None:
        return [at], False
    found, lost = deflate.faults(body[6:-4], first)
    return [at + 10 + one for one in found], lost
