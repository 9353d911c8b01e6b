"""SQLite: opened in memory and checked, its rows counted and dated table by table, from the newest row on.

Format: sqlite.org/fileformat2.html, 1.6 b-tree pages and 2.1 record format. No query of ours is answered by
its schema, which is a program, and a database is evidence: rows are read here.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from toolkit.backup.data.columns import Column, is_dating, newest_of, of_number, of_text
from toolkit.backup.data.dated import NAMED, Dated, How, Limits
from toolkit.backup.data.sqlite_accounts import accounted
from toolkit.backup.data.sqlite_layout import ReadAt
from toolkit.backup.data.sqlite_opened import HELD, Opened, opened
from toolkit.backup.data.sqlite_records import COLUMNS, rows

_MAGIC = b"SQLite format 3\0"
_LEAVES, _INNER = frozenset({10, 13}), frozenset({2, 5})
_TABLES = 10_000
_PER_TABLE = 500  # pages of rows read of one table, from its newest row
_PAGES = 30_000  # of all of them
_BLOCK = 4 * 1024 * 1024  # bytes read at a time
_SPLIT = re.compile(r"[^,()]+|[,()]")
_WORD = re.compile(r"\s*[\"'`\[]?([^\"'`\]\s]+)[\"'`\]]?\s*(.*)", re.DOTALL)
_CONSTRAINTS = frozenset({"primary", "foreign", "unique", "check", "constraint"})


class _Table(NamedTuple):
    name: str
    root: int
    columns: tuple[tuple[str, bool], ...]  # folded names, and whether numbers in it may be dates


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return rows and newest date; None where it is not SQLite. Raises Unreadable where the medium fails."""
    head = stream.read(100)
    if len(head) < 100 or not head.startswith(_MAGIC):
        return None
    held = _held(stream, limits.size)
    read_at = _by_place(stream) if held is None else lambda at, length: bytes(held[at : at + length])
    sound = accounted(head, read_at, limits.size if held is None else len(held))
    found = _rows_of(head, read_at, limits)
    if not sound or held is None:
        return _judged(found, sound)
    answer = opened(held)  # last, for it changes what is held
    return _judged(found, None if answer is Opened.DOUBTFUL else answer is not Opened.DAMAGED)


def _held(stream: BinaryIO, size: int) -> bytearray | None:
    """Return all the bytes of a database that is small enough to be opened in memory."""
    if size > HELD:
        return None
    stream.seek(0)
    held = bytearray()
    while len(held) <= HELD and (part := stream.read(_BLOCK)):
        held += part
    return held if len(held) <= HELD else None


def _by_place(stream: BinaryIO) -> ReadAt:
    def read_at(at: int, length: int) -> bytes:
        stream.seek(at)
        return stream.read(length)

    return read_at


def _judged(found: Dated, sound: bool | None) -> Dated:
    """Return what the rows tell, and whether the database can be opened; None: nobody here can say."""
    if sound:
        return replace(found, checked=True)
    how = How.UNKNOWN if found.newest_ns is None else found.how
    if sound is None:
        return replace(found, how=how, unproven=True)
    # What is left of the rows does not say that there were none.
    return replace(found, how=how, whole=False, faults=("database_damaged",), unproven=True)


def _rows_of(head: bytes, read_at: ReadAt, limits: Limits) -> Dated:
    pages = _Pages(read_at, head, limits.size)
    columns: list[Column] = []
    counted, whole = 0, True
    tables = _tables(pages)
    for table in tables:
        seen, all_of_it = _count(pages, table, columns)
        counted, whole = counted + seen, whole and all_of_it
    newest = newest_of(columns, limits.latest)
    (free,) = struct.unpack_from(">I", head, 36)
    freed = bool(counted) and free * pages.size * 2 > limits.size
    remarks = (("database_freed", freed), ("database_no_wal", head[18] == 2))
    undated = How.NONE if whole else How.UNKNOWN
    return Dated(
        "sqlite",
        newest,
        undated if newest is None else How.DATA,
        counted,
        whole=whole,
        faults=("database_empty",) if tables and not counted and whole else (),
        remarks=tuple(code for code, holds in remarks if holds),
        tables=tuple(one.name for one in tables[:NAMED]),
    )


class _Pages:
    """The pages of one database, each asked for by its number."""

    def __init__(self, read_at: ReadAt, head: bytes, length: int) -> None:
        self._read_at = read_at
        (size,) = struct.unpack_from(">H", head, 16)
        self.size = max(512, 65536 if size == 1 else size)
        self.usable = max(480, self.size - head[20])
        self.held = length // self.size
        self.left = _PAGES
        self.codec = {2: "utf-16-le", 3: "utf-16-be"}.get(head[59], "utf-8")

    def get(self, number: int) -> bytes:
        return self._read_at((number - 1) * self.size, self.size)


def _tables(pages: _Pages) -> list[_Table]:
    found: list[_Table] = []
    for page in _leaves(pages, 1):
        if isinstance(page, bytes):
            for row in rows(page, 100 if page.startswith(_MAGIC) else 0, pages.usable, pages.codec):
                if len(row) > 3 and row[0] == "table" and isinstance(row[3], int) and len(found) < _TABLES:
                    name, sql = str(row[1]), row[4] if len(row) > 4 else ""
                    if not name.startswith("sqlite_") and row[3] > 0:
                        found.append(_Table(name, row[3], _named(sql if isinstance(sql, str) else "")))
    return found


def _named(sql: str) -> tuple[tuple[str, bool], ...]:
    """Return the columns a CREATE TABLE names, in order; what it hides in odd quotes is left unnamed."""
    depth, parts = 0, [""]
    for token in _SPLIT.findall(sql[:65536]):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == "," and depth == 1:  # noqa: S105 - of SQL, not a secret
            parts.append("")
        elif depth == 1 and token != "(":  # noqa: S105 - same
            parts[-1] += token
    found: list[tuple[str, bool]] = []
    for part in parts[:COLUMNS]:
        word = _WORD.match(part)
        name = word[1].casefold() if word else ""
        if name in _CONSTRAINTS:
            break
        found.append((name, is_dating(name, word[2].casefold() if word else "")))
    return tuple(found)


def _count(pages: _Pages, table: _Table, columns: list[Column]) -> tuple[int, bool]:
    """Return the rows of a table that were seen, and whether those are all; its dates go to `columns`."""
    counted, whole = 0, True
    folded = table.name.casefold()
    own: dict[int, Column] = {}
    for page in _leaves(pages, table.root):
        if not isinstance(page, bytes):
            whole = False
            break
        at = 100 if page.startswith(_MAGIC) else 0
        counted += int.from_bytes(page[at + 3 : at + 5], "big")
        if page[at] != 13:
            continue
        for row in rows(page, at, pages.usable, pages.codec):
            for place, value in enumerate(row):
                name, dating = table.columns[place] if place < len(table.columns) else ("", False)
                if isinstance(value, str):
                    when = of_text(value, dating=dating)
                else:
                    when = of_number(value) if dating and value is not None else None
                if when is not None:
                    own.setdefault(place, Column(name, folded)).add(when)
    columns.extend(own.values())
    return counted, whole


def _leaves(pages: _Pages, root: int) -> Iterator[bytes | None]:
    """Yield the pages of a tree that hold rows, the newest first; None where not all could be."""
    stack, seen, read = [root], set[int](), 0
    while stack:
        number = stack.pop()
        if number in seen or not 0 < number <= pages.held:
            yield None
            return
        seen.add(number)
        if read >= _PER_TABLE or pages.left <= 0:
            yield None
            return
        page = pages.get(number)
        pages.left -= 1
        at = 100 if number == 1 else 0
        if len(page) < at + 12 or page[at] not in _LEAVES | _INNER:
            yield None
            return
        if page[at] in _INNER:
            stack += _children(page, at)
        if page[at] != 5:
            read += 1
            yield page


def _children(page: bytes, at: int) -> list[int]:
    cells = min(int.from_bytes(page[at + 3 : at + 5], "big"), (len(page) - at - 12) // 2)
    places = struct.unpack_from(f">{cells}H", page, at + 12)
    found = [int.from_bytes(page[place : place + 4], "big") for place in places]
    return [*found, int.from_bytes(page[at + 8 : at + 12], "big")]
