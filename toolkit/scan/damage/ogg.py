"""Ogg: the chain of pages, each held against its CRC-32 (RFC 3533)."""

import zlib

from toolkit.scan.content import Content
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import NOT_THIS, TRUNCATED, Structure, broken

_MARK = b"OggS\0"
_LIMIT = 64 * 1024 * 1024
_PAGES = 500_000
_TRAIL = 4096  # bytes that taggers put behind the last page
# Ogg counts its CRC from the high bit, zlib from the low one: bytes and result are mirrored.
_MIRROR = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def check(content: Content) -> Structure:
    """Walk the pages; vouches for those whose checksum agrees."""
    data = content.whole if content.whole is not None else content.read(0, _LIMIT)
    if not data.startswith(_MARK):
        return NOT_THIS
    at = vouched = 0
    faults: list[int] = []
    faulty = False
    for _ in range(_PAGES):
        length = _page(data, at)
        if length:
            at, vouched, faulty = at + length, vouched + length, False
        elif at + 27 > len(data) and data.startswith(_MARK[: len(data) - at], at):
            break
        else:
            if not faulty:
                faults.append(at)
            faulty = True
            following = data.find(_MARK, at + 1)
            if following < 0:
                return _ended(content, data, faults, vouched)
            at = following
        if at >= len(data):
            break
    return told(faults, vouched, at)


def _page(data: bytes, at: int) -> int:
    """Return the length of a sound page, 0 when there is none."""
    if not data.startswith(_MARK, at) or at + 27 > len(data):
        return 0
    body = at + 27 + data[at + 26]
    end = body + sum(data[at + 27 : body])
    if end > len(data):
        return 0
    page = data[at : at + 22] + bytes(4) + data[at + 26 : end]
    found = zlib.crc32(page.translate(_MIRROR), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return end - at if found.to_bytes(4, "big").translate(_MIRROR) == data[at + 22 : at + 26] else 0


def _ended(content: Content, data: bytes, faults: list[int], vouched: int) -> Structure:
    """Judge what stands behind the last mark: a cut page, a tag, or a chain that is lost."""
    last = faults[-1]
    rest = data[last:]
    if len(faults) == 1 and (len(data) < content.size or _cut(rest)):
        return told([], vouched, last) if len(data) < content.size else broken(TRUNCATED, len(data), vouched)
    if (len(rest) < _TRAIL and not rest.startswith(_MARK)) or not any(rest):
        return told(faults[:-1], vouched, last)
    # Of a page that fails, the end is sure to be behind the fault.
    body = last + 27 + rest[26] if rest.startswith(_MARK) and len(rest) > 27 else last
    last = min(body + sum(data[last + 27 : body]), len(data) - 1)
    return told([*faults[:-1], last], vouched, last, lost=True)


def _cut(rest: bytes) -> bool:
    """Tell a page that is longer than what is left."""
    if not rest.startswith(_MARK) or len(rest) < 27:
        return rest.startswith(_MARK[: len(rest)])
    body = 27 + rest[26]
    return body + sum(rest[27:body]) > len(rest)
