"""A SQLite database accounted for: each of its pages is reached once, by a table, an index or the free list.

Format: sqlite.org/fileformat2.html, 1.5 freelist, 1.6 b-tree pages, 1.7 overflow, 1.8 pointer map. SQLite's
own check calls itself once per level and can be led out of its stack: this one comes before it.
"""

import struct
from collections.abc import Iterator

from toolkit.backup.data.sqlite_layout import CONTRADICTS, INNER, Layout, ReadAt, laid
from toolkit.backup.data.sqlite_records import rows

_PAGES = 2_000_000
_BYTES = 16 * 1024**3
_DEEPEST = 20  # levels, as SQLite itself goes down (BTCURSOR_MAX_DEPTH)
_SQL = 64 * 1024  # bytes of a row of the schema that are looked at
_TRUNKS = 1_000  # pages of the free list that are read
_LOCKS = 1 << 30  # the page that holds this byte is never written
_TABLE, _INDEX = frozenset({5, 13}), frozenset({2, 10})


class _Wrong(Exception):  # noqa: N818 - never leaves this module
    """A page is not what leads to it says."""


def accounted(head: bytes, read_at: ReadAt, length: int) -> bool | None:
    """Tell whether every page is reached once, and is of the kind that leads to it.

    `head` is the first 100 bytes, `length` that of the file; None where there are more pages than are read
    here. Raises Unreadable where the medium fails.
    """
    (size,) = struct.unpack_from(">H", head, 16)
    size = 65536 if size == 1 else size
    usable, held = size - head[20], length // size if size else 0
    if size < 512 or size & (size - 1) or usable < 480 or not held:
        return False
    count = _counted(head) or held
    if count > held:
        return False
    if count > _PAGES or count * size > _BYTES:
        return None
    layout = laid(read_at, size, usable, count)
    try:
        return _Accounts(layout, head, read_at).are_right()
    except _Wrong:
        return False


def _counted(head: bytes) -> int:
    """Return the pages the header counts, 0 where it does not: versions before 3.7.0 left the field stale."""
    return int.from_bytes(head[28:32], "big") if head[24:28] == head[92:96] else 0


class _Accounts:
    """Which pages were reached."""

    def __init__(self, layout: Layout, head: bytes, read_at: ReadAt) -> None:
        self._layout, self._head, self._read_at = layout, head, read_at
        self._reached = bytearray(layout.count + 1)
        self._codec = {2: "utf-16-le", 3: "utf-16-be"}.get(head[59], "utf-8")

    def are_right(self) -> bool:
        for number in self._maps_and_locks():
            self._reach(number)
        schema = list(self._tree(1, _TABLE))
        for root, kinds in self._roots(schema):
            for _ in self._tree(root, kinds):
                pass
        unread = self._free()
        return sum(self._reached) + unread == self._layout.count

    def _reach(self, number: int) -> None:
        if not 0 < number <= self._layout.count or self._reached[number]:
            raise _Wrong
        self._reached[number] = 1

    def _maps_and_locks(self) -> Iterator[int]:
        count, usable = self._layout.count, self._layout.usable
        locks = _LOCKS // self._layout.size + 1
        if locks <= count:
            yield locks
        if any(self._head[52:56]):
            for number in range(2, count + 1, usable // 5 + 1):
                shown = number + (number == locks)
                if shown <= count:
                    yield shown

    def _tree(self, root: int, kinds: frozenset[int] | None) -> Iterator[int]:
        """Yield the leaves of a tree in no order; its root says of what kind it is where none is told."""
        layout, stack, bottom = self._layout, [(root, 1)], 0
        while stack:
            number, depth = stack.pop()
            self._reach(number)
            kind = layout.kinds[number]
            kinds = kinds or (_TABLE if kind in _TABLE else _INDEX)
            if kind not in kinds or kind == CONTRADICTS or depth > _DEEPEST:
                raise _Wrong
            spills = layout.spills[layout.spilled[number] : layout.spilled[number + 1]]
            for at in range(0, len(spills), 2):
                self._chain(spills[at], spills[at + 1])
            if kind in INNER:
                below = layout.below[layout.starts[number] : layout.starts[number + 1]]
                stack += [(child, depth + 1) for child in below]
                continue
            bottom = bottom or depth
            if bottom != depth:
                raise _Wrong
            yield number

    def _chain(self, number: int, pages: int) -> None:
        """Follow a value that goes on over so many pages."""
        for _ in range(pages):
            self._reach(number)
            number = self._layout.first[number]
        if number:
            raise _Wrong

    def _roots(self, leaves: list[int]) -> Iterator[tuple[int, frozenset[int] | None]]:
        """Yield the root of every table and index, and the kinds of page it is made of."""
        size = self._layout.size
        for number in sorted(leaves):
            page = self._read_at((number - 1) * size, size)
            for row in rows(page, 100 if number == 1 else 0, self._layout.usable, self._codec, self._more):
                root = row[3] if len(row) > 3 else None
                if isinstance(root, int) and root > 0 and row[0] in {"table", "index"}:
                    yield root, _INDEX if row[0] == "index" else None

    def _more(self, number: int, length: int) -> bytes:
        """Return what a row of the schema goes on with, from pages that were reached already."""
        parts, left = list[bytes](), min(length, _SQL)
        while left > 0 and 0 < number <= self._layout.count:
            page = self._read_at((number - 1) * self._layout.size, self._layout.size)
            parts.append(page[4 : self._layout.usable][:left])
            left -= self._layout.usable - 4
            number = self._layout.first[number]
        return b"".join(parts)

    def _free(self) -> int:
        """Reach every free page; returns how many of those the header counts were not gone to."""
        trunk, count = struct.unpack_from(">II", self._head, 32)
        seen = 0
        for _ in range(_TRUNKS):
            if not trunk:
                break
            self._reach(trunk)
            page = self._read_at((trunk - 1) * self._layout.size, self._layout.size)
            trunk, leaves = struct.unpack_from(">II", page)
            if leaves > self._layout.usable // 4 - 2:
                raise _Wrong
            for leaf in struct.unpack_from(f">{leaves}I", page, 8):
                self._reach(leaf)
            seen += 1 + leaves
        if seen > count or (not trunk and seen != count):
            raise _Wrong
        return int(count) - seen
