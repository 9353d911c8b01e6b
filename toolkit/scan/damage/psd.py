"""Photoshop pictures: header, then sections whose lengths lead to the next (Adobe Photoshop file formats)."""

import struct

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_RESOURCES = 20_000
_LARGEST = 16 * 1024 * 1024


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Walk the sections and the image resources; the pixels behind them are left to statistics."""
    head = content.head[:34]
    if head[:4] != b"8BPS" or len(head) < 30:
        return NOT_THIS
    version, zero, channels, high, wide, depth, mode = struct.unpack_from(">H6sHIIHH", head, 4)
    if (
        version not in (1, 2)
        or any(zero)
        or not 0 < channels <= 56
        or depth not in (1, 8, 16, 32)
        or mode > 9
    ):
        return broken(CONTRADICTION, 4)
    if not 0 < high <= 300_000 or not 0 < wide <= 300_000:
        return broken(CONTRADICTION, 14)
    at = 30 + struct.unpack_from(">I", head, 26)[0]
    raw = content.read(at, 4)
    if len(raw) < 4:
        return broken(TRUNCATED, content.size, 26)
    (length,) = struct.unpack(">I", raw)
    resources = content.read(at + 4, min(length, _LARGEST))
    lost = _resources(resources) if length <= _LARGEST else None
    if lost is not None:
        return broken(CONTRADICTION, at + 4 + lost, at)
    vouched, at = at + 4 + len(resources), at + 4 + length
    width = 8 if version == 2 else 4
    layers = content.read(at, width)
    at += width + int.from_bytes(layers, "big")
    packing = content.read(at, 2)
    if len(packing) < 2:
        return broken(TRUNCATED, content.size, min(vouched, content.size))
    if packing not in (b"\0\0", b"\0\1", b"\0\2", b"\0\3"):
        return broken(CONTRADICTION, at, vouched)
    return valid(min(vouched, content.size), content.size)


def _resources(data: bytes) -> int | None:
    at = 0
    for _ in range(_RESOURCES):
        if at + 12 > len(data):
            return None
        if data[at : at + 4] not in (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR"):
            return at
        name = data[at + 6] + 1
        body = at + 6 + name + name % 2
        if body + 4 > len(data):
            return at
        (length,) = struct.unpack_from(">I", data, body)
        at = body + 4 + length + length % 2
        if at > len(data) + 1:
            return body
    return None
