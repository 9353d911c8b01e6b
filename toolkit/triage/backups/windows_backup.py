r"""Windows' own backup, "Backup and Restore", as it keeps its last results in the registry and its log.

Values seen below HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsBackup; the key that holds them moved
between versions, so they are looked for by name in the whole of it. Events: Microsoft-Windows-Backup, 4 and
14 for a backup that ended well, 5, 9, 17, 22, 49, 50, 52, 100, 517 and 518 for one that did not (Microsoft's
documentation of Windows Server Backup events).
"""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.event_log import events
from toolkit.media.registry import Key, Typed, filetime
from toolkit.records import Unread
from toolkit.triage.machine import Machine

KEY = r"Microsoft\Windows\CurrentVersion\WindowsBackup"
_LOG = "Windows/System32/winevt/Logs/Microsoft-Windows-Backup.evtx"
_LOG_OTHER = "Windows/System32/winevt/Logs/Microsoft-Windows-Backup%4Operational.evtx"
_SUCCESS, _RUN = ("LastResultSuccess", "LastSuccess"), ("LastResultTime", "LastRun")
_TARGET = ("LastResultTargetPresentableName", "LastResultTarget", "PresentableName")
_KEYS = 2_000
_EVENTS = 200_000
_ENDED_WELL = frozenset({4, 14})
_ENDED_BADLY = frozenset({5, 9, 17, 22, 49, 50, 52, 100, 517, 518})

Row = dict[str, Any]


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield what the registry tells, then what the log of Windows' image backups tells."""
    software = machine.config("SOFTWARE")
    key = software.key(KEY) if software else None
    if key is not None and (row := _registry(key)):
        yield {"name": "Windows Backup", **row, "basis": "registry", "path": f"{key.hive.path}\\{key.path}"}
    for path in (_LOG, _LOG_OTHER):
        if row := _log(machine, path):
            yield {"name": "Windows Server Backup", **row, "basis": "from_log", "path": path}


def _registry(top: Key) -> Row:
    found: dict[str, Typed] = {}
    for key in islice(top.walk(), _KEYS):
        found.update((name, value) for name, value in key.values() if name in {*_SUCCESS, *_RUN, *_TARGET})
    success, run = _latest(found, _SUCCESS), _latest(found, _RUN)
    target = next((found[name] for name in _TARGET if isinstance(found.get(name), str)), None)
    if success is None and run is None and target is None:
        return {}
    failed = success is None or (run is not None and run > success)
    return {
        "target": target,
        "last_success_ns": success,
        "last_run_ns": run,
        "result": "unknown" if failed else "success",
    }


def _latest(found: dict[str, Typed], names: tuple[str, ...]) -> int | None:
    times = [when for name in names if (when := _time(found.get(name))) is not None]
    return max(times, default=None)


def _time(value: Typed | None) -> int | None:
    """Read a FILETIME kept as a number or as eight bytes; a plain yes or no is none."""
    if isinstance(value, bytes) and len(value) == 8:
        value = struct.unpack("<Q", value)[0]
    return filetime(value) if isinstance(value, int) else None


def _log(machine: Machine, path: str) -> Row:
    entry = machine.file(path)
    if entry is None:
        return {}
    good: int | None = None
    bad: int | None = None
    try:
        for event in islice(events(machine.source, entry), _EVENTS):
            if isinstance(event, Unread):
                machine.unread.append(event)
            elif event.event_id in _ENDED_WELL:
                good = max(good or 0, event.at_ns or 0)
            elif event.event_id in _ENDED_BADLY:
                bad = max(bad or 0, event.at_ns or 0)
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, path, error.why, error.detail))
    if good is None and bad is None:
        return {}
    last = max(good or 0, bad or 0)
    return {"last_success_ns": good, "last_run_ns": last, "result": "success" if good == last else "failure"}
