"""BMP and TIFF: sizes and directories that must agree with the file's length (BITMAPINFOHEADER; TIFF 6.0)."""

import struct
from itertools import pairwise

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_DIRECTORIES = 1000
_TAGS = 200_000  # in all directories


def check(content: Content) -> Structure:
    """Check a bitmap's headers; the pixels are left to statistics."""
    head = content.head
    if head[:2] == b"BM":
        return _bmp(content)
    return _tiff(content) if head[:4] in (b"II*\0", b"MM\0*") else NOT_THIS


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


def _tiff(content: Content) -> Structure:
    order = "<" if content.head[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", content.head + bytes(8), 4)
    vouched, seen, end = 8, set[int](), 0
    while at and at not in seen and len(seen) < _DIRECTORIES and vouched < 12 * _TAGS:
        seen.add(at)
        raw = content.read(at, 2)
        if len(raw) < 2:
            # A cut file lost the directory at its end; an offset far beyond it was never written.
            cut = at < 8 * content.size
            return broken(TRUNCATED, content.size, vouched) if cut else broken(CONTRADICTION, 4, vouched)
        (count,) = struct.unpack(order + "H", raw)
        table = content.read(at + 2, 12 * count + 4)
        if len(table) < 12 * count + 4:
            # The last directory of some scanners lacks its final link.
            return broken(CONTRADICTION if count > 200 else TRUNCATED, at, vouched)
        tags = [struct.unpack_from(order + "HHI", table, 12 * index) for index in range(count)]
        if not count or any(kind not in _WIDTHS for _, kind, _ in tags if kind > 18) or _disordered(tags):
            return broken(CONTRADICTION, at, vouched)
        vouched += len(table)
        end = max(end, at + len(table))
        (at,) = struct.unpack_from(order + "I", table, 12 * count)
    return valid(min(vouched, content.size), content.size) if seen else broken(CONTRADICTION, 4)


def _disordered(tags: list[tuple[int, int, int]]) -> bool:
    """Tell a table whose tags do not ascend: one slip is a writer's, several are noise."""
    slips = sum(first[0] > second[0] for first, second in pairwise(tags))
    return slips > 2 and slips * 3 > len(tags)
