"""Duplicati's jobs, from the database of its server, read in memory.

Tables Backup, Metadata and Notification as Duplicati 2 makes them; dates are "20261010T205959Z", those of
notifications seconds since 1970. LastBackupFinished stands for any run that came to its end, files in error
or not: an error noted during that run takes its success away. Only the kind and the host of a destination
are kept: the rest of that address holds passwords.
"""

import re
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Entry, Unread
from toolkit.triage.backups.outcome import FAILURE, PARTIAL, SUCCESS, WARNED, Runs
from toolkit.triage.machine import Machine
from toolkit.triage.table import places

NAME = "Duplicati-server.sqlite"
_WHERE = (
    f"<user>/AppData/Local/Duplicati/{NAME}", f"ProgramData/Duplicati/{NAME}",
    f"Windows/System32/config/systemprofile/AppData/Local/Duplicati/{NAME}",
)  # fmt: skip
_LARGEST = 64 * 1024 * 1024
_SECONDS = 5.0  # a database can be made so that a question never ends
_STEPS = 10_000
_JOBS = 1_000
_NOTES = 10_000  # dates and notifications looked at
_LENGTH = 1_000_000  # bytes of a value or of a row: a small database can ask for gigabytes
_DATES = "'LastBackupStarted', 'LastBackupFinished', 'LastBackupDate', 'LastErrorDate'"
_ASKED = {
    "Backup": ("SELECT ID, substr(Name, 1, 200), substr(TargetURL, 1, 2000) FROM Backup LIMIT ?", _JOBS),
    "Metadata": (
        f"SELECT BackupID, Name, substr(Value, 1, 40) FROM Metadata WHERE Name IN ({_DATES}) LIMIT ?",  # noqa: S608 - our own words
        _NOTES,
    ),
    "Notification": (
        "SELECT BackupID, Type, Timestamp FROM Notification WHERE Type IN ('Error', 'Warning') LIMIT ?",
        _NOTES,
    ),
}
_SECONDS_TEXT = re.compile(r"\d{1,10}")
_LONG = 86_400 * 1_000_000_000  # a run whose start is not known began at most a day before its end
_AFTER = 10 * 60 * 1_000_000_000  # how long after its end a run may still be spoken of
_WAL, _ROLLBACK = b"\2\2", b"\1\1"  # bytes 18 and 19: a database in memory has no write-ahead log
# "file:///E:/Sauvegardes?auth-password=…": what stands before an "@" or after the host is left out.
_TARGET = re.compile(r"([a-z][a-z0-9+.-]{0,20})://(?:[^/?#@]*@)?([^/?#:]{0,200})", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = dict[str, Any]


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row per job of each database found."""
    for entry in (found for pattern in _WHERE for found in places(machine, pattern)):
        beside = machine.file(f"{entry.path}-wal")
        if beside is not None and beside.size:
            machine.unread.append(Unread(machine.volume, beside.path, "database_log_not_read"))
        try:
            yield from _jobs(_content(machine, entry), entry)
        except Unreadable as error:
            machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))


def _content(machine: Machine, entry: Entry) -> bytes:
    if entry.size > _LARGEST:
        raise Unreadable("database_too_large")
    with machine.source.open(entry) as stream:
        try:
            content = stream.read(entry.size)
        except OSError as error:
            raise Unreadable("io_error", type(error).__name__) from error
    return content[:18] + _ROLLBACK + content[20:] if content[18:20] == _WAL else content


def _jobs(content: bytes, entry: Entry) -> Iterator[Row]:
    with closing(sqlite3.connect(":memory:")) as database:
        ends = time.monotonic() + _SECONDS
        database.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LENGTH)
        try:
            database.deserialize(content)
            database.execute("PRAGMA trusted_schema = OFF")
            told = _read(database)
        except (sqlite3.Error, OverflowError, UnicodeDecodeError, MemoryError) as error:
            raise Unreadable("database_damaged", type(error).__name__) from error
    dates: dict[str, Row] = defaultdict(dict)
    for job, what, value in told["Metadata"]:
        dates[job][what] = _time(value)
    notes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for job, kind, at in told["Notification"]:
        notes[job].append((kind, at))
    for ident, name, target in told["Backup"]:
        yield {
            "name": "Duplicati",
            "job": name,
            "target": _host(target),
            **_runs(dates[ident], notes[ident]).row(),
            "basis": "configuration",
            "path": entry.path,
        }


def _read(database: sqlite3.Connection) -> dict[str, list[tuple[str, str, str]]]:
    """Return three texts per row of each table, cut; raises Unreadable for what only looks like a table."""
    for name, kind, made in database.execute(
        "SELECT name, type, substr(sql, 1, 12) FROM sqlite_master WHERE name COLLATE NOCASE IN (?, ?, ?)",
        tuple(_ASKED),
    ):
        if kind != "table" or str(made).upper() != "CREATE TABLE" or _computed(database, str(name)):
            raise Unreadable("database_damaged", str(name)[:40])
    return {name: _texts(database, name, *asked) for name, asked in _ASKED.items()}


def _computed(database: sqlite3.Connection, table: str) -> bool:
    """Say whether a column is worked out rather than kept: it could be made to be as long as one likes."""
    hidden = database.execute("SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden LIMIT 1", (table,))
    return hidden.fetchone() is not None


def _texts(database: sqlite3.Connection, name: str, question: str, most: int) -> list[tuple[str, str, str]]:
    there = database.execute("SELECT 1 FROM sqlite_master WHERE name = ? COLLATE NOCASE", (name,)).fetchone()
    if there is None and name == "Notification":  # older ones have none
        return []
    rows = database.execute(question, (most,))
    return [(str(one)[:40], str(two)[:200], str(three)[:2000]) for one, two, three in rows]


def _runs(dates: Row, notes: list[tuple[str, str]]) -> Runs:
    """Return the last run, and what was noted of it or after it."""
    runs, ended = Runs(), dates.get("LastBackupFinished") or dates.get("LastBackupDate")
    started = dates.get("LastBackupStarted")
    # A start after that end is the one of a run that never came to its own.
    began = started if started and ended and started <= ended else (ended or 0) - _LONG
    how = SUCCESS
    for kind, seconds in notes:
        at = _moment(seconds)
        if at is None or (ended and at < began):
            continue
        if not ended or at > ended + _AFTER:
            if kind == "Error":
                runs.add(at, FAILURE, {})
        elif how != PARTIAL:
            how = PARTIAL if kind == "Error" else WARNED
    if ended:
        runs.add(ended, how, {})
    if error := dates.get("LastErrorDate"):
        runs.add(error, FAILURE, {})
    return runs


def _moment(seconds: str) -> int | None:
    return int(seconds) * 1_000_000_000 if seconds.isascii() and _SECONDS_TEXT.fullmatch(seconds) else None


def _time(value: object) -> int | None:
    if not isinstance(value, str):
        return None
    for form in ("%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ"):
        try:
            moment = datetime.strptime(value, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return int((moment - _EPOCH).total_seconds()) * 1_000_000_000
    return None


def _host(target: object) -> str | None:
    found = _TARGET.match(target) if isinstance(target, str) else None
    return f"{found[1]}://{found[2]}" if found else None
