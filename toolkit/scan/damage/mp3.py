"""MP3: the chain of frames, each of which says where the next begins (ISO 11172-3; id3.org 2.4.0)."""

from toolkit.scan.content import Content
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, Structure, broken, valid
from toolkit.scan.filetype import mp3_frame

_FRAMES = 200_000
_LIMIT = 32 * 1024 * 1024
_LEAD = 1441  # bytes of the longest frame: what a cut leaves of one
_SEARCH = 256 * 1024
_JOINTS = 3  # cuts that a person who joins songs leaves
_TRAIL = 4096  # bytes that taggers put behind the last frame


def check(content: Content) -> Structure:
    """Walk the frames; vouches for those that follow each other, of one version and sampling rate."""
    at = _tag_end(content.head[:10])
    data = content.whole if content.whole is not None else content.read(0, _LIMIT)
    start = _next(data, at)
    if start < 0:
        return broken(CONTRADICTION, at, 0) if at else NOT_THIS
    if len(data[at:start].strip(b"\0")) > _LEAD:
        return broken(CONTRADICTION, at, 0)
    return _walk(data, at, start)


def _walk(data: bytes, vouched: int, at: int) -> Structure:
    kind, faults, joints = _kind(data, at), list[int](), list[int]()
    for _ in range(_FRAMES):
        length = mp3_frame(data, at) if _kind(data, at) == kind else 0
        if length:
            vouched += min(length, len(data) - at)
            at += length
            if at >= len(data):
                break
            continue
        if _tagged(data, at):
            break
        again = _next(data, at, kind)
        if again < 0 and len(data) - at < _TRAIL:
            break
        (joints if 0 <= again - at <= _LEAD else faults).append(at)
        if again < 0:
            return told(faults, vouched, at, lost=True)
        at = again
    if faults or len(joints) > _JOINTS:
        return told(sorted([*faults, *joints]), vouched, at)
    return valid(min(vouched, len(data)), at)


def _tagged(data: bytes, at: int) -> bool:
    """Tell what may stand behind the last frame: a tag, or nothing but zeros."""
    return (
        data[at : at + 3] in (b"TAG", b"ID3")
        or data[at : at + 8] in (b"APETAGEX", b"LYRICSBE")
        or not any(data[at : at + _TRAIL])
    )


def _kind(data: bytes, at: int) -> tuple[int, int]:
    """Return version and layer, and the sampling rate, which one song keeps."""
    return (data[at + 1] & 0xFE, data[at + 2] & 0x0C) if at + 3 < len(data) else (0, 0)


def _tag_end(head: bytes) -> int:
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + size + (10 if head[5] & 0x10 else 0)


def _next(data: bytes, at: int, kind: tuple[int, int] | None = None) -> int:
    """Return where three frames of one kind follow each other within 256 KB, -1 when nowhere."""
    stop = min(len(data), at + _SEARCH)
    while 0 <= at < stop:
        mine = _kind(data, at)
        first = mp3_frame(data, at) if kind in (None, mine) else 0
        second = mp3_frame(data, at + first) if first and _kind(data, at + first) == mine else 0
        if second and (mp3_frame(data, at + first + second) or at + first + second >= len(data)):
            return at
        at = data.find(b"\xff", at + 1, stop)
    return -1
