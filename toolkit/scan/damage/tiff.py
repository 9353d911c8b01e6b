"""TIFF: directories and strips that must agree with the file's length (TIFF 6.0; BigTIFF, libtiff 4)."""

import struct
from itertools import pairwise

from toolkit.scan.content import Content
from toolkit.scan.damage import tiff_strips
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

# By the first bytes: order, where the first directory is told, what counts entries, one entry, an offset.
_SMALL, _BIG = (4, "H", "HHI4s", "I"), (8, "Q", "HHQ8s", "Q")
_KINDS = {
    b"II*\0": ("<", *_SMALL),
    b"MM\0*": (">", *_SMALL),
    b"II+\0\x08\0\0\0": ("<", *_BIG),
    b"MM\0+\0\x08\0\0": (">", *_BIG),
}
_REASONS = {tiff_strips.OUTSIDE: TRUNCATED, tiff_strips.SPOILED: CHECKSUM}
_DIRECTORIES = 1000
_TAGS = 200_000  # in all directories


def check(content: Content) -> Structure:
    """Walk the directories, and hold the strips and tiles of each against the file."""
    found = next((kind for mark, kind in _KINDS.items() if content.head.startswith(mark)), None)
    if found is None:
        return NOT_THIS
    order, first, counter, entry, link = found
    (at,) = struct.unpack_from(order + link, content.head + bytes(16), first)
    vouched, seen, wide = first + struct.calcsize(link), set[int](), struct.calcsize("<" + entry)
    while at and at not in seen and len(seen) < _DIRECTORIES and vouched < wide * _TAGS:
        seen.add(at)
        raw = content.read(at, struct.calcsize(counter))
        if len(raw) < struct.calcsize(counter):
            # A cut file lost the directory at its end; an offset far beyond it was never written.
            cut = at < 8 * content.size
            return broken(TRUNCATED, content.size, vouched) if cut else broken(CONTRADICTION, 4, vouched)
        (count,) = struct.unpack(order + counter, raw)
        whole = wide * min(count, _TAGS) + struct.calcsize(link)
        table = content.read(at + len(raw), whole)
        if len(table) < whole:
            # The last directory of some scanners lacks its final link.
            return broken(CONTRADICTION if count > 200 else TRUNCATED, at, vouched)
        tags = [struct.unpack_from(order + entry, table, wide * index) for index in range(min(count, _TAGS))]
        if not count or any(kind > 18 for _, kind, _, _ in tags) or _disordered(tags):
            return broken(CONTRADICTION, at, vouched)
        vouched += len(table)
        wrong, place, unpacked = tiff_strips.look(content, order, tags)
        vouched += unpacked
        if wrong:
            return broken(_REASONS[wrong], place, min(vouched, content.size))
        (at,) = struct.unpack_from(order + link, table, wide * min(count, _TAGS))
    return valid(min(vouched, content.size), content.size) if seen else broken(CONTRADICTION, 4)


def _disordered(tags: list[tiff_strips.Entry]) -> bool:
    """Tell a table whose tags do not ascend: one slip is a writer's, several are noise."""
    slips = sum(first[0] > second[0] for first, second in pairwise(tags))
    return slips > 2 and slips * 3 > len(tags)
