"""The source of a VBA module, as its stream keeps it compressed ([MS-OVBA] 2.4.1)."""

import struct
from collections.abc import Iterator
from itertools import count

from toolkit.scan.inside.room import Broken

PACKED = 16 * 1024 * 1024  # bytes of a stream looked at
LONGEST = 4 * 1024 * 1024  # bytes of source of one module
_CHUNK = 4096
_CHUNKS = 16 * LONGEST // _CHUNK  # all but the last give 4,096 bytes; some writers may cut them shorter
# Every source begins with "Attribute VB_Name": eight letters as they are, behind a flag byte of zeros.
_BEGIN = b"\x00Attribut"


def source(stream: bytes) -> Iterator[bytes]:
    """Yield the source a stream of a VBA project holds, by chunks; as far as it can be read."""
    place = stream.find(_BEGIN)
    # Before it stand the signature of the container and the header of its first chunk.
    if place < 3 or stream[place - 3] != 1:
        return iter(())
    return decompressed(stream, place - 2)


def decompressed(data: bytes, at: int) -> Iterator[bytes]:
    """Undo the chunks of a container from the header of the first; stops at the first that is none.

    Raises Broken for more than a module can hold, or for chunks that are many and give next to nothing.
    """
    length = 0
    for number in count():
        if at + 2 > len(data):
            return
        if length >= LONGEST or number >= _CHUNKS:
            raise Broken
        (header,) = struct.unpack_from("<H", data, at)
        if header >> 12 & 7 != 3:
            return
        end = at + 3 + (header & 0xFFF)
        chunk = _chunk(data[at + 2 : end]) if header >> 15 else data[at + 2 : at + 2 + _CHUNK]
        yield chunk
        length += len(chunk)
        at = end


def _chunk(packed: bytes) -> bytes:
    """Undo one chunk: a byte of flags, then eight letters or copies of what stands before."""
    out = bytearray()
    at = 0
    while at < len(packed) and len(out) < _CHUNK:
        flags = packed[at]
        at += 1
        if not flags:
            out += packed[at : at + 8]
            at += 8
            continue
        for bit in range(8):
            if at >= len(packed):
                break
            if flags >> bit & 1:
                if not _copy(out, packed, at):
                    return bytes(out)
                at += 2
            else:
                out.append(packed[at])
                at += 1
    return bytes(out[:_CHUNK])


def _copy(out: bytearray, packed: bytes, at: int) -> bool:
    """Add a copy of earlier text; False for one that leads before the beginning (2.4.1.3.19)."""
    if at + 2 > len(packed) or not out:
        return False
    (token,) = struct.unpack_from("<H", packed, at)
    bits = max(4, (len(out) - 1).bit_length())
    length = (token & (0xFFFF >> bits)) + 3
    back = (token >> (16 - bits)) + 1
    if back > len(out) or bits > 12:
        return False
    start = len(out) - back
    part = out[start : start + length]
    while len(part) < length:
        part += part[: length - len(part)]
    out += part
    return True
