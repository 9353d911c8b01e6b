"""What the machine is and what ran on it."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Artefact, EntryKind, Outcome, Unread, clipped
from toolkit.triage import (
    amcache,
    autoruns,
    backup_jobs,
    bam,
    bitlocker_state,
    defender,
    event_logs,
    firewall,
    groups,
    known_networks,
    network,
    patches,
    practice_software,
    prefetch,
    put_out,
    remembered_drives,
    remote_access,
    services,
    shadow_copies_left,
    shares,
    shimcache,
    sign_ins,
    software,
    system,
    tasks,
    usb_history,
    userassist,
    users,
    wmi_subscriptions,
)
from toolkit.triage.machine import Machine, obstacle
from toolkit.triage.practice_software import data_roots
from toolkit.triage.running import is_running

__all__ = ["ARTEFACTS", "data_roots", "has_windows", "take"]

ROWS_LIMIT = 10_000  # rows of one artefact
UNREAD_LIMIT = 200  # failures of one artefact
_SYSTEM = "Windows/System32"
# These limit an answer without being the failure of the look itself.
_NOT_A_FAILURE = frozenset({
    "hive_absent", "control_set_not_named", "registry_live", "registry_log_replayed",
    "registry_log_not_replayed", "registry_log_partly_replayed", "registry_log_absent",
    "registry_log_damaged", "registry_log_outdated", "registry_log_not_read",
})  # fmt: skip


class Unit(Protocol):
    """One module of the inventory."""

    __name__: str

    @property
    def WHERE(self) -> tuple[str, ...]:  # noqa: N802 - a constant of each module
        """What the answer "absent" is drawn from."""

    def collect(self, machine: Machine) -> Iterator[dict[str, Any]]:
        """Yield rows of plain facts, the most telling first; what fails goes to machine.unread."""


# Written, not discovered, the most useful to somebody in a hurry first.
ARTEFACTS: tuple[Unit, ...] = (
    system, put_out, users, groups, patches, network, known_networks, shares, remembered_drives, firewall,
    defender, autoruns, services, tasks, wmi_subscriptions, software, remote_access, practice_software,
    backup_jobs, shadow_copies_left, bitlocker_state, usb_history, event_logs, sign_ins, prefetch, bam,
    userassist, shimcache, amcache,
)  # fmt: skip
# Looked for on every volume, with or without a Windows.
_EVERYWHERE: tuple[Unit, ...] = (practice_software, put_out)


def take(source: Source, tables: Mapping[str, bytes]) -> Iterator[Artefact]:
    """Yield one artefact per unit, found, absent or failed; `tables` are files of the signature set.

    Every volume that is read is looked at and each row names its own. On a source without any Windows every
    artefact but the practice's own folders and the volumes that stay locked is absent, with `no_windows`.
    """
    volumes = [volume.name for volume in source.volumes() if volume.read]
    machines = [Machine(source, name, tables, windows=has_windows(source, name)) for name in volumes]
    for unit in ARTEFACTS:
        yield _artefact(unit, [one for one in machines if one.windows or unit in _EVERYWHERE])


def has_windows(source: Source, volume: str) -> bool:
    """Say whether a volume that is read holds a Windows."""
    # What may be a Windows that cannot be listed is looked at as one: its units then say they failed.
    if is_running(source, volume):
        return True
    found = source.find(_SYSTEM, volume)
    return found.kind is EntryKind.DIRECTORY if found else obstacle(source, volume, _SYSTEM) is not None


def _artefact(unit: Unit, machines: list[Machine]) -> Artefact:
    name = unit.__name__.rpartition(".")[2]
    rows: list[dict[str, Any]] = []
    unread: dict[Unread, None] = {}
    for machine in machines:
        machine.unread.clear()
        _collect(unit, machine, rows)
        unread.update(dict.fromkeys(machine.unread))
    facts = tuple(one.facts() for one in list(unread)[:UNREAD_LIMIT])
    failures = [one.why for one in unread if one.why not in _NOT_A_FAILURE]
    if rows:
        return Artefact(name, Outcome.FOUND, tuple(rows), unread=facts)
    if failures:
        return Artefact(name, Outcome.FAILED, detail=failures[0], unread=facts)
    looked_in = ", ".join(unit.WHERE) if any(one.windows for one in machines) else "no_windows"
    return Artefact(name, Outcome.ABSENT, detail=looked_in, unread=facts)


def _collect(unit: Unit, machine: Machine, rows: list[dict[str, Any]]) -> None:
    """Add the rows of one volume; a unit that breaks loses what it had not said yet, and nothing more."""
    try:
        for number, row in enumerate(unit.collect(machine)):
            if number >= ROWS_LIMIT:
                machine.unread.append(Unread(machine.volume, "", "too_many_rows"))
                break
            told = {key: value for key, value in row.items() if key != "standard" or value}
            rows.append({"volume": machine.volume, **clipped(told)})
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, "", error.why, error.detail))
    except Exception as error:  # noqa: BLE001 - the one place that catches everything, see style
        machine.unread.append(Unread(machine.volume, "", "unit_failed", type(error).__name__))
