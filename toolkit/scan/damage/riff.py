"""RIFF: WAV, AVI and WebP by their chain of chunks (Microsoft RIFF, 1991; WebP container; RFC 6386)."""

import struct

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

_CHUNKS = 200_000
_PACKED = frozenset({b"data", b"VP8 ", b"VP8L", b"ALPH", b"ANMF"})
_LINK = 4096  # bytes; of a longer piece of film only the head is vouched for
_BLANK = 1024  # zeros no picture's code ends by
_PICTURES = 64  # frames of a WebP looked into


def check(content: Content) -> Structure:
    """Walk the chunks; vouches for all but sound and picture data, known only by their bounds."""
    head = content.head[:12]
    if head[:4] != b"RIFF":
        return NOT_THIS
    if len(head) < 12:
        return broken(TRUNCATED, content.size)
    (length,) = struct.unpack_from("<I", head, 4)
    # Recorders that were interrupted leave 0 or all ones there.
    end = min(content.size, 8 + length) if 0 < length < 0xFFFFFFFF else content.size
    at, vouched, pictures, film = 12, 12, 0, head[8:] == b"AVI "
    for _ in range(_CHUNKS):
        if at + 8 > end:
            break
        kind, size = struct.unpack("<4sI", content.read(at, 8))
        if not all(0x20 <= byte < 0x7F for byte in kind):
            return broken(CONTRADICTION, at, vouched)
        if film and kind in (b"LIST", b"RIFF") and content.read(at + 8, 4) in (b"movi", b"rec "):
            vouched, at = vouched + 12, at + 12
            continue
        if kind in (b"VP8 ", b"VP8L") and pictures < _PICTURES:
            pictures += 1
            if fault := _fault(content, kind, at + 8, size):
                return broken(*fault, vouched)
        bound = kind in _PACKED or (film and size > _LINK and kind[:2].isdigit())
        vouched += 8 if bound else min(size + 8, max(0, end - at))
        at += 8 + size + (size & 1)
    if 0 < length < 0xFFFFFFFF and 8 + length > content.size + 1:
        return broken(TRUNCATED, content.size, min(vouched, content.size))
    return valid(min(vouched, content.size), end)


def _fault(content: Content, kind: bytes, at: int, size: int) -> tuple[str, int] | None:
    """Return what is wrong with a WebP's picture, and where: its head, or zeros it ends by."""
    if not _picture(kind, content.read(at, 16), size):
        return CONTRADICTION, at
    end = content.read(at + size - _BLANK, _BLANK) if size > 2 * _BLANK else b""
    return (CHECKSUM, at + size - _BLANK) if len(end) == _BLANK and not any(end) else None


def _picture(kind: bytes, head: bytes, size: int) -> bool:
    """Tell the head of a WebP's picture: a key frame of VP8, or version 0 of the lossless kind."""
    if len(head) < 10:
        return True
    if kind == b"VP8L":
        return head[0] == 0x2F and head[4] >> 5 == 0
    tag = int.from_bytes(head[:3], "little")
    return not tag & 1 and tag >> 5 <= size and head[3:6] == b"\x9d\x01\x2a"
