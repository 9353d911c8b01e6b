"""Scheduled tasks that copy files, home-made backups, and those that start Windows' own.

The scheduler keeps when a task last ended and with which code. Only robocopy's codes tell how a copy went:
0 to 7 well, 8 and more not (Microsoft, "robocopy", exit return codes); a 0 of a script says no more than that
it ended.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from toolkit.triage import tasks
from toolkit.triage.backups.outcome import FAILURE, SUCCESS
from toolkit.triage.machine import Machine

_COPIES = re.compile(
    r"\b(robocopy|xcopy|wbadmin(\.exe)?\s+start|rclone|rsync|ntbackup|7z|sauv\w*|backup\w*|bkp|restic|borg|gbak|pg_dump|"
    r"mysqldump|sqlcmd)\b",
    re.IGNORECASE,
)
# Made when a backup is set up, and only then.
_WINDOWS_OWN = frozenset({
    "microsoft/windows/windowsbackup/automaticbackup",
    "microsoft/windows/backup/microsoft-windows-windowsbackup",
})  # fmt: skip
_ROBOCOPY = re.compile(r'(?i)^\s*"?(?:[^"]*[\\/])?robocopy(?:\.exe)?"?\s*$')
_ROBOCOPY_FAILS = 8
# What the scheduler says of itself, not the program: ready, running, disabled, not yet run, and so on.
_SCHEDULER = range(0x41300, 0x41320)
_ENDED = "ended"
_ROWS = 20_000  # actions of tasks looked at

Row = dict[str, Any]


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row per task that looks like a copy, or that starts the backup of Windows."""
    rows = list(islice(tasks.collect(machine), _ROWS))
    actions = Counter(row["path"] for row in rows)
    for row in rows:
        said = f"{row['task']} {row.get('command') or ''} {row.get('arguments') or ''}"
        own = row["task"].casefold() in _WINDOWS_OWN
        if own or (not row["standard"] and _COPIES.search(said)):
            yield {
                "name": "Task Scheduler",
                "job": row["task"],
                "command": row.get("command"),
                "arguments": row.get("arguments"),
                "enabled": row.get("enabled"),
                "last_run_ns": row.get("last_run_ns"),
                "last_ended_ns": row.get("last_ended_ns"),
                **_result(row, alone=actions[row["path"]] == 1),
                "basis": "task",
                "path": row["path"],
            }


def _result(row: Row, *, alone: bool) -> Row:
    """Return how the last start went; the code of a task is that of the last of its actions."""
    code, started = row.get("exit_code"), row.get("last_run_ns")
    if code is None or not started or code in _SCHEDULER:
        return {"result": "unknown"}
    robocopy = alone and _ROBOCOPY.match(row.get("command") or "")
    if code >= (_ROBOCOPY_FAILS if robocopy else 1):
        return {"result": FAILURE}
    ended = row.get("last_ended_ns") or 0
    if ended < started:  # nothing says that this start came to its end
        return {"result": "unknown"}
    return {"result": SUCCESS, "last_success_ns": ended} if robocopy else {"result": _ENDED}
