"""Duplicati's jobs, from the database of its server, read in memory.

Tables Backup and Metadata as Duplicati 2 makes them; dates are "20261010T205959Z". Only the kind and the host
of a destination are kept: the rest of that address holds passwords.
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Entry, Unread
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
_WAL, _ROLLBACK = b"\2\2", b"\1\1"  # bytes 18 and 19: a database in memory has no write-ahead log
# "file:///E:/Sauvegardes?auth-password=…": what stands before an "@" or after the host is left out.
_TARGET = re.compile(r"([a-z][a-z0-9+.-]{0,20})://(?:[^/?#@]*@)?([^/?#:]{0,200})", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = dict[str, Any]


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row per job of each database found."""
    for entry in (found for pattern in _WHERE for found in places(machine, pattern)):
        try:
            yield from _jobs(_content(machine, entry), entry)
        except Unreadable as error:
            machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))


def _content(machine: Machine, entry: Entry) -> bytes:
    if entry.size > _LARGEST:
        raise Unreadable("database_too_large")
    with machine.source.open(entry) as stream:
        try:
            content = stream.read(_LARGEST)
        except OSError as error:
            raise Unreadable("io_error", type(error).__name__) from error
    return content[:18] + _ROLLBACK + content[20:] if content[18:20] == _WAL else content


def _jobs(content: bytes, entry: Entry) -> Iterator[Row]:
    with closing(sqlite3.connect(":memory:")) as database:
        ends = time.monotonic() + _SECONDS
        database.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        try:
            database.deserialize(content)
            database.execute("PRAGMA trusted_schema = OFF")
            named = database.execute("SELECT ID, Name, TargetURL FROM Backup LIMIT ?", (_JOBS,)).fetchall()
            about = database.execute(
                "SELECT BackupID, Name, Value FROM Metadata LIMIT ?", (_JOBS * 100,)
            ).fetchall()
        except (sqlite3.Error, OverflowError, UnicodeDecodeError, MemoryError) as error:
            raise Unreadable("database_damaged", type(error).__name__) from error
    facts = {(str(ident), str(name)): value for ident, name, value in about}
    for ident, name, target in named:
        told = {
            key: _time(facts.get((str(ident), key)))
            for key in ("LastBackupFinished", "LastBackupDate", "LastErrorDate")
        }
        good, bad = told["LastBackupFinished"] or told["LastBackupDate"], told["LastErrorDate"]
        yield {
            "name": "Duplicati",
            "job": str(name),
            "target": _host(target),
            "last_success_ns": good,
            "last_run_ns": max((when for when in (good, bad) if when), default=None),
            "result": "failure" if bad and bad > (good or 0) else "success" if good else "unknown",
            "basis": "configuration",
            "path": entry.path,
        }


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
