"""What every page of a SQLite database says of itself, in one forward reading: its kind, what it leads to.

Format: sqlite.org/fileformat2.html, 1.6 b-tree pages and 1.7 overflow pages.
"""

import struct
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from toolkit.backup.data.sqlite_records import local_of, varint

ReadAt = Callable[[int, int], bytes]
INNER, TREES = frozenset({2, 5}), frozenset({2, 5, 10, 13})
CONTRADICTS = 255  # the kind of a page whose cells do not lie in it
_BLOCK = 4 * 1024 * 1024  # bytes read at a time


@dataclass(slots=True)
class Layout:
    """The pages of a database from 1 on; what stands at 0 counts for nothing.

    `first` is the first number in a page, its next for a page that goes on with a value. The pages below
    page n are below[starts[n]:starts[n + 1]]; (head, pages) of what goes on from it, in the same way, are
    in `spills` in pairs.
    """

    size: int  # bytes of a page
    usable: int
    count: int
    kinds: bytearray
    first: "array[int]" = field(default_factory=lambda: array("I", [0]))
    below: "array[int]" = field(default_factory=lambda: array("I"))
    starts: "array[int]" = field(default_factory=lambda: array("I", [0, 0]))
    spills: "array[int]" = field(default_factory=lambda: array("I"))
    spilled: "array[int]" = field(default_factory=lambda: array("I", [0, 0]))


def laid(read_at: ReadAt, size: int, usable: int, count: int) -> Layout:
    """Read `count` pages forward; those that lack are of no kind. About 20 bytes are held of each."""
    made = Layout(size, usable, count, bytearray(1))
    number = 0
    for block in _blocks(read_at, size, count):
        for offset in range(0, len(block) - size + 1, size):
            number += 1
            _page(made, block[offset : offset + size], 100 if number == 1 else 0)
    for _ in range(number, count):
        _page(made, bytes(size), 0)
    return made


def _blocks(read_at: ReadAt, size: int, count: int) -> Iterator[bytes]:
    at, end = 0, size * count
    while at < end:
        block = read_at(at, min(_BLOCK, end - at))
        if len(block) < size:
            return
        yield block
        at += len(block) - len(block) % size


def _page(made: Layout, page: bytes, at: int) -> None:
    kind = page[at]
    made.first.append(int.from_bytes(page[:4], "big"))
    if kind in TREES:
        below, spills = len(made.below), len(made.spills)
        try:
            sound = _cells(made, page, at, kind)
        except (IndexError, struct.error):
            sound = False
        if not sound:
            del made.below[below:], made.spills[spills:]
            kind = CONTRADICTS
    made.kinds.append(kind)
    made.starts.append(len(made.below))
    made.spilled.append(len(made.spills))


def _cells(made: Layout, page: bytes, at: int, kind: int) -> bool:
    """Note what the cells of a page lead to; False where they do not lie between the header and its end."""
    usable = made.usable
    cells, content = struct.unpack_from(">HH", page, at + 3)
    header = at + (12 if kind in INNER else 8)
    content = content or 65536
    if not cells and content != usable:
        return False  # the last cell that goes gives all the room back
    first = header + 2 * cells
    if first > usable or content > usable or content < first:
        return False
    places = struct.unpack_from(f">{cells}H", page, header)
    if cells and (min(places) < content or max(places) > usable - 4):
        return False
    if kind in INNER:
        made.below.extend([int.from_bytes(page[place : place + 4], "big") for place in places])
        made.below.append(int.from_bytes(page[at + 8 : at + 12], "big"))
    if kind == 5:
        return True
    most = usable - 35 if kind == 13 else (usable - 12) * 64 // 255 - 23
    child = 4 if kind == 2 else 0
    short = min(most, 127)
    for place in places:
        # A length of one byte, as most are.
        if page[place + child] > short and not _spill(made, page, place + child, most, kind):
            return False
    return True


def _spill(made: Layout, page: bytes, place: int, most: int, kind: int) -> bool:
    length, start = varint(page, place)
    if length <= most:
        return start + length <= made.usable
    if kind == 13:
        start = varint(page, start)[1]
    local = local_of(length, made.usable, most)
    pages = -(-(length - local) // (made.usable - 4))
    if start + local + 4 > made.usable or pages >= made.count:
        return False
    made.spills.extend((int.from_bytes(page[start + local : start + local + 4], "big"), pages))
    return True
