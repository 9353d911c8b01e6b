"""BMP: sizes that must agree with the file's length (BITMAPINFOHEADER)."""

import struct

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid


def check(content: Content) -> Structure:
    """Check a bitmap's headers; the pixels are left to statistics."""
    return _bmp(content) if content.head[:2] == b"BM" else NOT_THIS


def _bmp(content: Content) -> Structure:
    if len(content.head) < 30:
        return broken(TRUNCATED, content.size)
    reserved, start, header = struct.unpack_from("<III", content.head, 6)
    if reserved or header not in (12, 16, 40, 52, 56, 64, 108, 124) or start < 14 + header:
        return broken(CONTRADICTION, 6)
    if header in (12, 16):
        return valid(26, content.size)
    width, height, planes, depth, packing = struct.unpack_from("<iiHHI", content.head, 18)
    if planes > 1 or depth not in (0, 1, 2, 4, 8, 16, 24, 32, 64):
        return broken(CONTRADICTION, 26)
    rows = (abs(width) * depth + 31) // 32 * 4 * abs(height) if packing in (0, 3) else 0
    if start + rows > content.size + 4:
        return broken(TRUNCATED, content.size, start)
    return valid(min(start, content.size), content.size)
