"""The truth about the demonstration's night: what a reader of its journal, logs and hives must find."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from demo.builder import story
from demo.builder.attack import PROGRAM
from demo.builder.hives import INTRUDER_SID
from demo.builder.hives_machine import DISK_SERIAL
from demo.builder.ntfs_journal import Change, placed
from demo.builder.story_deleted import deleted
from demo.builder.story_security import security


def truth(
    changes: Sequence[Change], encrypted: Mapping[str, Any], notes: Mapping[str, str]
) -> dict[str, Any]:
    """Return what EXPECTED.json keeps under "story"; times in nanoseconds UTC, paths of the volume."""
    found = list(placed(changes))
    struck = [(usn, one) for usn, one in found if one.path in encrypted and _of_attack(one)]
    noted = [one.at for one in changes if one.path in notes]
    (first_usn, first), (last_usn, last) = struck[0], struck[-1]
    return {
        "first_ns": first.at,
        "last_ns": last.at,
        "first_path": first.path,
        "first_folder": first.path.rpartition("/")[0],
        "first_note_ns": min(noted),
        "pause": _pause(sorted([*noted, *(one.at for _, one in struck)])),
        **_people(),
        **_means(),
        **_lost(),
        "journal": {
            "first_usn": found[0][0],
            "last_usn": found[-1][0],
            "changes": len(found),
            "first_ns": found[0][1].at,
            "last_ns": found[-1][1].at,
            "first_encryption_usn": first_usn,
            "last_encryption_usn": last_usn,
        },
    }


def _people() -> dict[str, Any]:
    return {
        "account": story.INTRUDER,
        "account_sid": INTRUDER_SID,
        "logon": {"at_ns": story.INTRUDER_IN, "address": story.ADDRESS, "type": 10},
        "logon_again": {"at_ns": story.BACK, "address": story.ADDRESS},
        "entry": {"account": story.DOCTOR, "at_ns": story.DOCTOR_TAKEN, "address": story.ADDRESS, "type": 10},
        "created_account": {"account": story.INTRUDER, "at_ns": story.NAMED},
        "failed_sign_ins": sum(event.event_id == 4625 for event in security()),
    }


def _means() -> dict[str, Any]:
    return {
        "program": {"path": PROGRAM, "run_ns": story.RUN},
        "service": {"name": story.SERVICE, "at_ns": story.PREPARED},
        "task": {"name": story.TASK, "at_ns": story.PREPARED, "started_ns": story.RUN},
        "exclusion": {"path": "Users/Public", "at_ns": story.EXCLUDED},
        "protection_disabled_ns": story.UNPROTECTED,
    }


def _lost() -> dict[str, Any]:
    return {
        "cleared_logs": [{"log": story.CLEARED, "at_ns": story.LOG_CLEARED}],
        "deleted": {path: when for path, (_, when) in sorted(deleted().items())},
        "shadow_copies": 0,
        "shadow_copies_deleted_ns": story.SHADOWS_GONE,
        "backup_catalogue_deleted_ns": story.CATALOGUE_GONE,
        "last_backup_ns": story.SAVED[1],
        "usb": {"serial": DISK_SERIAL, "last_plugged_ns": story.DISK_IN, "last_removed_ns": story.DISK_OUT},
    }


def _of_attack(change: Change) -> bool:
    return change.at >= story.RUN


def _pause(moments: Sequence[int]) -> dict[str, int]:
    """Return the longest wait between two changes that the attack made."""
    before, after = max(pairwise(moments), key=lambda pair: pair[1] - pair[0])
    return {"from_ns": before, "to_ns": after}
