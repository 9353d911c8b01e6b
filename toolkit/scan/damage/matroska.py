"""Matroska and WebM: the chain of elements, clusters and the blocks inside them (RFC 8794, RFC 9559)."""

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_LIMIT = 64 * 1024 * 1024
_ELEMENTS = 300_000
_HEAD, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_VOID, _CRC = 0xEC, 0xBF
_TOP = frozenset(
    {
        0x114D9B74,
        0x1549A966,
        0x1654AE6B,
        _CLUSTER,
        0x1C53BB6B,
        0x1941A469,
        0x1043A770,
        0x1254C367,
        _VOID,
        _CRC,
    }
)
_IN_CLUSTER = frozenset({0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854, 0xAF, _VOID, _CRC})
_BLOCKS = frozenset({0xA3, 0xA0, 0xAF})
_LINK = 4096  # bytes; of a longer block only the head is vouched for


def check(content: Content) -> Structure:
    """Walk the elements; vouches for them as far as each leads to the next, long blocks by their heads."""
    data = content.whole if content.whole is not None else content.read(0, _LIMIT)
    first = _element(data, 0)
    if first is None or first[0] != _HEAD:
        return NOT_THIS
    segment = _element(data, first[1] + first[2])
    if segment is None or segment[0] != _SEGMENT:
        return broken(CONTRADICTION, first[1] + first[2], 4)
    end = content.size if segment[2] < 0 else segment[1] + segment[2]
    return _walk(content, data, segment[1], end)


def _walk(content: Content, data: bytes, at: int, end: int) -> Structure:
    vouched, inside = at, 0  # the end of the cluster we are in
    for _ in range(_ELEMENTS):
        if at >= min(end, len(data)):
            break
        found = _element(data, at)
        if found is None:
            return _short(content, data, at, vouched)
        kind, body, length = found
        if kind in _TOP and at >= inside - (kind in (_VOID, _CRC)):
            inside = 0
        elif not inside or kind not in _IN_CLUSTER:
            return valid(vouched, at) if not any(data[at : at + 64]) else broken(CONTRADICTION, at, vouched)
        if kind == _CLUSTER:
            inside = body + length if length >= 0 else end
            vouched, at = vouched + body - at, body
            # A cluster of unknown length ends where the next begins.
            inside = 1 if length < 0 else inside
            continue
        if length < 0 or (kind == 0xA3 and length >= 4 and not 0x81 <= data[body] <= 0xBF):
            return broken(CONTRADICTION, at, vouched)
        if body + length > len(data):
            return _short(content, data, body, vouched)
        whole = kind not in _BLOCKS or length <= _LINK
        vouched += body - at + (length if whole else 0)
        at = body + length
    if end > content.size:
        return broken(TRUNCATED, content.size, vouched)
    return valid(min(vouched, content.size), at)


def _short(content: Content, data: bytes, at: int, vouched: int) -> Structure:
    """Judge an element that goes beyond what is held: a large file is held in part."""
    if len(data) < content.size:
        return valid(vouched, at)
    return broken(TRUNCATED if at + 12 > len(data) or vouched > 4096 else CONTRADICTION, len(data), vouched)


def _element(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return (identifier, offset of the body, its length or -1 when unknown) of an element."""
    if at + 2 > len(data):
        return None
    width = 9 - data[at].bit_length()
    if width > 4 or at + width >= len(data):
        return None
    size = 9 - data[at + width].bit_length()
    if size > 8 or at + width + size > len(data):
        return None
    length = int.from_bytes(data[at + width : at + width + size], "big") ^ (1 << 7 * size)
    unknown = length == (1 << 7 * size) - 1
    return int.from_bytes(data[at : at + width], "big"), at + width + size, -1 if unknown else length
