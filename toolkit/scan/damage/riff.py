"""RIFF: WAV, AVI and WebP by their chain of chunks (Microsoft RIFF, 1991; WebP container specification)."""

import struct

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_CHUNKS = 100_000
_PACKED = frozenset({b"data", b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b"LIST"})


def check(content: Content) -> Structure:
    """Walk the chunks; vouches for all but sound, picture and film data, known only by their bounds."""
    head = content.head[:12]
    if head[:4] != b"RIFF":
        return NOT_THIS
    if len(head) < 12:
        return broken(TRUNCATED, content.size)
    (length,) = struct.unpack_from("<I", head, 4)
    # Recorders that were interrupted leave 0 or all ones there.
    end = min(content.size, 8 + length) if 0 < length < 0xFFFFFFFF else content.size
    at, vouched = 12, 12
    for _ in range(_CHUNKS):
        if at + 8 > end:
            break
        kind, size = struct.unpack("<4sI", content.read(at, 8))
        if not all(0x20 <= byte < 0x7F for byte in kind):
            return broken(CONTRADICTION, at, vouched)
        vouched += 8 if kind in _PACKED else min(size + 8, max(0, end - at))
        at += 8 + size + (size & 1)
    if 0 < length < 0xFFFFFFFF and 8 + length > content.size + 1:
        return broken(TRUNCATED, content.size, min(vouched, content.size))
    return valid(min(vouched, content.size), end)
