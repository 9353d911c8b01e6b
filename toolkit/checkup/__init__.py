"""The checkup of a healthy practice: what is in order, what to mend first, what nobody knows.

Traces of an attack are told before anything else. Most disasters begin with a backup that stopped months ago
and said nothing: that comes next. Unknown is never good.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from toolkit.checkup import (
    accounts,
    antivirus,
    attack,
    backup_covers,
    backup_runs,
    disk_encryption,
    equipment,
    no_windows,
    offline,
    remote,
    trial,
    updates,
)
from toolkit.checkup.answer import answer
from toolkit.checkup.looked import GOOD, STATES, Looked, Row, Visit
from toolkit.checkup.traces import Traces
from toolkit.records import Facts

__all__ = [
    "ARTEFACTS",
    "LIVE",
    "SUBJECTS",
    "Looked",
    "Row",
    "Traces",
    "Visit",
    "all_good",
    "answer",
    "judge",
    "last_use",
]

# What a checkup asks of the inventory and of the running machine.
ARTEFACTS = (
    "system", "users", "patches", "firewall", "defender", "software", "remote_access", "practice_software",
    "backup_jobs", "bitlocker_state", "usb_history",
)  # fmt: skip
LIVE = ("protection", "bitlocker")


class Subject(Protocol):
    """One module of the checkup."""

    __name__: str

    def judge(self, looked: Looked) -> Iterator[Row]:
        """Yield rows, each with its state, its code and its urgency."""


# Written, not discovered; the order decides between rows of one urgency.
SUBJECTS: tuple[Subject, ...] = (
    attack, no_windows, backup_runs, trial, offline, backup_covers, remote, antivirus, updates, accounts,
    equipment, disk_encryption,
)  # fmt: skip
# These would each say again that no Windows was found.
_OF_WINDOWS = (backup_runs, remote, antivirus, updates, accounts, equipment, disk_encryption)


def judge(looked: Looked) -> tuple[Row, ...]:
    """Return every row with its subject: what to mend by urgency, what is not known, what is good."""
    rows: list[Row] = [
        {"subject": unit.__name__.rpartition(".")[2], **each}
        for unit in SUBJECTS
        if not (looked.windowless and unit in _OF_WINDOWS)
        for each in unit.judge(looked)
    ]
    attacked = any(one["subject"] == "attack" and one["urgency"] == 0 for one in rows)
    if attacked:
        rows = [_afterwards(one) for one in rows]
    return tuple(sorted(rows, key=lambda one: (STATES.index(one["state"]), one["urgency"])))


def _afterwards(one: Row) -> Row:
    """Return a row for a machine under attack: to make a backup or plug one in is not for now."""
    if one["subject"] not in {"backup_runs", "trial"}:
        return one
    return {**one, "urgency": max(1, one["urgency"]), "not_now": True}


def all_good(rows: Sequence[Facts]) -> bool:
    """Tell a checkup of which every row is good; one without rows is not."""
    return bool(rows) and all(one["state"] == GOOD for one in rows)


def last_use(looked: Looked) -> int | None:
    """Return the last moment the inventory tells the machine was in use (ns UTC), None when it tells none."""
    times = [one.get("last_shutdown_ns") for one in looked.rows("system")]
    times += [one.get("last_boot_ns") for one in looked.rows("system")]
    times += [one.get("last_logon_ns") for one in looked.rows("users")]
    return max((at for at in times if isinstance(at, int)), default=None)
