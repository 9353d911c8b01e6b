"""Databases and dumps of a practice, made here or by their own programs, and what is told of them.

`made/pg_custom.b64`: pg_dump 15.18 -Fc of two tables, newest act 2026-10-09 10:00, births from 1950,
appointments to 2026-12-09. `made/gbak.b64`: gbak 3.0 of a table of two rows, made 2026-11-23 01:32:02.
`made/firebird3.b64`, `made/firebird5.b64`, `made/gbak3.b64`, `made/gbak5.b64` (xz): databases of the engines
3.0 and 5.0 (ODS 12.0 and 13.1) and their backups. Newest act 2026-10-09 17:00, one of the day after deleted,
one of 7,000 letters in pieces, appointments to 2026-10-28, births from 1930, a table dated in texts and
numbers, a column added late. Of the databases, pages that are not read were emptied (indices, most of the
catalogue).
"""

import base64
import io
import lzma
import sqlite3
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from toolkit.backup import data
from toolkit.backup.data import Dated
from toolkit.records import Damage, DamageVerdict, Seen, Times
from toolkit.scan import filetype

NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
LAST = datetime(2026, 10, 9, 17, tzinfo=UTC)


def ns(when: datetime) -> int:
    return int(when.timestamp()) * 10**9


@cache
def made(name: str) -> bytes:
    """Return what a program of its own wrote, kept as base64."""
    return base64.b64decode((Path(__file__).parent / "made" / f"{name}.b64").read_bytes())


@cache
def unpacked(name: str) -> bytes:
    """Return what a program of its own wrote, kept as base64 of xz."""
    return lzma.decompress(made(name))


def told(name: str, content: bytes, *, now: datetime = NOW, written: datetime | None = None) -> Dated | None:
    """Return what a file of this name and content says of its data."""
    seen = Seen(
        "", name, len(content), "0" * 64, filetype.recognise(name, content[:65536], content[-65536:]),
        Damage(DamageVerdict.INTACT), None, (), (),
        times=Times(modified=None if written is None else ns(written)),
    )  # fmt: skip
    return data.newest(io.BytesIO(content), seen, ns(now)) if data.is_one(seen) else None


def acts(
    last: datetime = LAST, rows: int = 300, *, dates: str = "iso", after: str = "", utf16: bool = False
) -> bytes:
    """Return a SQLite database of acts up to `last`, births, and appointments up to 40 days later."""
    ways = {
        "iso": lambda when: when.strftime("%Y-%m-%d %H:%M:%S"),
        "french": lambda when: when.strftime("%d/%m/%Y"),
        "unix": lambda when: int(when.timestamp()),
        "milliseconds": lambda when: int(when.timestamp()) * 1000,
        "ole": lambda when: (when - datetime(1899, 12, 30, tzinfo=UTC)).total_seconds() / 86400,
        "julian": lambda when: when.timestamp() / 86400 + 2440587.5,
    }
    base = sqlite3.connect(":memory:")
    if utf16:
        base.execute("pragma encoding = 'UTF-16le'")
    base.execute("create table actes(id integer primary key, nom text, date_acte timestamp, naissance date)")
    base.execute("create table rdv(id integer primary key, debut text)")
    for number in range(rows):
        when = ways[dates](last - timedelta(hours=number))
        birth = f"{1930 + number % 95}-01-02"
        base.execute(
            "insert into actes(nom, date_acte, naissance) values(?, ?, ?)", ("Anne " * 9, when, birth)
        )
    for day in range(min(rows, 100)):
        base.execute("insert into rdv(debut) values(?)", ((last + timedelta(days=day - 60)).isoformat(),))
    base.commit()
    if after:
        base.execute(after)
        base.commit()
    try:
        return base.serialize()
    finally:
        base.close()


def mysql(last: datetime = LAST, rows: int = 50) -> bytes:
    """Return a script as mysqldump writes it, finished the night after."""
    values = ",".join(
        f"({number},'d\\'Arc, (née) {number}','{last - timedelta(days=number):%Y-%m-%d %H:%M:%S}',"
        "'1950-01-02')"
        for number in range(rows)
    )
    done = f"{last + timedelta(hours=9):%Y-%m-%d %H:%M:%S}"
    insert = f"INSERT INTO `actes` VALUES {values};\n" if rows else ""  # noqa: S608 - bytes of a fixture
    return (
        "-- MySQL dump 10.19  Distrib 10.3\n-- Current Database: `cabinet`\n"
        f"CREATE TABLE `actes` (\n  `id` int\n);\n{insert}-- Dump completed on {done}\n"
    ).encode()


def postgres(last: datetime = LAST, rows: int = 50) -> bytes:
    """Return a script as pg_dump writes it."""
    lines = "".join(
        f"{number}\tZoé\t{last - timedelta(hours=number):%Y-%m-%d %H:%M:%S}\t1950-01-02\n"
        for number in range(rows)
    )
    return (
        "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.actes (id integer);\n"
        f"COPY public.actes (id, nom, date_acte, naissance) FROM stdin;\n{lines}\\.\n\n"
        "--\n-- PostgreSQL database dump complete\n--\n\n"
    ).encode()


def table(last: datetime = LAST, rows: int = 50) -> bytes:
    """Return a dBASE III table of acts, changed on the day of its header: the day after the last act."""
    fields = b"".join(
        name.ljust(11, b"\0") + kind + bytes(4) + bytes([width, 0]) + bytes(14)
        for name, kind, width in ((b"NOM", b"C", 20), (b"LE", b"D", 8))
    )
    day = last + timedelta(days=1)
    head = bytes([3, day.year - 1900, day.month, day.day]) + rows.to_bytes(4, "little")
    head += (32 + len(fields) + 1).to_bytes(2, "little") + (29).to_bytes(2, "little") + bytes(20)
    records = b"".join(
        b" " + b"DUPONT".ljust(20) + (last - timedelta(days=number)).strftime("%Y%m%d").encode()
        for number in range(rows)
    )
    return head + fields + b"\r" + records + b"\x1a"


def calendar(last: datetime = LAST) -> bytes:
    """Return a calendar exported on NOW, last changed on `last`, with an appointment to come."""
    events = "".join(
        f"BEGIN:VEVENT\r\nDTSTAMP:{NOW:%Y%m%dT%H%M%SZ}\r\n"
        f"LAST-MODIFIED:{last - timedelta(days=day):%Y%m%dT%H%M%SZ}\r\n"
        f"DTSTART:{NOW + timedelta(days=9):%Y%m%dT%H%M%S}\r\nSUMMARY:Soin\r\nEND:VEVENT\r\n"
        for day in range(4)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode()


def tape(when: datetime = LAST, *, ended: bool = True) -> bytes:
    """Return the blocks of a tape in Microsoft's format: TAPE, SSET, data, ESET."""

    def block(kind: bytes, date: bytes = b"") -> bytes:
        words = kind.ljust(50, b"\0")
        total = 0
        for at in range(0, 50, 2):
            total ^= int.from_bytes(words[at : at + 2], "little")
        return (words + total.to_bytes(2, "little")).ljust(88, b"\0").ljust(88, b"\0") + date.ljust(
            424, b"\0"
        )

    packed = (
        when.year << 26 | when.month << 22 | when.day << 17 | when.hour << 12 | when.minute << 6 | when.second
    )
    date = packed.to_bytes(5, "big")
    return block(b"TAPE", date) + block(b"SSET", date) + b"page" * 4096 + (block(b"ESET") if ended else b"")
