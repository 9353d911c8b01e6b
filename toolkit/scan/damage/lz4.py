"""LZ4 frames: the chain of blocks, and the sequences of the first of them (LZ4 frame and block formats)."""

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_BLOCKS = 100_000
_SIZES = {4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22}
_WALKED = 256 * 1024  # bytes of blocks whose sequences are walked


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Walk the blocks of a frame; vouches for their heads, and for those whose sequences were walked."""
    head = content.head[:32]
    if head[:4] != b"\x04\x22\x4d\x18" or len(head) < 11:
        return NOT_THIS
    flags, largest = head[4], _SIZES.get(head[5] >> 4, 0)
    if flags >> 6 != 1 or flags & 2 or not largest or head[5] & 0x8F:
        return broken(CONTRADICTION, 4)
    at = 7 + (8 if flags & 8 else 0) + (4 if flags & 1 else 0)
    behind = 4 if flags & 16 else 0
    vouched, room, linked = at, _WALKED, not flags & 32
    for number in range(_BLOCKS):
        raw = content.read(at, 4)
        if len(raw) < 4:
            return broken(TRUNCATED, content.size, vouched)
        size = int.from_bytes(raw, "little")
        if not size:
            end = at + 4 + (4 if flags & 4 else 0)
            return valid(min(vouched + end - at, content.size), end)
        plain, length = bool(size >> 31), size & 0x7FFFFFFF
        if length > largest:
            return broken(CONTRADICTION, at, vouched)
        if at + 4 + length > content.size:
            return broken(TRUNCATED, content.size, vouched)
        if not plain and length <= room:
            room -= length
            if not _sequences(content.read(at + 4, length), 65536 if linked and number else 0, largest):
                return broken(CONTRADICTION, at + 4, vouched)
            vouched += length
        vouched += 4
        at += 4 + length + behind
    return valid(vouched, at)


def _sequences(block: bytes, before: int, largest: int) -> bool:
    """Tell a block whose sequences end where it does, none reaching back before what was written."""
    at, out, end = 0, before, len(block)
    while at < end:
        token = block[at]
        literals, at = _length(block, at + 1, token >> 4)
        at += literals
        out += literals
        if at >= end:
            return at == end
        offset = int.from_bytes(block[at : at + 2], "little")
        if not offset or offset > out or at + 2 > end:
            return False
        match, at = _length(block, at + 2, token & 15)
        out += match + 4
        if out - before > largest:
            return False
    return False


def _length(block: bytes, at: int, nibble: int) -> tuple[int, int]:
    """Return (a length, the offset behind it): fifteen goes on in the bytes behind."""
    if nibble < 15:
        return nibble, at
    total = nibble
    while at < len(block):
        total += block[at]
        at += 1
        if block[at - 1] != 255:
            break
    return total, at
