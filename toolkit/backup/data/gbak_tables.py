"""The tables that a gbak backup describes: their names, and their fields in the order rows are written in.

Layout: burp/burp.h and burp/backup.epp of Firebird, backup formats 6 to 11: a record is a type, attributes
of a number, a length and as many bytes, and a zero. Text of any length is an attribute of four bytes, its
length, and the text behind it.
"""

import re
from typing import NamedTuple

from toolkit.backup.data.columns import Column, is_dating

_RELATION, _FIELD, _DATA, _END = 3, 4, 8, 9  # types of record
_NAME, _TYPE, _LENGTH, _COMPUTED, _DIMENSIONS, _SCALE = 1, 8, 10, 23, 29, 11  # attributes of a field
_LONG_TABLE = frozenset({2, 13, 14, 15})  # attributes followed by a text
_LONG_FIELD = frozenset({6, 15, 17, 18, 20, 35, 36, 37, 39, 40})
LONG_INDEX = frozenset({6, 9, 10, 11})
_START = re.compile(rb"[\x03\x08]\x01")
_TABLES, _FIELDS = 10_000, 4_000
_ATTRIBUTES = 400  # of one record
_TRIED = 500_000  # fields and places, all in all: not every place that looks like a table is one
_BLOB = 261  # blr_blob
_DATES = frozenset({12, 35, 29, 31})  # blr_sql_date, blr_timestamp, and those with a zone
_NUMBERS = frozenset({8, 16, 27, 14, 37})  # blr_long, blr_int64, blr_double, blr_text, blr_varying


class Field(NamedTuple):
    """One field of a row: its type (blr), the most bytes it has, and its column where it may be a date."""

    kind: int
    length: int
    column: Column | None


def tables(head: bytes) -> tuple[dict[bytes, tuple[Field, ...]], int]:
    """Return the tables described in the head of a backup, and where the rows of the first of them begin."""
    found: dict[bytes, tuple[Field, ...]] = {}
    at, left = 0, _TRIED
    while left > 0 and (start := _START.search(head, at)) is not None:
        at = start.start() + 1
        name = named(head, start.start())
        if head[start.start()] == _DATA:
            if name in found:
                return found, start.start()
        elif name and len(found) < _TABLES:
            fields, behind = _table(head, start.start() + 1, name)
            left -= len(fields)
            if behind:
                found[name], at = fields, behind
        left -= 1
    return found, len(head)


def named(data: bytes, at: int) -> bytes:
    """Return the name that the record at `at` begins with; nothing where it is none."""
    return data[at + 3 : at + 3 + data[at + 2]] if at + 3 < len(data) else b""


def attributes(
    data: bytes, at: int, long: frozenset[int] = frozenset(), last: int = 0
) -> tuple[dict[int, bytes], int]:
    """Return the attributes from `at` up to that numbered `last`, and the place behind its number.

    Raises ValueError or IndexError where they end before.
    """
    found: dict[int, bytes] = {}
    left = _ATTRIBUTES
    while data[at] != last:
        left -= 1
        if left < 0:
            raise ValueError("a record without end")
        number, length = data[at], data[at + 1]
        found[number] = data[at + 2 : at + 2 + length]
        at += 2 + length
        if number in long:
            at += int.from_bytes(found[number], "little")
    return found, at + 1


def _table(data: bytes, at: int, name: bytes) -> tuple[tuple[Field, ...], int]:
    """Return the fields of one table, and the place behind it; 0 where this is none."""
    fields: list[Field] = []
    try:
        _, at = attributes(data, at, _LONG_TABLE)
        while data[at] == _FIELD and len(fields) < _FIELDS:
            about, at = attributes(data, at + 1, _LONG_FIELD)
            if _TYPE not in about or _LENGTH not in about:
                return tuple(fields), 0
            if not any(about.get(_COMPUTED, b"")):
                fields.append(_field(about, name))
        return tuple(fields), at + 1 if fields and data[at] == _END else 0
    except (ValueError, IndexError):
        return tuple(fields), 0


def _field(about: dict[int, bytes], table: bytes) -> Field:
    kind, length = (int.from_bytes(about[number], "little") for number in (_TYPE, _LENGTH))
    if any(about.get(_DIMENSIONS, b"")):
        return Field(_BLOB, 8, None)
    name = about.get(_NAME, b"").decode("utf-8", "replace").casefold()
    whole = not any(about.get(_SCALE, b""))
    dated = kind in _DATES or (kind in _NUMBERS and whole and is_dating(name))
    column = Column(name, table.decode("utf-8", "replace").casefold()) if dated else None
    return Field(kind, length, column)
