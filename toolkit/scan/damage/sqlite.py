"""SQLite: the kind of every page read and its bounds held together, without opening the database.

Format: sqlite.org/fileformat2.html, 1.3 header, 1.5 freelist, 1.6 b-tree pages, 1.8 pointer map.
A linear reading, not SQLite's own code: a database is evidence, and SQL inside it may be hostile.
"""

import struct

from toolkit.scan.content import WINDOW, Content
from toolkit.scan.damage import sqlite_blank
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


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Check the header and that each page is a b-tree, overflow, freelist or pointer-map page.

    A page of zeros that neither the freelist, the lock byte nor the end of a value explains was wiped.
    """
    head = content.head[:100]
    if not head.startswith(_MAGIC):
        return NOT_THIS
    if len(head) < 100:
        return broken(TRUNCATED, content.size)
    (size,) = struct.unpack_from(">H", head, 16)
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1) or head[21:24] != b"\x40\x20\x20" or head[18] not in (1, 2):
        return broken(CONTRADICTION, 16)
    bad, blank, vouched = _pages(content, head, size)
    if bad:
        return broken(CHECKSUM if len(bad) == 1 else CONTRADICTION, (bad[0] - 1) * size, vouched)
    wiped = sqlite_blank.unexplained(content, head, size, blank)
    if wiped is not None:
        return broken(CONTRADICTION, (wiped - 1) * size, max(0, vouched - len(blank) * size))
    if _counted(head) > content.size // size:
        return broken(TRUNCATED, content.size, vouched)
    return valid(min(vouched, content.size), content.size)


def _counted(head: bytes) -> int:
    """Return the pages the header counts, 0 when it does not: versions before 3.7.0 left that field stale."""
    (pages,) = struct.unpack_from(">I", head, 28)
    return int(pages) if head[24:28] == head[92:96] else 0


def _pages(content: Content, head: bytes, size: int) -> tuple[list[int], list[int], int]:
    """Return the pages of no kind, those all zeros, and the bytes of every page that is of some kind."""
    held, last = content.size // size, _counted(head)
    free, trunks = _freelist(content, head, size, held)
    bad: list[int] = []
    blank: list[int] = []
    vouched = 0
    for number in _numbers(content, size, held):
        page = content.read((number - 1) * size, size)
        if number > 1 and sqlite_blank.is_map(head, size, number):
            sound = max(page[:500:5]) <= 5
        else:
            sound = number in free or _plausible(page, number, size, held)
        if not sound:
            bad.append(number)
        elif not page.strip(b"\0") and number not in free and number not in trunks:
            # Behind the end the header gives, room may be kept that was never used.
            if 0 < last < number:
                continue
            blank.append(number)
        vouched += size
    return bad, blank, vouched


def _numbers(content: Content, size: int, held: int) -> list[int]:
    if content.whole is not None:
        return list(range(1, min(held, _PAGES) + 1))
    per = max(1, WINDOW // size)
    starts = [at // size + 1 for at in window_offsets(content.size)]
    return sorted({number for start in starts for number in range(start, min(start + per, held + 1))})


def _plausible(page: bytes, number: int, size: int, held: int) -> bool:
    at = 100 if number == 1 else 0
    if page[at] in _TREES:
        return _tree(page, at, size)
    if number == 1:
        return False
    if (number - 1) * size == sqlite_blank.LOCKED or not any(page[:64]):
        return True
    (following,) = struct.unpack_from(">I", page)
    return bool(following <= held + 1)


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


def _freelist(content: Content, head: bytes, size: int, held: int) -> tuple[set[int], set[int]]:
    """Number the leaves of the freelist, where whatever they held before may still stand, and its trunks."""
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
    return free, seen
