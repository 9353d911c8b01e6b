"""Firebird databases: rows counted and dated table by table, and one that is cut among its pages.

Layout: jrd/ods.h of Firebird, ODS 10 to 13; real files of 12 and 13 were read. There is no checksum of rows:
a bit changed within a value passes, here as with gfix; one that changes the length of a row is found. What
becomes of transactions is not asked: a row that was never committed counts.
"""

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from toolkit.backup.data.columns import Column, newest_of
from toolkit.backup.data.dated import NAMED, Dated, How, Limits
from toolkit.backup.data.firebird_pages import Pages
from toolkit.backup.data.firebird_sweep import is_torn
from toolkit.backup.data.firebird_tables import Field, Table, tables

_INVENTORY = 2  # type of page
_PROVEN = 12  # the first layout of which real files were read here: before it, an oddity is no fault
_VALUES = 20_000  # read at the price of one page: of rows that only say they have so many
_PER_TABLE = 1_000  # pages of rows read of one table


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return rows and newest date; None where it is no database. Raises Unreadable where the medium fails."""
    head = stream.read(4096)
    if len(head) < 64 or head[0] != 1:
        return None
    size, ods = struct.unpack_from("<HH", head, 16)
    if size not in (1024, 2048, 4096, 8192, 16384, 32768) or not 10 <= ods & 0x7FFF <= 14:
        return None
    held = limits.size // size
    cut = bool(limits.size % size) or _allocated(stream, size, ods & 0x7FFF, held) > held
    told = _rows(stream, head, limits) if _is_known(ods) else Dated("firebird", whole=False)
    return replace(told, faults=("database_cut",)) if cut else told


def _is_known(ods: int) -> bool:
    """Tell a layout that is read: InterBase, which has no mark of Firebird, went its own way after ODS 10."""
    return ods == 10 or ods in {0x800B, 0x800C, 0x800D}


def _rows(stream: BinaryIO, head: bytes, limits: Limits) -> Dated:
    pages = Pages(stream, head, limits.size)
    (first,) = struct.unpack_from("<I", head, 20)
    found = tables(pages, first)
    columns: list[Column] = []
    rows, whole = 0, found is not None
    for left, table in zip(range(len(found or ()), 0, -1), found or (), strict=True):
        seen, all_of_it = _count(pages, table, min(_PER_TABLE, pages.left // left))
        rows, whole = rows + seen, whole and all_of_it
        columns.extend(
            {id(one.column): one.column for shape in table.formats.values() for one in shape.fields}.values()
        )
    newest = newest_of(columns, limits.latest)
    torn = pages.ods >= _PROVEN and (pages.torn or is_torn(stream, pages.size, pages.held))
    empty = bool(found) and not rows and whole and not torn
    return Dated(
        "firebird",
        newest,
        How.NONE if newest is None else How.DATA,
        rows,
        whole=whole and not torn,
        faults=("database_damaged",) if torn else ("database_empty",) if empty else (),
        tables=tuple(one.name for one in (found or ())[:NAMED]),
    )


def _count(pages: Pages, table: Table, most: int) -> tuple[int, bool]:
    """Return the rows of a table that were seen, and whether those are all; its dates go to its columns."""
    numbers = array("I")
    for some in pages.data_pages(table.relation, table.first):
        numbers.extend(filter(None, some))
    rows, unread = 0, len(numbers) > most
    widest = max((len(one.fields) for one in table.formats.values()), default=0)
    for number in _chosen(numbers, most):
        before = rows
        for record in pages.records(table.relation, number):
            shape = table.formats.get(record.format)
            rows += 1
            if shape is None or not shape.length:
                unread = True
            elif len(record.data) != shape.length:
                pages.torn = True
            else:
                _date(record.data, shape.fields)
        pages.left -= (rows - before) * widest // _VALUES
        if pages.left <= 0 or pages.closed:
            return rows, False
    return rows, not unread


def _chosen(numbers: Sequence[int], most: int) -> Iterator[int]:
    """Yield the last pages of a table, where new rows stand, and some others: deleted rows leave room."""
    if len(numbers) > most:
        before = len(numbers) - most // 2
        yield from numbers[: before : before * 2 // max(1, most) + 1]
        numbers = numbers[before:]
    yield from reversed(numbers)


def _date(record: bytes, fields: tuple[Field, ...]) -> None:
    for field in fields:
        if not record[field.mark >> 3] >> (field.mark & 7) & 1:
            when = field.read(record, field.place)
            if when is not None:
                field.column.add(when)


def _allocated(stream: BinaryIO, size: int, ods: int, held: int) -> int:
    """Return how many pages the inventories of pages say the database has, as far as these can be read."""
    start = 20 if ods < 12 else 28
    per = (size - start) * 8
    number, last = 1, 0
    while number < held:
        stream.seek(number * size)
        page = stream.read(size)
        if len(page) < size or page[0] != _INVENTORY:
            return last
        bits = page[start:].rstrip(b"\xff")
        if bits:
            # A bit set is a page that is free.
            last = number // per * per + (len(bits) - 1) * 8 + (~bits[-1] & 0xFF).bit_length()
        number = per - 1 if number == 1 else number + per
    return last
