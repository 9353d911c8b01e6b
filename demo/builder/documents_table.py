"""Tables and listings: SQLite databases, CSV files and program logs."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta

from demo.builder.documents_keystream import keystream

_PAGE = 4096
_WRITER = 3_040_001  # the library version written in every header, whichever library wrote it

Value = str | int


def sqlite(tables: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """Return an SQLite 3 database of (name, columns, rows), its version fields made equal everywhere."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(f"PRAGMA page_size={_PAGE}")
        base.execute('PRAGMA encoding="UTF-8"')
        for name, columns, rows in tables:
            base.execute(f"CREATE TABLE {name} (numero INTEGER PRIMARY KEY, {', '.join(columns)})")
            holes = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({holes})"  # noqa: S608 - our own names
            base.executemany(statement, rows)
        base.commit()
        raw = bytearray(base.serialize())
    # File change counter, size in pages, version-valid-for and library version: sqlite.org/fileformat2.html
    raw[24:28] = raw[92:96] = (1).to_bytes(4, "big")
    raw[28:32] = (len(raw) // _PAGE).to_bytes(4, "big")
    raw[96:100] = _WRITER.to_bytes(4, "big")
    return bytes(raw)


def csv(rows: Sequence[Sequence[Value]], *, encoding: str = "cp1252") -> bytes:
    """Return rows as French spreadsheets write them: semicolons and CRLF."""
    lines = [";".join(str(value).replace(";", ",") for value in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding, "replace")


def log(seed: str, start: datetime, count: int, words: Sequence[str]) -> bytes:
    """Return a program log of `count` lines, some minutes apart, the words taken in turn."""
    moment = start.astimezone(UTC)
    steps = keystream(f"log {seed}", count)
    lines = []
    for number, step in enumerate(steps):
        moment += timedelta(seconds=60 + step)
        lines.append(f"{moment:%Y-%m-%d %H:%M:%S}, Info  {words[number % len(words)]} [0x{step:08x}]")
    return ("\r\n".join(lines) + "\r\n").encode()


def ini(sections: Sequence[tuple[str, Sequence[tuple[str, Value]]]]) -> bytes:
    """Return a Windows settings file in code page 1252."""
    lines = []
    for name, settings in sections:
        lines += [f"[{name}]", *(f"{key}={value}" for key, value in settings), ""]
    return "\r\n".join(lines).encode("cp1252")
