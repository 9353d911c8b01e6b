"""GIF: the chain of blocks and sub-blocks from header to trailer (GIF89a specification)."""

import re

from toolkit.scan.content import Content
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import (
    CHECKSUM,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_HEAD = 2048  # bytes; a chain lost later may be one bad place
_LIMIT = 16 * 1024 * 1024
_TAKEN_UP = re.compile(rb"(?=\xff.{255}\xff.{255}\xff.{255}\xff)", re.DOTALL)
_REACH = 256 * 1024
_REST = 4096  # bytes behind a fault in which the chain should be found again
_BLOCKS = 500_000
_SHORT = 4


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Walk a GIF's blocks; vouches up to the trailer, since every sub-block's length leads to the next."""
    data = content.read(0, _LIMIT)
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        return NOT_THIS
    if len(data) < 13:
        return broken(TRUNCATED, len(data))
    at, vouched, faults = 13 + _colours(data[10]), 0, list[int]()
    for _ in range(_BLOCKS):
        if at >= len(data):
            break
        following = _block(data, at)
        if following is not None and following < 0:
            return told([*faults, -following], vouched or at, len(data), lost=True)
        if following is None:
            faults.append(at)
            again = _TAKEN_UP.search(data, at + 1, at + _REACH)
            if again is None:
                return _lost(data, faults, vouched or at)
            following = _sub_blocks(data, again.start())[0]
        elif not following:
            return told(faults, at + 1, at + 1)
        else:
            vouched = min(following, len(data))
        at = following
    if content.size > _LIMIT:
        return valid(min(at, len(data)), min(at, len(data)))
    return told(faults, vouched, len(data)) if len(faults) > 1 else broken(TRUNCATED, len(data), vouched)


def _lost(data: bytes, faults: list[int], vouched: int) -> Structure:
    """Judge a chain that is not found again: behind the head of a small file, that may be one bad place."""
    near = len(data) - faults[-1] < _REST and faults[0] >= _HEAD
    return broken(CHECKSUM, faults[0], vouched) if near else told(faults, vouched, len(data), lost=True)


def _block(data: bytes, at: int) -> int | None:
    """Return the offset behind a block, 0 for the trailer, None for what is no block.

    Where a chain of sub-blocks is lost, its offset is returned with a minus.
    """
    kind = data[at]
    if kind == 0x3B:
        return 0
    if kind == 0x21:
        return _sub_blocks(data, at + 2)[0]
    if kind != 0x2C:
        return None
    body = at + 10 + _colours(data[at + 9]) if at + 9 < len(data) else len(data)
    if body < len(data) and not 1 <= data[body] <= 11:
        return None
    end, short = _sub_blocks(data, body + 1)
    # Only the last sub-block of a picture is short, unless its writer always stops where it likes.
    return -short[0] if end >= len(data) and len(short) > _SHORT and short[0] > body + 4 * 256 else end


def _colours(packed: int) -> int:
    return 3 * (2 << (packed & 7)) if packed & 0x80 else 0


def _sub_blocks(data: bytes, at: int) -> tuple[int, list[int]]:
    """Return (the offset behind a chain of sub-blocks, the offsets of those that are not full)."""
    short: list[int] = []
    while at < len(data) and data[at]:
        if data[at] != 255:
            short.append(at)
        at += 1 + data[at]
    return at + 1, short
