"""The checkup of a healthy practice: what is in order, what to mend first, what nobody knows.

Most disasters begin with a backup that stopped months ago and said nothing: that is told before anything
else. Unknown is never good.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from toolkit.checkup import (
    accounts,
    antivirus,
    backup_covers,
    backup_runs,
    disk_encryption,
    equipment,
    offline,
    remote,
    trial,
    updates,
)
from toolkit.checkup.looked import GOOD, STATES, Looked, Row, Visit
from toolkit.records import Facts

__all__ = ["ARTEFACTS", "LIVE", "SUBJECTS", "Looked", "Row", "Visit", "all_good", "judge", "last_use"]

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
    backup_runs, trial, offline, backup_covers, remote, antivirus, updates, accounts, equipment,
    disk_encryption,
)  # fmt: skip


def judge(looked: Looked) -> tuple[Row, ...]:
    """Return every row with its subject: what to mend by urgency, what is not known, what is good."""
    rows = [
        {"subject": unit.__name__.rpartition(".")[2], **each}
        for unit in SUBJECTS
        for each in unit.judge(looked)
    ]
    return tuple(sorted(rows, key=lambda one: (STATES.index(one["state"]), one["urgency"])))


def all_good(rows: Sequence[Facts]) -> bool:
    """Tell a checkup of which every row is good; one without rows is not."""
    return bool(rows) and all(one["state"] == GOOD for one in rows)


def last_use(looked: Looked) -> int | None:
    """Return the last moment the inventory tells the machine was in use (ns UTC), None when it tells none."""
    times = [one.get("last_shutdown_ns") for one in looked.rows("system")]
    times += [one.get("last_boot_ns") for one in looked.rows("system")]
    times += [one.get("last_logon_ns") for one in looked.rows("users")]
    return max((at for at in times if isinstance(at, int)), default=None)
