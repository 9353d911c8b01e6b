"""The rows of one table in a gbak backup: counted, dated, and held against their table's description.

Layout: burp/canonical.cpp and burp/backup.epp of Firebird: values in network order, each filled up to four
bytes, then a mark for each value that is missing, packed in runs. Nothing is summed: a changed length, mark
or run is found, a changed value is not.
"""

import re
import struct
from typing import NamedTuple

from toolkit.backup.data.columns import of_number, of_text
from toolkit.backup.data.firebird_days import moment
from toolkit.backup.data.gbak_tables import LONG_INDEX, Field, attributes

_INDEX, _ROW, _BLOB, _TABLE_END, _ARRAY = 5, 6, 7, 9, 23  # types of record
_CONTENT, _SEGMENTS, _SLICE = 7, 5, 18  # attributes of blobs and arrays
_LENGTH, _XDR, _VALUES = 1, 17, 2  # attributes of rows
_MISSING = (b"\0\0\0\0", b"\xff\xff\xff\xff")  # no, and yes
_LONGEST = 4 << 20  # bytes of one row
_START = re.compile(rb"\x06\x01\x04..\0\0\x11\x04..\0\0\x02", re.DOTALL)
# Bytes in network order of types (blr) whose length is one.
_SIZES = {
    7: 4, 8: 4, 9: 8, 10: 4, 12: 4, 13: 4, 16: 8, 17: 8, 23: 4, 24: 8, 25: 16, 26: 16, 27: 8, 28: 8, 29: 12,
    30: 12, 31: 16, 35: 8, 45: 8, 261: 8,
}  # fmt: skip
_TEXT, _VARYING, _CSTRING = _TEXTS = 14, 37, 40


class Read(NamedTuple):
    """What a part of a table gave: rows, the place behind its end if that was met, a contradiction."""

    rows: int
    behind: int | None = None
    torn: bool = False
    stopped: bool = False  # by its limit, before the bytes ended


def read(data: bytes, fields: tuple[Field, ...], most: int, *, packed: bool, within: bool) -> Read:
    """Read `most` rows until the table ends or the bytes do; `within` a table, from the first row seen."""
    rows, start = 0, _START.search(data) if within else None
    if within and start is None:
        return Read(0)
    if any(one.kind not in _SIZES and one.kind not in _TEXTS for one in fields):
        return Read(0, torn=True)
    try:
        at = start.start() if start is not None else attributes(data, 1)[1]
        while (kind := data[at]) != _TABLE_END:
            at = _row(data, at + 1, fields, packed=packed) if kind == _ROW else _beside(data, at)
            rows += kind == _ROW
            if rows > most:
                return Read(rows, stopped=True)
    except IndexError:
        return Read(rows)
    except ValueError:
        return Read(rows, torn=True)
    return Read(rows, behind=at + 1)


def _beside(data: bytes, at: int) -> int:
    """Return the place behind a record that is no row."""
    if data[at] == _BLOB:
        return _blob(data, at + 1)
    if data[at] == _ARRAY:
        return _array(data, at + 1)
    if data[at] == _INDEX:
        return attributes(data, at + 1, LONG_INDEX)[1]
    raise ValueError("no record of a table")


def _blob(data: bytes, at: int) -> int:
    about, at = attributes(data, at, last=_CONTENT)
    for _ in range(int.from_bytes(about.get(_SEGMENTS, b""), "little")):
        at += 2 + data[at] + (data[at + 1] << 8)
    return at


def _array(data: bytes, at: int) -> int:
    _, at = attributes(data, at, last=_CONTENT)
    length = int.from_bytes(data[at : at + 4], "little")
    at += 4
    if length and data[at] == _SLICE:
        length = int.from_bytes(data[at + 1 : at + 5], "little")
        at += 5
    return at + length


def _row(data: bytes, at: int, fields: tuple[Field, ...], *, packed: bool) -> int:
    """Read one row, and return the place behind it; ValueError where it is not one of this table."""
    about, at = attributes(data, at, last=_VALUES)
    length = int.from_bytes(about.get(_XDR, b""), "little")
    if not about.keys() <= {_LENGTH, _XDR} or not 0 < length <= _LONGEST:
        raise ValueError("no row")
    values, at = _unpacked(data, at, length) if packed else (data[at : at + length], at + length)
    if at > len(data):
        raise IndexError(at)
    _date(values, fields)
    return at


def _unpacked(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    found = bytearray()
    while len(found) < length:
        run = data[at]
        at += 1
        if run < 128:
            found += data[at : at + run]
            at += run
        else:
            found += data[at : at + 1] * (256 - run)
            at += 1
        if at > len(data):
            raise IndexError(at)
    if len(found) != length:
        raise ValueError("a run beyond its row")
    return bytes(found), at


def _date(values: bytes, fields: tuple[Field, ...]) -> None:
    """Add the dates of one row to their columns; ValueError where its lengths or marks are none."""
    at, dates = 0, []
    marks = len(values) - 4 * len(fields)
    for number, (kind, most, column) in enumerate(fields):
        size = _SIZES.get(kind, most)
        if kind in {_VARYING, _CSTRING}:
            size = int.from_bytes(values[at : at + 4], "big")
            at += 4
            if size > most:
                raise ValueError("a text beyond its field")
        if column is not None:
            dates.append((number, at, size, kind, column))
        at += (size + 3) & ~3
    if at != marks or not _are_marks(values[marks:]):
        raise ValueError("a row of another length")
    for number, at, size, kind, column in dates:
        if not values[marks + 4 * number]:
            when = _when(values[at : at + size], kind)
            if when is not None:
                column.add(when)


def _are_marks(marks: bytes) -> bool:
    return marks.count(0) + marks.count(255) == len(marks) and marks[::4] == marks[3::4] == marks[1::4]


def _when(value: bytes, kind: int) -> int | None:
    if kind in {_TEXT, _VARYING}:
        return of_text(value[:32].decode("latin-1").rstrip(), dating=True)
    if kind == 12:
        return moment(int.from_bytes(value, "big", signed=True), 0)
    if kind in {29, 31, 35}:
        return moment(*struct.unpack_from(">iI", value))
    if kind == 27:
        return of_number(struct.unpack(">d", value)[0])
    return of_number(int.from_bytes(value, "big", signed=True))
