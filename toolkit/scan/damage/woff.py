"""Web fonts: WOFF's packed tables, decoded, and WOFF2's one Brotli stream (W3C WOFF 1.0 and 2.0)."""

import struct
import zlib

from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_OUT = 64 * 1024 * 1024  # bytes decoded per file
_STEP = 1024


def check(content: Content) -> Structure:
    """Decode a web font within limits; vouches for what was decoded."""
    head = content.head[:48]
    if head[:4] not in (b"wOFF", b"wOF2") or content.size > WHOLE_LIMIT:
        return NOT_THIS
    if len(head) < 48:
        return broken(TRUNCATED, content.size)
    length, tables, zero = struct.unpack_from(">IHH", head, 8)
    if zero or not 0 < tables <= 128 or length > 1 << 30:
        return broken(CONTRADICTION, 8)
    if length > content.size:
        return broken(TRUNCATED, content.size)
    data = content.read(0, content.size)
    return _first(data, tables) if head[:4] == b"wOFF" else _second(data, tables)


def _first(data: bytes, count: int) -> Structure:
    vouched, room, faults = 44 + 20 * count, _OUT, list[int]()
    for number in range(count):
        entry = data[44 + 20 * number : 64 + 20 * number]
        if len(entry) < 20:
            return broken(TRUNCATED, len(data))
        tag, at, packed, plain, _ = struct.unpack(">4sIIII", entry)
        if packed > plain or at + packed > len(data) or not tag.isascii():
            return broken(CONTRADICTION, 44 + 20 * number)
        if packed == plain or room <= 0:
            continue
        try:
            out = zlib.decompressobj().decompress(data[at : at + packed], min(room, plain + 1))
        except zlib.error:
            out = b""
        room -= len(out)
        if len(out) == plain:
            vouched += packed
        else:
            faults.append(at)
    return told(faults, min(vouched, len(data)), len(data))


def _second(data: bytes, count: int) -> Structure:
    (packed,) = struct.unpack_from(">I", data, 20)
    at = _behind_directory(data, count)
    if at < 0 or at + packed > len(data):
        return broken(CONTRADICTION, 48, 48)
    try:
        import brotli  # type: ignore[import-untyped]  # has no stubs  # noqa: PLC0415 - read for web fonts only
    except ImportError:
        return valid(at, len(data))
    decoder, out = brotli.Decompressor(), 0
    try:
        for step in range(at, at + packed, _STEP):
            out += len(decoder.process(data[step : min(step + _STEP, at + packed)], output_buffer_limit=_OUT))
            while not decoder.can_accept_more_data() and out < _OUT:
                out += len(decoder.process(b"", output_buffer_limit=_OUT))
            if out >= _OUT:
                return valid(step, len(data))
    except brotli.error:
        # Nothing in Brotli tells one flipped bit from bytes that were never its own.
        return broken(CONTRADICTION if step == at else CHECKSUM, step, at)
    whole = decoder.is_finished()
    return valid(at + packed, len(data)) if whole else broken(CHECKSUM, at, at)


def _behind_directory(data: bytes, count: int) -> int:
    """Return where the packed tables begin, -1 when the directory is none (WOFF2, 4.1)."""
    at, collection = 48, data[4:8] == b"ttcf"
    for _ in range(count):
        if at >= len(data):
            return -1
        flags = data[at]
        known = flags & 0x3F
        at += 1 if known != 63 else 5
        at = _number(data, at)
        # glyf and loca are transformed unless they say version 3; the others when they say anything.
        changed = (flags >> 6 != 3) if known in (10, 11) else flags >> 6 != 0
        at = _number(data, at) if changed and at > 0 else at
        if at < 0:
            return -1
    return _collected(data, at) if collection else at


def _collected(data: bytes, at: int) -> int:
    """Return where the list of a collection's fonts ends; its numbers are of 255UInt16."""
    at += 4
    fonts, at = _short(data, at)
    for _ in range(min(fonts, 256)):
        tables, at = _short(data, at)
        at += 4
        for _ in range(min(tables, 128)):
            _, at = _short(data, at)
    return at if at < len(data) else -1


def _short(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        return 0, len(data)
    first = data[at]
    if first == 253:
        return int.from_bytes(data[at + 1 : at + 3], "big"), at + 3
    if first in (254, 255):
        more = data[at + 1] if at + 1 < len(data) else 0
        return more + (253 if first == 255 else 506), at + 2
    return first, at + 1


def _number(data: bytes, at: int) -> int:
    """Return the offset behind a UIntBase128, -1 when it is none."""
    for more in range(5):
        if at + more >= len(data):
            return -1
        if data[at + more] < 0x80:
            return at + more + 1
    return -1
