"""Backups of Firebird by gbak: rows counted and dated table by table, and a backup cut before its end.

Layout: burp/burp.h of Firebird, backup formats up to 11. There is no checksum: a bit changed within a value
passes, here as with gbak itself; one that changes a length is found.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import BinaryIO

from toolkit.backup.data import gbak_end, gbak_rows, gbak_tables
from toolkit.backup.data.columns import newest_of
from toolkit.backup.data.dated import NAMED, Dated, How, Limits

_BLOCK = 512  # bytes
_DATE, _FORMAT, _COMPRESSED, _TRANSPORTABLE, _FILE = 1, 2, 4, 5, 7
_LOCKED = frozenset({9, 10, 11, 12})  # attributes of a backup that is encrypted or packed: its end is too
_TAIL = 64 * 1024
_HEAD = 16 << 20  # bytes in which the tables are described
_SEARCHED = 4 << 30  # bytes searched for tables
_STEP, _NAME = 4 << 20, 512
_READ = 48 << 20  # bytes of rows read, all in all
_WINDOW = 256 << 10
_VALUES = 20_000_000  # read, all in all
_NEWEST = 11  # format of backup
_TABLES = 10_000
_ROWS = re.compile(rb"\x08\x01")


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return what is told of a backup (.fbk), None where it is none. Raises Unreadable."""
    head = stream.read(4096)
    if head[:2] != b"\0\x02" or head[2:3] != b"\x04" or b"20" not in head[:1024]:
        return None
    about = _attributes(head)
    if _FORMAT not in about or _DATE not in about:
        return None
    if not _LOCKED.isdisjoint(about):
        return _dated(about, None, (), whole=False)
    known = int.from_bytes(about[_FORMAT], "little") <= _NEWEST and any(about.get(_TRANSPORTABLE, b""))
    told = _read(stream, about, limits) if known else _dated(about, None, (), whole=False)
    stream.seek(max(0, limits.size - _TAIL))
    tail = stream.read(_TAIL)
    cut = bool(limits.size % _BLOCK) or not gbak_end.may_be_whole(tail)
    # The first buffer is filled up with zeros.
    cut = cut or (known and told.rows is None and tail.rstrip(b"\0")[-1:] != b"\n")
    return replace(told, faults=("database_cut",), whole=False) if cut else told


def _read(stream: BinaryIO, about: dict[int, bytes], limits: Limits) -> Dated:
    stream.seek(0)
    tables, first = gbak_tables.tables(stream.read(_HEAD))
    places = list(islice(_places(stream, tables.keys(), first, limits.size), _TABLES))
    packed = any(about.get(_COMPRESSED, b""))
    rows, whole, left, values = 0, bool(tables), _READ, _VALUES
    faults = set[str]()
    for number, (start, name) in enumerate(places):
        is_last = number + 1 == len(places)
        end = limits.size if is_last else places[number + 1][0]
        most, own = max(_WINDOW, left // (len(places) - number)), tables[name]
        for at, length in _windows(start, end, most):
            if left < 0 or values < 0:
                whole = False
                break
            stream.seek(at)
            data = stream.read(length)
            part = gbak_rows.read(data, own, values // len(own), packed=packed, within=at > start)
            rows, left, values = rows + part.rows, left - length, values - part.rows * len(own)
            faults |= _wrong(part, data, reaches=at + length == end, is_last=is_last)
            whole = whole and at == start and part.behind is not None
    if places and limits.size <= _SEARCHED and tables.keys() - {name for _, name in places}:
        # The rows of every table are announced, those of views and of tables without any too.
        faults.add("database_damaged")
    if not faults and tables and not rows and whole:
        faults.add("database_empty")
    columns = [one.column for fields in tables.values() for one in fields if one.column is not None]
    newest = newest_of(columns, limits.latest)
    names = tuple(name.decode("utf-8", "replace") for name in tables)
    counted = rows if tables else None
    return _dated(about, newest, tuple(sorted(faults)), whole=whole and not faults, rows=counted, names=names)


def _wrong(part: gbak_rows.Read, data: bytes, *, reaches: bool, is_last: bool) -> set[str]:
    """Return what is wrong with a part of a table that `reaches` the next, or the end of the backup."""
    if part.stopped:
        return set()
    if part.torn or (reaches and part.behind is None and not is_last):
        return {"database_damaged"}
    cut = reaches and is_last and (part.behind is None or gbak_end.is_whole(data, part.behind) is False)
    return {"database_cut"} if cut else set()


def _places(stream: BinaryIO, names: Collection[bytes], first: int, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield where the rows of each table begin, and its name, in order."""
    for at in range(first, min(size, _SEARCHED), _STEP):
        stream.seek(at)
        part = stream.read(_STEP + _NAME)
        for found in _ROWS.finditer(part, 0, _STEP + 1):
            name = gbak_tables.named(part, found.start())
            if name in names and part[found.start() + 3 + len(name) : found.start() + 4 + len(name)] == b"\0":
                yield at + found.start(), name


def _windows(start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a table that are read: all of it, or its end and some parts before."""
    if end - start <= most:
        yield start, end - start
        return
    last = max(_WINDOW, most // 2)
    step = max(_WINDOW, (end - last - start) * _WINDOW // max(_WINDOW, most - last))
    for at in range(start, end - last, step):
        yield at, min(_WINDOW, end - last - at)
    yield end - last, last


def _dated(
    about: dict[int, bytes],
    newest: int | None,
    faults: tuple[str, ...],
    *,
    whole: bool,
    rows: int | None = None,
    names: tuple[str, ...] = (),
) -> Dated:
    """Return what is told: the date of the newest row, or else that of the backup."""
    made = _made(about[_DATE])
    file = about.get(_FILE, b"").decode("utf-8", "replace")
    return Dated(
        "firebird_backup",
        made if newest is None else newest,
        How.DATA if newest is not None else How.HEADER if made else How.NONE,
        rows,
        whole=whole,
        faults=faults,
        tables=(*((file,) if file else ()), *names)[:NAMED],
    )


def _attributes(head: bytes) -> dict[int, bytes]:
    """Return the attributes of the first record: a number, a length, as many bytes."""
    try:
        return gbak_tables.attributes(head, 1)[0]
    except IndexError:
        return {}


def _made(text: bytes) -> int | None:
    """Return the date as C's ctime() writes it, in the clock of the server (ns)."""
    try:
        made = datetime.strptime(text.decode("ascii").strip("\0\n "), "%a %b %d %H:%M:%S %Y").replace(
            tzinfo=UTC
        )
    except ValueError:
        return None
    return int(made.timestamp()) * 10**9
