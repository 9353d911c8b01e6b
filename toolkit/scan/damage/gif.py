"""GIF: the chain of blocks and sub-blocks from header to trailer (GIF89a specification)."""

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_HEAD = 2048  # bytes; a chain lost later may be one bad place
_LIMIT = 16 * 1024 * 1024


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Walk a GIF's blocks; vouches up to the trailer, since every sub-block's length leads to the next."""
    data = content.read(0, _LIMIT)
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        return NOT_THIS
    if len(data) < 13:
        return broken(TRUNCATED, len(data))
    at = 13 + _colours(data[10])
    while at < len(data):
        kind, start = data[at], at
        if kind == 0x3B:
            return valid(at + 1, at + 1)
        if kind == 0x21:
            at = _sub_blocks(data, at + 2)
        elif kind == 0x2C and len(data) > at + 10:
            body = at + 10 + _colours(data[at + 9])
            if body < len(data) and not 1 <= data[body] <= 11:
                return broken(CONTRADICTION, body, at)
            at = _sub_blocks(data, body + 1)
        elif kind == 0 and not any(data[at : at + 16]):
            return broken(CONTRADICTION, at, at)
        elif kind != 0x2C:
            return broken(CONTRADICTION if start < _HEAD else CHECKSUM, start, start)
        else:
            break
    end = min(at, len(data))
    return broken(TRUNCATED, len(data), end) if content.size <= _LIMIT else valid(end, end)


def _colours(packed: int) -> int:
    return 3 * (2 << (packed & 7)) if packed & 0x80 else 0


def _sub_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1
