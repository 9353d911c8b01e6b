"""What the backups of Windows itself write in the event logs: Windows Server Backup, and that of clients.

Microsoft-Windows-Backup, in its own log and, for failures, in Application: 4 ends a backup that went well, 14
ends any, well or not, and tells which by its HRESULT; levels and fields as in the provider's manifest
(OTRF/OSSEM, Microsoft-Windows-Backup), 7 "completed with errors", 49 "no storage location" as monitoring
scripts have them. "Windows Backup", in Application: 4098 went well, 4103 and 4104 did not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.event_log import Event, events
from toolkit.records import Entry, Unread
from toolkit.triage.backups.outcome import FAILURE, PARTIAL, SUCCESS, Runs
from toolkit.triage.machine import Machine

_SERVER, _CLIENT = "microsoft-windows-backup", "windows backup"
FOLDER = "Windows/System32/winevt/Logs"
_LOGS = ("Microsoft-Windows-Backup.evtx", "Microsoft-Windows-Backup%4Operational.evtx", "Application.evtx")
_STARTED, _DONE, _WITH_ERRORS, _ENDED = 1, 4, 7, 14
_FAILED = frozenset({
    5, 8, 9, 17, 18, 19, 20, 21, 22, 49, 50, 52, 517, 518, 521, 526, 527, 528, 544, 545, 546, 561, 564, 565,
})  # fmt: skip
_CLIENT_RESULTS = {4098: SUCCESS, 4103: FAILURE, 4104: FAILURE}
_EVENTS = 200_000
_TARGET = "BackupTarget"
_RESULTS = ("HRESULT", "DetailedHRESULT")
_CODE = 16  # characters of one

Row = dict[str, Any]


@dataclass(slots=True)
class _Told:
    """What one program's events tell so far."""

    runs: Runs = field(default_factory=Runs)
    target: str | None = None
    failing: bool = False  # since the backup under way began


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row per program that wrote how a backup went."""
    told = {"Windows Server Backup": _Told(), "Windows Backup": _Told()}
    for name in _LOGS:
        if (entry := machine.file(f"{FOLDER}/{name}")) is not None:
            _read(machine, entry, *told.values())
    for program, one in told.items():
        if one.runs.last is not None:
            yield {"name": program, "target": one.target, **one.runs.row(), "basis": "from_log"}


def result(number: int) -> str | None:
    """Return how an event of Windows Server Backup says a backup went; None for one that does not say."""
    if number in _FAILED:
        return FAILURE
    return {_DONE: SUCCESS, _WITH_ERRORS: PARTIAL}.get(number)


def _wanted(provider: str, number: int) -> bool:
    if provider.casefold() == _SERVER:
        return number in {_STARTED, _ENDED} or result(number) is not None
    return provider.casefold() == _CLIENT and number in _CLIENT_RESULTS


def _read(machine: Machine, entry: Entry, server: _Told, client: _Told) -> None:
    """Take in one log; each has its own backups under way."""
    server.failing = False
    try:
        for number, event in enumerate(events(machine.source, entry, _wanted)):
            if isinstance(event, Unread):
                machine.unread.append(event)
            elif number >= _EVENTS:
                machine.unread.append(Unread(machine.volume, entry.path, "file_read_in_part"))
                return
            elif event.at_ns is not None:
                _take(event, event.at_ns, entry.path, server, client)
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))


def _take(event: Event, at_ns: int, path: str, server: _Told, client: _Told) -> None:
    if event.provider.casefold() == _CLIENT:
        client.runs.add(at_ns, _CLIENT_RESULTS[event.event_id], {"path": path})
        return
    server.target = event.values.get(_TARGET) or server.target
    how = _ended(event, server) if event.event_id == _ENDED else result(event.event_id)
    if how is not None:
        server.runs.add(at_ns, how, {"path": path})
    if event.event_id in {_STARTED, _ENDED}:
        server.failing = False
    elif how in {FAILURE, PARTIAL}:
        server.failing = True


def _ended(event: Event, server: _Told) -> str | None:
    """Say how the backup that ends here went: well only where its codes say so and nothing failed in it."""
    codes = [_number(event.values[name]) for name in _RESULTS if event.values.get(name)]
    if any(codes):
        return FAILURE
    return SUCCESS if codes and None not in codes and not server.failing else None


def _number(text: str) -> int | None:
    try:
        return int(text[:_CODE], 0)
    except ValueError:
        return None
