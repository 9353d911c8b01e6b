"""SQLite pages that are all zeros: told apart into those a sound database may hold, and wiped ones.

Format: sqlite.org/fileformat2.html, 1.5 freelist, 1.6 cells, 1.7 overflow pages, 1.8 pointer map.
"""

import struct
from collections.abc import Iterator

from toolkit.scan.content import Content

LOCKED = 1 << 30  # the byte of locks: the page that holds it is never written
_PAGES = 300_000
_LEAVES = frozenset({2, 10, 13})  # kinds whose cells hold payload, which may go on elsewhere
_TREES = _LEAVES | {5}


def unexplained(content: Content, head: bytes, size: int, blank: list[int]) -> int | None:
    """Return the first page of zeros that nothing explains, or None.

    The last page of a value that ends in zeros is all zeros itself: the page before it, or the cell it
    begins in, says so. In a database too large to hold, only the page before it is asked.
    """
    left = [number for number in blank if (number - 1) * size != LOCKED and not is_map(head, size, number)]
    if left and content.whole is not None:
        ends = set(_continued(content.whole, size, size - head[20]))
        left = [number for number in left if number not in ends]
    elif left:
        left = [number for number in left if not _follows(content, size, number)]
    return left[0] if left else None


def is_map(head: bytes, size: int, number: int) -> bool:
    """Tell a page of the pointer map, which databases that vacuum themselves keep."""
    per = (size - head[20]) // 5 + 1
    return any(head[52:56]) and (number - 2) % per == 0


def _follows(content: Content, size: int, number: int) -> bool:
    """Tell a page that the one before it names as the next of its chain."""
    return content.read((number - 2) * size, 4) == struct.pack(">I", number)


def _continued(data: bytes, size: int, usable: int) -> Iterator[int]:
    """Yield every page that an overflow page or the cell of a leaf says goes on with its value."""
    for number in range(1, min(len(data) // size, _PAGES) + 1):
        at, base = (100 if number == 1 else 0), (number - 1) * size
        page = memoryview(data)[base : base + size]
        if page[at] in _LEAVES:
            yield from _spilled(page, at, usable)
        elif page[at] not in _TREES:
            yield int.from_bytes(page[:4], "big")


def _spilled(page: memoryview, at: int, usable: int) -> Iterator[int]:
    """Yield the first overflow page of each cell whose payload does not fit in its leaf."""
    kind, cells = page[at], int.from_bytes(page[at + 3 : at + 5], "big")
    header, child = (at + 12, 4) if kind == 2 else (at + 8, 0)
    known = min(cells, (len(page) - header) // 2)
    last = len(page) - child
    for cell in struct.unpack_from(f">{known}H", page, header):
        # A length of one byte never leaves its page: most cells are passed at once.
        if cell >= last or page[cell + child] < 128:
            continue
        payload, begin = _varint(page, cell + child)
        if kind == 13:
            _, begin = _varint(page, begin)
        most = usable - 35 if kind == 13 else (usable - 12) * 64 // 255 - 23
        if payload > most:
            least = (usable - 12) * 32 // 255 - 23
            kept = least + (payload - least) % (usable - 4)
            begin += kept if kept <= most else least
            yield int.from_bytes(page[begin : begin + 4], "big")


def _varint(page: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for step, byte in enumerate(page[at : at + 9]):
        if step == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at + step + 1
    return value, at + 9
