"""Dates in the rows of a SQL script, column by column: COPY blocks of PostgreSQL, INSERT of all others."""

import operator
import re
from dataclasses import dataclass, field

from toolkit.backup.data.columns import Column, is_dating, of_number, of_text
from toolkit.backup.data.dated import NAMED

_COPY = re.compile(rb"COPY\s+(\S+)\s*\(([^)]*)\)\s+FROM\s+stdin", re.IGNORECASE)
_INSERT = re.compile(
    rb"\s*(?:INSERT|REPLACE)(?:\s+IGNORE)?\s+(?:INTO\s+)?([`\"\[\w.\]$]+)\s*(?:\(([^)']*)\)\s*)?"
    rb"(?:OVERRIDING SYSTEM VALUE\s*)?(?:VALUES|SELECT)",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rb"\s*CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF NOT EXISTS\s+)?([`\"\[\w.\]$]+)", re.IGNORECASE
)
_TOKEN = re.compile(rb"N?'((?:[^'\\]|\\.|'')*+)'|([^,()']++)|([(),])", re.DOTALL)
_WORD = b"INSERT"
_BUDGET = 8 * 1024 * 1024  # bytes of INSERT of one table looked into, and then the last statement
_BUDGETS = 64 * 1024 * 1024  # of all of them
_EVERY, _FEW = 100_000, 4  # rows of a COPY block looked into, and then one of so many
_SAMPLE = 200  # rows in which a column of a COPY block that holds dates shows one
_COLUMNS = 256
_TABLES = 10_000


@dataclass(slots=True)
class Rows:
    """What the rows of a script hold, as its lines pass by."""

    columns: dict[tuple[str, int], Column] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)  # and their rows
    whole: bool = True
    ragged: int = 0  # statements of which not every row was read as one
    _spent: dict[str, int] = field(default_factory=dict)
    _left: int = _BUDGETS
    _held: tuple[re.Match[bytes], bytes] | None = None
    _last: bytes = b""
    _copying: str = ""
    _names: list[str] = field(default_factory=list)
    _dated: set[int] = field(default_factory=set)

    def add(self, line: bytes) -> None:
        """Take one line of the script, its end of line included."""
        if self._copying:
            self._copied(line)
            return
        start = line[:8].lstrip().upper()
        if start.startswith(b"COPY") and (found := _COPY.match(line)):
            self._copying, self._names = _name(found[1]), _split(found[2])
            self._dated = set()
            self._table(self._copying)
        elif start.startswith((b"INSERT", b"REPLACE")) and (found := _INSERT.match(line)):
            self._inserted(found, line)
        elif len(start) > len(_WORD) and sum(map(operator.ne, start, _WORD)) <= 1:
            self.ragged += b"VALUES" in line[:400] or start.startswith(_WORD)
        elif start.startswith(b"CREATE") and (found := _CREATE.match(line)):
            self._table(_name(found[1]))

    @property
    def copying(self) -> bool:
        return bool(self._copying)

    def _table(self, name: str) -> None:
        if len(self.tables) < _TABLES:
            self.tables.setdefault(name, 0)

    def _copied(self, line: bytes) -> None:
        table = self._copying
        if line.startswith(b"\\."):
            self._row(table, self._last, self.tables.get(table, 0))
            self._copying, self._last = "", b""
            return
        count = self.tables[table] = self.tables.get(table, 0) + 1
        self._last = line
        if count <= _SAMPLE or (self._dated and (count < _EVERY or count % _FEW == 0)):
            self._row(table, line, count)

    def _row(self, table: str, line: bytes, count: int) -> None:
        values = line.rstrip(b"\r\n").split(b"\t", _COLUMNS)
        for place in range(len(values)) if count <= _SAMPLE else self._dated:
            if place < len(values) and self._value(table, place, values[place], self._names):
                self._dated.add(place)

    def _inserted(self, found: re.Match[bytes], line: bytes) -> None:
        """Look into a statement; of a table of many, into the first and the last."""
        table = _name(found[1])
        self._table(table)
        if self._held is not None and _name(self._held[0][1]) != table:
            self.finish()
        spent = self._spent[table] = self._spent.get(table, 0) + len(line)
        self._left -= len(line)
        if spent > _BUDGET or self._left < 0:
            self._held, self.whole = (found, line), False
        else:
            self._values(found, line)

    def finish(self) -> None:
        """Look into the statement that was held back."""
        held, self._held = self._held, None
        if held is not None:
            self._values(*held)

    def _values(self, found: re.Match[bytes], line: bytes) -> None:
        table, names = _name(found[1]), _split(found[2] or b"")
        depth = place = rows = 0
        widths, torn, end = set[int](), False, found.end()
        for token in _TOKEN.finditer(line, found.end()):
            text, bare, mark = token.groups()
            torn = torn or b"'" in line[end : token.start()]
            end = token.end()
            if mark == b"(":
                depth += 1
                place, rows = (0, rows + 1) if depth == 1 else (place, rows)
            elif mark == b")":
                if depth == 1:
                    widths.add(place)
                depth -= 1
            elif mark == b",":
                place += depth == 1
            elif depth <= 1 and place < _COLUMNS:
                self._value(table, place, text if text is not None else bare.strip(), names)
        self.ragged += torn or depth != 0 or len(widths) > 1
        self.tables[table] = self.tables.get(table, 0) + max(rows, 1)

    def _value(self, table: str, place: int, raw: bytes, names: list[str]) -> bool:
        if not 6 <= len(raw) <= 40 or not 48 <= raw[0] <= 57:
            return False
        name = names[place] if place < len(names) else ""
        dating = is_dating(name)
        text = raw.decode("latin-1")
        when = of_text(text, dating=dating)
        if when is None and dating and text.replace(".", "", 1).isdigit() and text.isascii():
            when = of_number(float(text))
        if when is None:
            return False
        if (table, place) not in self.columns and len(self.columns) >= _TABLES:
            return False
        self.columns.setdefault((table, place), Column(name, table)).add(when)
        return True

    def named(self) -> tuple[str, ...]:
        return tuple(self.tables)[:NAMED]


def _name(raw: bytes) -> str:
    return raw[:256].decode("utf-8", "replace").translate({ord(mark): None for mark in '`"[]'}).casefold()


def _split(raw: bytes) -> list[str]:
    return [_name(part.strip()) for part in raw.split(b",")[:_COLUMNS]] if raw.strip() else []
