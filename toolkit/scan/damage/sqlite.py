"""SQLite: the kind of every page read and its bounds held together, without opening the database.

Format: sqlite.org/fileformat2.html, 1.3 header, 1.5 freelist, 1.6 b-tree pages, 1.8 pointer map.
A linear reading, not SQLite's own code: a database is evidence, and SQL inside it may be hostile.
"""

import struct

from toolkit.scan.content import WINDOW, Content
from toolkit.scan.damage.blocks import window_offsets
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_MAGIC = b"SQLite format 3\0"
_TREES = frozenset({2, 5, 10, 13})
_PAGES = 300_000


def check(content: Content) -> Structure:
    """Check the header and that each page is a b-tree, overflow, freelist or pointer-map page."""
    head = content.head[:100]
    if not head.startswith(_MAGIC):
        return NOT_THIS
    if len(head) < 100:
        return broken(TRUNCATED, content.size)
    (size,) = struct.unpack_from(">H", head, 16)
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1) or head[21:24] != b"\x40\x20\x20" or head[18] not in (1, 2):
        return broken(CONTRADICTION, 16)
    (pages,) = struct.unpack_from(">I", head, 28)
    held = content.size // size
    free = _freelist(content, head, size, held)
    vouched = bad = first = 0
    for number in _numbers(content, size, held):
        page = content.read((number - 1) * size, min(size, 4096))
        if number not in free and not _plausible(page, number, size, held, vacuum=any(head[52:56])):
            first = first if bad else (number - 1) * size
            bad += 1
        vouched += size
    if bad:
        return broken(CHECKSUM if bad == 1 else CONTRADICTION, first, vouched)
    # The header's count is only kept by versions since 3.7.0, which then repeat the change counter.
    if head[24:28] == head[92:96] and pages > held:
        return broken(TRUNCATED, content.size, vouched)
    return valid(min(vouched, content.size), content.size)


def _numbers(content: Content, size: int, held: int) -> list[int]:
    if content.whole is not None:
        return list(range(1, min(held, _PAGES) + 1))
    per = max(1, WINDOW // size)
    starts = [at // size + 1 for at in window_offsets(content.size)]
    return sorted({number for start in starts for number in range(start, min(start + per, held + 1))})


def _plausible(page: bytes, number: int, size: int, held: int, *, vacuum: bool) -> bool:
    at = 100 if number == 1 else 0
    if page[at] in _TREES:
        return _tree(page, at, size)
    if number == 1:
        return False
    if (number - 1) * size == 1 << 30 or not any(page[:64]):
        return True  # the lock page, which is never written, and pages reserved but not yet used
    (following,) = struct.unpack_from(">I", page)
    return following <= held + 1 or (vacuum and 1 <= page[0] <= 5)


def _tree(page: bytes, at: int, size: int) -> bool:
    """Tell whether a b-tree page's cell count, content start and first pointers agree."""
    freeblock, cells, content, fragments = struct.unpack_from(">HHHB", page, at + 1)
    header = 12 if page[at] in (2, 5) else 8
    content = content or 65536
    first = at + header + 2 * cells
    if first > size or content > size or (cells and content < first) or freeblock >= size or fragments > 60:
        return False
    known = min(cells, 64, max(0, len(page) - at - header) // 2)
    pointers = struct.unpack_from(f">{known}H", page, at + header)
    return all(content <= pointer < size for pointer in pointers)


def _freelist(content: Content, head: bytes, size: int, held: int) -> set[int]:
    """Number the leaves of the freelist: whatever they held before may still stand there."""
    trunk, count = struct.unpack_from(">II", head, 32)
    free: set[int] = set()
    seen: set[int] = set()
    while 0 < trunk <= held and trunk not in seen and len(free) <= count:
        seen.add(trunk)
        page = content.read((trunk - 1) * size, size)
        if len(page) < 8:
            break
        trunk, leaves = struct.unpack_from(">II", page)
        leaves = min(leaves, (len(page) - 8) // 4)
        free.update(struct.unpack_from(f">{leaves}I", page, 8))
    return free
