"""JPEG 2000: boxes, then the code stream, whose packets hold no FF before 90 or more (T.800, annex A)."""

import re

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_LIMIT = 64 * 1024 * 1024
_START = b"\xff\x4f\xff\x51"
_MARKER = re.compile(rb"\xff[\x90-\xff]")
_IN_PACKETS = frozenset({0x91, 0x92})
_PARTS = 65_536
_HITS = 1_000_000


def check(content: Content) -> Structure:
    """Walk the tile parts of the first code stream; vouches for them as their bytes obey the grammar."""
    data = content.whole if content.whole is not None else content.read(0, _LIMIT)
    at = data.find(_START, 0, 1 << 20)
    if at < 0 or not (at == 0 or data[4:8] == b"jP  "):
        return NOT_THIS if data[4:8] != b"jP  " else broken(CONTRADICTION, 12)
    return stream(data, at, content.size)


def stream(data: bytes, at: int, size: int) -> Structure:  # noqa: C901, PLR0911 - each fault is an answer
    """Walk a code stream held in `data` from its first marker at `at`; `size` is that of the file."""
    start, at, hits = at, at + 2, 0
    for _ in range(_PARTS):
        code, length = data[at : at + 2], int.from_bytes(data[at + 2 : at + 4], "big")
        if code == b"\xff\xd9":
            return valid(min(at + 2, size), size)
        if len(code) < 2:
            return broken(TRUNCATED, len(data), at) if len(data) == size else valid(at, size)
        if code[0] != 0xFF or code[1] < 0x50 or length < 2:
            return broken(CONTRADICTION, at, min(start, size))
        if code != b"\xff\x90":
            at += 2 + length
            continue
        span = int.from_bytes(data[at + 6 : at + 10], "big")
        if length != 10 or (span and span < 14):
            return broken(CONTRADICTION, at, at)
        end = at + span if span else max(at, len(data) - 2)
        first = data.find(b"\xff\x93", at + 12, at + 65_536)
        if first < 0:
            return broken(CONTRADICTION, at + 12, at)
        for found in _MARKER.finditer(data, first + 2, min(end, len(data))):
            hits += 1
            if data[found.start() + 1] not in _IN_PACKETS:
                return broken(CONTRADICTION, found.start(), at)
            if hits > _HITS:
                return valid(at, size)
        if end > len(data):
            return broken(TRUNCATED, len(data), at) if len(data) == size else valid(at, size)
        at = end
    return valid(at, size)
