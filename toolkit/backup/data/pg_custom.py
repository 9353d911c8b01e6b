"""pg_dump's custom, directory and tar formats: every block or file of rows read to its end, rows dated.

Layout: the public reader in PostgreSQL's pg_backup_archiver.c and pg_backup_custom.c, formats 1.12 to 1.16
(pg_dump 9.0 to 17). A directory says it is a tar, as pg_backup_directory.c writes it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from toolkit.backup.data import pg_parts
from toolkit.backup.data.columns import newest_of
from toolkit.backup.data.dated import NAMED, Dated, How, Limits
from toolkit.backup.data.literals import Rows
from toolkit.backup.data.pg_parts import Lines
from toolkit.backup.data.unpacking import Unpacker, unpacker

_OLDEST, _NEWEST = 12, 16  # minor numbers of version 1
_CUSTOM, _PARTED = 1, 3
_ENTRIES = 1_000_000
_TEXT = 16 * 1024 * 1024  # bytes of one text of the contents
_STATEMENT = 64 * 1024  # kept of the statement that names the columns of a table
_CHUNK = 64 * 1024 * 1024  # pg_dump writes less than one megabyte at a time
_NO_DATA = 3
_DATA, _BLOBS = 1, 3


class _Wrong(Exception):  # noqa: N818 - a fact about the dump
    """What was read cannot be what pg_dump wrote."""


@dataclass(slots=True)
class _Reader:
    stream: BinaryIO
    minor: int
    integer: int  # bytes
    offset: int  # bytes
    parted: bool = False  # what is dumped lies in files of its own

    def exactly(self, size: int) -> bytes:
        data = self.stream.read(size)
        if len(data) < size:
            raise _Wrong
        return data

    def number(self) -> int:
        raw = self.exactly(1 + self.integer)
        value = int.from_bytes(raw[1:], "little")
        return -value if raw[0] else value

    def text(self, keep: int = 256) -> bytes | None:
        length = self.number()
        if length < 0:
            return None
        if length > _TEXT:
            raise _Wrong
        return self.exactly(length)[:keep]


@dataclass(slots=True)
class _Contents:
    made_ns: int | None = None
    database: str = ""
    packing: int = 1
    statements: dict[int, bytes] = field(
        default_factory=dict
    )  # what starts the data of a table, by its number
    awaited: set[int] = field(default_factory=set)  # entries whose data must follow
    parts: dict[str, bytes] = field(default_factory=dict)  # files beside it, and what starts their rows
    tables: list[str] = field(default_factory=list)


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return rows, newest date and faults; None where it is no such dump. Raises Unreadable as the medium."""
    head = stream.read(11)
    if not head.startswith(b"PGDMP"):
        return None
    sized = len(head) == 11 and 0 < head[8] <= 8 and 0 < head[9] <= 8
    if not sized or head[5] != 1 or head[10] not in (_CUSTOM, _PARTED):
        return Dated("pg_custom", faults=("database_damaged",))
    if not _OLDEST <= head[6] <= _NEWEST:
        return Dated("pg_custom", remarks=("database_unread_version",))
    reader, rows = _Reader(stream, head[6], head[8], head[9], head[10] == _PARTED), Rows()
    contents = _Contents()
    try:
        _head(reader, contents)
        for _ in range(_bounded(reader.number())):
            _entry(reader, contents)
        checked = (
            pg_parts.read(contents.parts, limits.near, rows)
            if reader.parted
            else _blocks(reader, contents, rows)
        )
    except (_Wrong, ValueError, OverflowError):
        return Dated("pg_custom", faults=("database_damaged",), tables=tuple(contents.tables[:NAMED]))
    latest = min(limits.latest, contents.made_ns + 86_400 * 10**9) if contents.made_ns else limits.latest
    newest, how = newest_of(rows.columns.values(), latest), How.DATA
    if newest is None:
        newest, how = contents.made_ns, How.HEADER if contents.made_ns else How.NONE
    count = sum(rows.tables.values())
    faults = ["database_damaged"] if contents.awaited else []
    if contents.tables and not count and checked and not faults:
        faults.append("database_empty")
    return Dated(
        "pg_custom",
        newest,
        how,
        count if checked else None,
        whole=checked,
        checked=checked and not faults,
        faults=tuple(faults),
        remarks=() if checked else ("database_unread_packing",),
        tables=tuple(contents.tables[:NAMED]),
    )


def _bounded(count: int) -> int:
    if not 0 <= count <= _ENTRIES:
        raise _Wrong
    return count


def _head(reader: _Reader, contents: _Contents) -> None:
    if reader.minor >= 15:
        contents.packing = reader.exactly(1)[0]
    else:
        contents.packing = 1 if reader.number() else 0
    second, minute, hour, day, month, year, _ = (reader.number() for _ in range(7))
    try:
        made = datetime(year + 1900, month + 1, day, hour, minute, min(second, 59), tzinfo=UTC)
        contents.made_ns = int(made.timestamp()) * 10**9
    except ValueError:
        raise _Wrong from None
    contents.database = (reader.text() or b"").decode("utf-8", "replace")
    reader.text()
    reader.text()


def _entry(reader: _Reader, contents: _Contents) -> None:
    """Read one entry of the contents: what it is called, and whether data follows."""
    number, dumped = reader.number(), reader.number()
    reader.text()
    reader.text()
    tag, kind = reader.text(), reader.text()
    reader.number()
    reader.text()
    reader.text()
    statement = reader.text(_STATEMENT)
    reader.text()
    reader.text()
    if reader.minor >= 14:
        reader.text()
    if reader.minor >= 16:
        reader.number()
    reader.text()
    reader.text()
    while reader.text() is not None:
        pass
    place = reader.text() if reader.parted else reader.exactly(1 + reader.offset)
    if kind == b"TABLE DATA":
        contents.tables.append((tag or b"").decode("utf-8", "replace"))
        contents.statements[number] = statement or b""
    if reader.parted and place:
        contents.parts[place.decode("latin-1")] = contents.statements.get(number, b"")
    elif dumped and place and place[0] != _NO_DATA:
        contents.awaited.add(number)


def _blocks(reader: _Reader, contents: _Contents, rows: Rows) -> bool:
    """Read every block to its end; return whether all could be unpacked."""
    checked = True
    while kind := reader.stream.read(1):
        number = reader.number()
        if kind[0] == _DATA:
            statement = contents.statements.get(number, b"")
            rows.add(statement)
            lines = Lines(rows) if rows.copying else None
            checked &= _unpacked(reader, contents.packing, lines.take if lines else _unheard)
            rows.add(b"\\.\n" if rows.copying else b"")
        elif kind[0] == _BLOBS:
            while reader.number():
                checked &= _unpacked(reader, contents.packing, _unheard)
        else:
            raise _Wrong
        contents.awaited.discard(number)
    return checked


def _unpacked(reader: _Reader, packing: int, heard: Callable[[bytes], None]) -> bool:
    """Read the pieces of one block; raises _Wrong or ValueError when they are not what was written."""
    unpack: Unpacker | None = unpacker(packing)
    some = False
    while length := reader.number():
        if not 0 < length <= _CHUNK:
            raise _Wrong
        some = True
        piece = reader.exactly(length)
        if unpack is not None:
            unpack.feed(piece, heard)
    if unpack is not None and some and not unpack.ended:
        raise _Wrong
    return unpack is not None


def _unheard(_: bytes) -> None:
    return
