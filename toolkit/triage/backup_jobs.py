"""Backups set up on this machine, where they go and when each last went well."""

from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Unread
from toolkit.triage.backups import duplicati, file_history, program_logs, scheduled, windows_backup
from toolkit.triage.machine import Machine

WHERE = (
    "signatures/backup_software.toml", rf"Windows/System32/config/SOFTWARE\{windows_backup.KEY}",
    f"AppData/Local/{file_history.FOLDER}", "Windows/System32/winevt/Logs", "Windows/System32/Tasks",
    duplicati.NAME,
)  # fmt: skip

# Written, not discovered: the ways of reading that know a product well before those that guess.
PRODUCTS = (windows_backup, file_history, duplicati, program_logs, scheduled)

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
    """Flag a job of which nothing here says that it ever went well: unknown is never yes."""
    if row.get("last_success_ns"):
        failed = row.get("result") == "failure"
        return {**row, "flags": ["last_run_failed"] if failed else []}
    return {**row, "flags": ["no_success_known"]}
