"""Scheduled tasks as the system holds them now: state, last and next run; their commands are the triage's.

Nothing else about what starts by itself is volatile: the triage reads all of it from the registry and files.
"""

import itertools
import threading
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.deadline import within
from toolkit.host.windows.rights import elevated
from toolkit.host.windows.tasks import Task, tasks
from toolkit.records import Unread

_SECONDS = 60
_MOST = 10_000


def collect(missed: list[Unread]) -> Iterator[dict[str, Any]]:
    """Yield one row per task this user may see, those now running first; times in ns UTC.

    What was told before the deadline is given, with `timed_out` among what was missed.
    """
    found: list[Task] = []
    failed: list[tuple[str, str]] = []
    late = threading.Event()

    def ask() -> bool:
        for task in itertools.islice(tasks(failed), _MOST):
            if late.is_set():
                break
            found.append(task)
        return True

    try:
        within(_SECONDS, ask)
    except Unreadable as error:
        late.set()
        if not found:
            raise
        missed.append(Unread("", "", error.why, error.detail))
    missed += [Unread("", path, why) for path, why in failed]
    if not elevated():
        # The scheduler leaves out, without a word, the tasks this user may not read.
        missed.append(Unread("", "others", "needs_elevation"))
    rows = [_row(task) for task in list(found)]
    yield from sorted(rows, key=lambda row: (row["state"] != "running", row["task"].casefold()))


def _row(task: Task) -> dict[str, Any]:
    return {
        "task": task.path,
        "state": task.state,
        "last_run_ns": task.last_run_ns,
        "last_result": task.last_result,
        "missed_runs": task.missed_runs,
        "next_run_ns": task.next_run_ns,
        "unknown": list(task.unknown),
    }
