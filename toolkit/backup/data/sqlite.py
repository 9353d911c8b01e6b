"""SQLite: rows counted and dated table by table, from the newest row on, without running its SQL.

Format: sqlite.org/fileformat2.html, 1.6 b-tree pages and 2.1 record format. Its own code is not used: the
schema of a database is a program, and a database is evidence.
"""

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from toolkit.backup.data.columns import Column, is_dating, newest_of, of_number, of_text
from toolkit.backup.data.dated import NAMED, Dated, How, Limits

_MAGIC = b"SQLite format 3\0"
_LEAVES, _INNER = frozenset({10, 13}), frozenset({2, 5})
_TABLES = 10_000
_PER_TABLE = 500  # pages of rows read of one table, from its newest row
_PAGES = 30_000  # of all of them
_COLUMNS = 256  # of one table
_INTS = (0, 1, 2, 3, 4, 6, 8)  # bytes of serial types 0 to 6
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
    pages = _Pages(stream, head, limits.size)
    columns: list[Column] = []
    rows, whole = 0, True
    tables = _tables(pages)
    for table in tables:
        seen, all_of_it = _count(pages, table, columns)
        rows, whole = rows + seen, whole and all_of_it
    newest = newest_of(columns, limits.latest)
    (free,) = struct.unpack_from(">I", head, 36)
    freed = bool(rows) and free * pages.size * 2 > limits.size
    remarks = (("database_freed", freed), ("database_no_wal", head[18] == 2))
    return Dated(
        "sqlite",
        newest,
        How.NONE if newest is None else How.DATA,
        rows,
        whole=whole,
        faults=("database_empty",) if tables and not rows and whole else (),
        remarks=tuple(code for code, holds in remarks if holds),
        tables=tuple(one.name for one in tables[:NAMED]),
    )


class _Pages:
    """The pages of one database, each asked for by its number."""

    def __init__(self, stream: BinaryIO, head: bytes, length: int) -> None:
        self._stream = stream
        (size,) = struct.unpack_from(">H", head, 16)
        self.size = max(512, 65536 if size == 1 else size)
        self.usable = max(480, self.size - head[20])
        self.held = length // self.size
        self.left = _PAGES
        self.codec = {2: "utf-16-le", 3: "utf-16-be"}.get(head[59], "utf-8")

    def get(self, number: int) -> bytes:
        self._stream.seek((number - 1) * self.size)
        return self._stream.read(self.size)


def _tables(pages: _Pages) -> list[_Table]:
    found: list[_Table] = []
    for page in _leaves(pages, 1):
        if isinstance(page, bytes):
            for row in _rows(pages, page, 100 if page.startswith(_MAGIC) else 0):
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
    for part in parts[:_COLUMNS]:
        word = _WORD.match(part)
        name = word[1].casefold() if word else ""
        if name in _CONSTRAINTS:
            break
        found.append((name, is_dating(name, word[2].casefold() if word else "")))
    return tuple(found)


def _count(pages: _Pages, table: _Table, columns: list[Column]) -> tuple[int, bool]:
    """Return the rows of a table that were seen, and whether those are all; its dates go to `columns`."""
    rows, whole = 0, True
    folded = table.name.casefold()
    own: dict[int, Column] = {}
    for page in _leaves(pages, table.root):
        if not isinstance(page, bytes):
            whole = False
            break
        at = 100 if page.startswith(_MAGIC) else 0
        rows += int.from_bytes(page[at + 3 : at + 5], "big")
        if page[at] != 13:
            continue
        for row in _rows(pages, page, at):
            for place, value in enumerate(row):
                name, dating = table.columns[place] if place < len(table.columns) else ("", False)
                if isinstance(value, str):
                    when = of_text(value, dating=dating)
                else:
                    when = of_number(value) if dating and value is not None else None
                if when is not None:
                    own.setdefault(place, Column(name, folded)).add(when)
    columns.extend(own.values())
    return rows, whole


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


def _rows(pages: "_Pages", page: bytes, at: int) -> Iterator[list[str | int | float | None]]:
    """Yield the rows of a leaf of a table, as far as they lie in the page."""
    if page[at] != 13:
        return
    cells = min(int.from_bytes(page[at + 3 : at + 5], "big"), (len(page) - at - 8) // 2)
    for place in reversed(struct.unpack_from(f">{cells}H", page, at + 8)):
        size, start = _varint(page, place)
        _, start = _varint(page, start)
        local = size
        if size > (usable := pages.usable) - 35:
            least = (usable - 12) * 32 // 255 - 23
            local = least + (size - least) % (usable - 4)
            local = local if local <= usable - 35 else least
        yield _values(page[start : start + local], pages.codec)


def _values(record: bytes, codec: str) -> list[str | int | float | None]:
    length, at = _varint(record, 0)
    body, found = length, list[str | int | float | None]()
    while at < length and at < len(record) and len(found) < _COLUMNS:
        kind, at = _varint(record, at)
        width = _INTS[kind] if kind < 7 else 8 if kind == 7 else max(0, kind - 12) // 2
        found.append(_value(kind, width, record[body : body + width], codec))
        body += width
    return found


def _value(kind: int, width: int, raw: bytes, codec: str) -> str | int | float | None:
    if kind >= 13 and kind % 2:
        return raw.decode(codec, "replace")
    if len(raw) < width or kind in {0, 10, 11} or kind >= 12:
        return None
    if kind == 7:
        return float(struct.unpack(">d", raw)[0])
    return kind - 8 if kind in {8, 9} else int.from_bytes(raw, "big", signed=True)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(at, min(at + 8, len(data))):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    if len(data) > at + 8:
        return value << 8 | data[at + 8], at + 9
    return value, max(len(data), at + 1)
