"""Scheduled tasks that copy files: home-made backups, whose success nothing records but their last start."""

import re
from collections.abc import Iterator
from typing import Any

from toolkit.triage import tasks
from toolkit.triage.machine import Machine

_COPIES = re.compile(
    r"\b(robocopy|xcopy|wbadmin(\.exe)?\s+start|rclone|rsync|ntbackup|7z|sauv\w*|backup\w*|bkp|restic|borg|gbak|pg_dump|"
    r"mysqldump|sqlcmd)\b",
    re.IGNORECASE,
)

Row = dict[str, Any]


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row per task that is not Windows' own and looks like a copy."""
    for row in tasks.collect(machine):
        said = f"{row['task']} {row.get('command') or ''} {row.get('arguments') or ''}"
        if row["standard"] or not _COPIES.search(said):
            continue
        yield {
            "name": "Task Scheduler",
            "job": row["task"],
            "command": row.get("command"),
            "arguments": row.get("arguments"),
            "enabled": row.get("enabled"),
            "last_run_ns": row.get("last_run_ns"),
            "result": "unknown",
            "basis": "task",
            "path": row["path"],
        }
