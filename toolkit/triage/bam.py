"""The last run of each user's programs, as Windows 10 and 11 note it to save power."""

import struct
from collections.abc import Iterator
from typing import Any

from toolkit.media.registry import Key, filetime
from toolkit.triage import running
from toolkit.triage.machine import Machine
from toolkit.triage.program_traces import at_most, place_flags

WHERE = (
    r"Windows/System32/config/SYSTEM\Services\bam",
    r"Windows/System32/config/SYSTEM\Services\dam",
)

# The first place since Windows 10 1809, the second before; a machine brought up to date holds both.
_PLACES = (
    r"Services\bam\State\UserSettings", r"Services\bam\UserSettings",
    r"Services\dam\State\UserSettings", r"Services\dam\UserSettings",
)  # fmt: skip


Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per user and program, the last run first."""
    control = machine.control_set()
    latest: dict[tuple[str, str], Row] = {}
    for row in at_most(machine, WHERE[0], _runs(control)):
        known = latest.setdefault((row["user"], row["image"]), row)
        known["last_run_ns"] = max(known["last_run_ns"] or 0, row["last_run_ns"] or 0) or None
    names = _names(machine) if latest else {}
    for row in sorted(
        latest.values(), key=lambda one: (-(one["last_run_ns"] or 0), one["user"], one["image"])
    ):
        yield {**row, "user": names.get(row["user"], row["user"]), "flags": place_flags(row["image"])}


def _runs(control: Key | None) -> Iterator[Row]:
    for place in _PLACES if control else ():
        listed = control.key(place) if control else None
        for user in listed.subkeys() if listed else ():
            for image, value in user.values():
                if isinstance(value, bytes) and len(value) >= 8:
                    last = filetime(struct.unpack_from("<Q", value)[0])
                    yield {"image": image, "user": user.name, "last_run_ns": last}


def _names(machine: Machine) -> dict[str, str]:
    """Return the name of the profile folder of each SID that has one on this volume."""
    places = running.profiles(machine.config("SOFTWARE"), machine.letter())
    return {sid: place.rpartition("/")[2] for sid, place in places.items() if place}
