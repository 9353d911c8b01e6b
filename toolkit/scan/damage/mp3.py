"""MP3: the chain of frames, each of which says where the next begins (ISO 11172-3; id3.org 2.4.0)."""

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, Structure, broken, valid
from toolkit.scan.filetype import mp3_frame

_FRAMES = 200_000
_LEAD = 1441  # bytes of the longest frame: what a cut leaves of the first one
_SEARCH = 64 * 1024


def check(content: Content) -> Structure:
    """Walk an MP3's frames; a chain that cannot be taken up again is a contradiction."""
    at = _tag_end(content.head[:10])
    data = content.whole if content.whole is not None else content.read(0, 32 * 1024 * 1024)
    start = _next(data, at)
    lead = data[at : max(at, start)].strip(b"\0")
    if start < 0 or len(lead) > _LEAD:
        return broken(CONTRADICTION, at, 0) if at else NOT_THIS
    vouched, at, lost = at, start, 0
    for _ in range(_FRAMES):
        length = mp3_frame(data, at)
        if not length:
            rest = data[at:]
            if len(rest) < 4096 or rest[:3] == b"TAG" or rest[:8] == b"APETAGEX" or not any(rest[:4096]):
                return valid(vouched, at)
            lost += 1
            again = _next(data, at)
            if again < 0 or again - at > 4096 or lost > 3:
                return broken(CONTRADICTION, at, vouched)
            at = again
            continue
        vouched += min(length, len(data) - at)
        at += length
        if at >= len(data):
            return valid(vouched, len(data))
    return valid(vouched, at)


def _tag_end(head: bytes) -> int:
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + size + (10 if head[5] & 0x10 else 0)


def _next(data: bytes, at: int) -> int:
    """Return where three frames follow each other within 64 KB, -1 when nowhere."""
    stop = min(len(data), at + _SEARCH)
    while 0 <= at < stop:
        first = mp3_frame(data, at)
        second = mp3_frame(data, at + first) if first else 0
        if second and (mp3_frame(data, at + first + second) or at + first + second >= len(data)):
            return at
        at = data.find(b"\xff", at + 1, stop)
    return -1
