"""dBASE and FoxPro tables: records counted, and dated by their date fields.

Format: dBASE file structure (dbase.com) and Visual FoxPro's table structure: D is eight digits, T a Julian
day and milliseconds.
"""

import struct
from typing import BinaryIO, NamedTuple

from toolkit.backup.data.columns import DAY, Column, newest_of, of_text
from toolkit.backup.data.dated import Dated, How, Limits
from toolkit.scan.database_heads import is_dbf

_HEADER = 64 * 1024
_RECORDS = 500_000  # read, the last of them
_AT_ONCE = 4096  # records
_DELETED = ord("*")
_JULIAN = 2_440_588  # Julian day number of 1970-01-01


class _Field(NamedTuple):
    place: int  # in the record
    kind: str
    column: Column


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return rows and newest date; None where it is no table. Raises Unreadable where the medium fails."""
    head = stream.read(_HEADER)
    if not is_dbf(head):
        return None
    count, length, record = struct.unpack_from("<IHH", head, 4)
    held = max(0, min(count, (limits.size - length) // record))
    fields = _fields(head[:length])
    rows = held
    if fields:
        start = max(0, held - _RECORDS)
        stream.seek(length + start * record)
        rows = start + _read(stream, fields, record, held - start)
    newest, how = newest_of((one.column for one in fields), limits.latest), How.DATA
    if newest is None:
        newest = _written(head)
        how = How.HEADER if newest is not None else How.NONE
    faults = ("database_cut",) if held < count else ("database_empty",) if not rows else ()
    return Dated("dbf", newest, how, rows, faults=faults)


def _fields(head: bytes) -> list[_Field]:
    found, at, place = [], 32, 1
    while at + 32 <= len(head) and head[at] != 0x0D:
        kind, width = chr(head[at + 11]), head[at + 16]
        if kind == "C":
            width += head[at + 17] << 8
        if (kind == "D" and width == 8) or (kind == "T" and width == 8):
            name = head[at : at + 11].partition(b"\0")[0].decode("latin-1").casefold()
            found.append(_Field(place, kind, Column(name)))
        place += width
        at += 32
    return found


def _read(stream: BinaryIO, fields: list[_Field], record: int, count: int) -> int:
    """Read records, and return how many are not marked as deleted."""
    rows = 0
    while count > 0:
        data = stream.read(record * min(count, _AT_ONCE))
        if not data:
            break
        count -= _AT_ONCE
        rows += len(data[::record]) - data[::record].count(_DELETED)
        for field in fields:
            for at in range(field.place, len(data) - 7, record):
                when = _moment(data[at : at + 8], field.kind)
                if when is not None:
                    field.column.add(when)
    return rows


def _moment(raw: bytes, kind: str) -> int | None:
    if kind == "D":
        return of_text(raw.decode("latin-1"), dating=True) if raw.isdigit() else None
    day, milliseconds = struct.unpack("<II", raw)
    if not 2_400_000 <= day <= 2_500_000 or milliseconds >= 86_400_000:
        return None
    return int((day - _JULIAN) * DAY + milliseconds * 10**6)


def _written(head: bytes) -> int | None:
    """Return the date of the last change: years since 1900, which some programs count from 2000."""
    year = head[1] + (1900 if head[1] >= 80 else 2000)
    return of_text(f"{year:04}-{head[2]:02}-{head[3]:02}")
