"""The tables of a Firebird database: their names, and where in a record each dated field lies.

Layout: RDB$PAGES, RDB$RELATIONS, RDB$RELATION_FIELDS and RDB$FORMATS of ODS 10 to 13. How wide a name is
and how fields are aligned is seen from the rows that describe the system's own tables.
"""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from toolkit.backup.data.columns import Column, is_dating, of_number, of_text
from toolkit.backup.data.firebird_days import moment
from toolkit.backup.data.firebird_pages import Pages

_PAGES, _FIELDS, _RELATIONS, _FORMATS = 0, 5, 6, 8  # identities of the system's tables
_USER = 128  # the first identity of a table that is not the system's
_TABLES = 10_000
_ROWS = 200_000  # of one of the system's tables
_POINTERS, _BLOB = 4, 8  # types of page
_BLOB_HEAD = 28  # bytes before what a blob holds
_DESCRIPTOR = struct.Struct("<BbHhHI")  # type, scale, length, subtype, flags, offset

Read = Callable[[bytes, int], int | None]


class Field(NamedTuple):
    """One field that may be a date: the mark that it is missing, where it lies, how it is read."""

    mark: int
    place: int
    read: Read
    column: Column


class Format(NamedTuple):
    """One shape that records of a table have: their bytes, and the fields that may be dates."""

    length: int
    fields: tuple[Field, ...]


class Table(NamedTuple):
    name: str
    relation: int
    first: int  # page of pointers
    formats: dict[int, Format]


def tables(pages: Pages, first: int) -> list[Table] | None:
    """Return the tables that are not the system's; None where the catalogue is not understood.

    `first` is the page of pointers of RDB$PAGES, as the header names it.
    """
    pointers = dict(_pointers(pages, first))
    if not {_FIELDS, _RELATIONS, _FORMATS} <= pointers.keys():
        return None
    names = _relations(pages, pointers[_RELATIONS])
    fields = _fields(pages, pointers[_FIELDS])
    if names is None or fields is None:
        return None
    shapes = _formats(pages, pointers[_FORMATS])
    found = []
    for relation, name in sorted(names.items()):
        if relation not in pointers or relation < _USER:
            continue
        own: dict[int, Column] = {}
        formats = {
            number: _format(fields.get(name, {}), name, described, own)
            for number, described in shapes.get(relation, {}).items()
        }
        found.append(Table(name, relation, pointers[relation], formats))
    return found[:_TABLES]


def _pointers(pages: Pages, first: int) -> Iterator[tuple[int, int]]:
    """Yield the first page of pointers of each table."""
    for row in _rows(pages, _PAGES, first):
        if len(row) >= 18:
            number, relation, sequence, kind = struct.unpack_from("<IHxxIH", row, 4)
            if kind == _POINTERS and sequence == 0:
                yield relation, number


def _rows(pages: Pages, relation: int, first: int) -> Iterator[bytes]:
    left = _ROWS
    for numbers in pages.data_pages(relation, first):
        for number in filter(None, numbers):
            for record in pages.records(relation, number):
                left -= 1
                if left < 0:
                    return
                yield record.data


def _relations(pages: Pages, first: int) -> dict[int, str] | None:
    """Return the names of the user's tables by their identity."""
    rows, width = list(_rows(pages, _RELATIONS, first)), _width(pages)
    for blob in (8, 4):  # three blobs stand first; five short numbers follow
        at = (4 + blob - 1) // blob * blob + 24
        if any(row[at + 10 : at + 14] == b"RDB$" for row in rows):
            break
    else:
        return None
    found = {}
    for row in rows:
        if len(row) >= at + 10 + width:
            relation, system = struct.unpack_from("<HH", row, at)
            if not system:
                found[relation] = _name(row[at + 10 : at + 10 + width])
    return found


def _fields(pages: Pages, first: int) -> dict[str, dict[int, str]] | None:
    """Return the names of fields by table and number."""
    rows, width = list(_rows(pages, _FIELDS, first)), _width(pages)
    for edit, blob in ((127, 8), (127, 4), (508, 8)):
        # Five names, a text of varying length, the position of a field, the blob of its heading, a mark.
        place = _aligned(_aligned(4 + 5 * width, 2) + 2 + edit, 2) + 2
        place = _aligned(place, blob) + 10
        if _is_so(rows, width, place):
            break
    else:
        return None
    found: dict[str, dict[int, str]] = {}
    for row in rows:
        if len(row) >= place + 2:
            table = _name(row[4 + width : 4 + 2 * width])
            number = int.from_bytes(row[place : place + 2], "little")
            found.setdefault(table, {})[number] = _name(row[4 : 4 + width])
    return found


def _aligned(place: int, to: int) -> int:
    return (place + to - 1) // to * to


def _width(pages: Pages) -> int:
    """Return the bytes of a name: 31, and 63 letters of four bytes from ODS 13 on."""
    return 252 if pages.ods >= 13 else 31


def _is_so(rows: list[bytes], width: int, place: int) -> bool:
    """Tell that the rows of RDB$PAGES, four fields of known numbers, are read rightly so."""
    found = {
        _name(row[4 : 4 + width]): int.from_bytes(row[place : place + 2], "little")
        for row in rows
        if _name(row[4 + width : 4 + 2 * width]) == "rdb$pages"
    }
    names = ("rdb$page_number", "rdb$relation_id", "rdb$page_sequence", "rdb$page_type")
    return all(found.get(name) == number for number, name in enumerate(names))


def _name(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").rstrip("\0 ").casefold()


def _formats(pages: Pages, first: int) -> dict[int, dict[int, bytes]]:
    """Return the descriptors of the fields of each table, by table and format."""
    order = [number for numbers in pages.data_pages(_FORMATS, first) for number in numbers]
    per_page = (pages.size - 28) // 17
    held: dict[int, list[bytes]] = {}
    found: dict[int, dict[int, bytes]] = {}
    for row in _rows(pages, _FORMATS, first):
        if len(row) < 16:
            continue
        relation, number = struct.unpack_from("<HH", row, 4)
        page, line = divmod(int.from_bytes(row[12:16], "little"), per_page)
        if page not in held:
            held[page] = list(pages.lines(_FORMATS, order[page])) if page < len(order) else []
        if relation >= _USER and line < len(held[page]):
            found.setdefault(relation, {})[number] = _descriptors(pages, held[page][line])
    return found


def _descriptors(pages: Pages, line: bytes) -> bytes:
    """Return what a blob of one segment holds, in its line or on pages named there."""
    level, content = line[12] if len(line) > _BLOB_HEAD else 2, line[_BLOB_HEAD:]
    if level == 1:
        parts = []
        for sequence, (number,) in enumerate(struct.iter_unpack("<I", content[: len(content) // 4 * 4])):
            page = pages.get(number, _BLOB, 20, struct.pack("<I", sequence)) if number else None
            parts.append(page[28 : 28 + int.from_bytes(page[24:26], "little")] if page else b"")
        content = b"".join(parts)
    return content[2 : 2 + int.from_bytes(content[:2], "little")] if level < 2 else b""


def _format(names: dict[int, str], table: str, described: bytes, own: dict[int, Column]) -> Format:
    # From ODS 12 on the number of descriptors stands before them.
    count = int.from_bytes(described[:2], "little")
    start = 2 if 2 + count * 12 <= len(described) < 2 + count * 12 + 4096 and len(described) % 12 else 0
    length, fields = 0, []
    count = count if start else len(described) // 12
    for mark in range(count):
        kind, scale, size, _, _, place = _DESCRIPTOR.unpack_from(described, start + mark * 12)
        if not kind:
            continue
        length = max(length, place + size)
        name = names.get(mark, "")
        read = _DATES.get(kind) or (_OTHERS.get(kind) if is_dating(name) and not scale else None)
        if read is not None:
            column = own.setdefault(mark, Column(name, table))
            fields.append(Field(mark, place, read, column))
    return Format(length, tuple(fields))


def _date(record: bytes, at: int) -> int | None:
    return moment(int.from_bytes(record[at : at + 4], "little", signed=True), 0)


def _timestamp(record: bytes, at: int) -> int | None:
    return moment(*struct.unpack_from("<iI", record, at))


def _integer(size: int) -> Read:
    return lambda record, at: of_number(int.from_bytes(record[at : at + size], "little", signed=True))


def _double(record: bytes, at: int) -> int | None:
    return of_number(struct.unpack_from("<d", record, at)[0])


def _varying(record: bytes, at: int) -> int | None:
    length = int.from_bytes(record[at : at + 2], "little")
    return of_text(record[at + 2 : at + 2 + min(length, 32)].decode("latin-1"), dating=True)


def _text(record: bytes, at: int) -> int | None:
    return of_text(record[at : at + 32].decode("latin-1").rstrip(), dating=True)


# Types of jrd/dsc.h.
_DATES: dict[int, Read] = {14: _date, 16: _timestamp, 26: _timestamp, 28: _timestamp}
_OTHERS: dict[int, Read] = {1: _text, 3: _varying, 9: _integer(4), 19: _integer(8), 12: _double}
