r"""The backup of Windows 7 to 11 ("Backup and Restore"), as the registry keeps its last results.

Place: HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsBackup. The names of the values are from use and
no maker's page confirms them; the key that holds them moved between versions, so they are looked for by name
in the whole of it. What its events tell is read elsewhere.
"""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any

from toolkit.media.registry import Key, Typed, filetime
from toolkit.triage.machine import Machine

KEY = r"Microsoft\Windows\CurrentVersion\WindowsBackup"
_SUCCESS, _RUN = ("LastResultSuccess", "LastSuccess"), ("LastResultTime", "LastRun")
_TARGET = ("LastResultTargetPresentableName", "LastResultTarget", "PresentableName")
_KEYS = 2_000

Row = dict[str, Any]


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row where the registry tells anything of that backup."""
    software = machine.config("SOFTWARE")
    key = software.key(KEY) if software else None
    if key is not None and (row := _registry(key)):
        yield {"name": "Windows Backup", **row, "basis": "registry", "path": f"{key.hive.path}\\{key.path}"}


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
