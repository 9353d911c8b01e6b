"""Backups set up on this machine, where they go and when each last went well."""

from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Unread
from toolkit.triage.backups import (
    backup_events,
    duplicati,
    file_history,
    program_logs,
    scheduled,
    windows_backup,
)
from toolkit.triage.backups.outcome import FAILURE, PARTIAL
from toolkit.triage.machine import Machine

WHERE = (
    "signatures/backup_software.toml", rf"Windows/System32/config/SOFTWARE\{windows_backup.KEY}",
    f"AppData/Local/{file_history.FOLDER}", backup_events.FOLDER, "Windows/System32/Tasks",
    duplicati.NAME,
)  # fmt: skip

# Written, not discovered: the ways of reading that know a product well before those that guess.
PRODUCTS = (windows_backup, backup_events, file_history, duplicati, program_logs, scheduled)

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per job, the last that went well first; a program without readable jobs is one row."""
    rows: list[Row] = []
    for product in PRODUCTS:
        try:
            rows += product.jobs(machine)
        except Unreadable as error:
            machine.unread.append(Unread(machine.volume, "", error.why, error.detail))
    yield from sorted(map(_marked, rows), key=lambda row: -(row.get("last_success_ns") or 0))


def _marked(row: Row) -> Row:
    """Flag a job of which nothing here says that it ever went well, and one whose last run did not."""
    flags = (
        ("no_success_known", not row.get("last_success_ns")),
        ("last_run_failed", row.get("result") in {FAILURE, PARTIAL}),
    )
    return {**row, "flags": [code for code, holds in flags if holds]}
