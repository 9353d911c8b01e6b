"""Power: what the machine runs on, and whether it can hibernate, which keeps its memory on the disk."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from toolkit.errors import Unreadable
from toolkit.host.windows import power as win_power
from toolkit.host.windows.registry import values
from toolkit.records import Unread

Row = dict[str, Any]

_FAST_START = r"SYSTEM\CurrentControlSet\Control\Session Manager\Power"
_SLEEPS = {"SystemS1": "s1", "SystemS2": "s2", "SystemS3": "s3", "SystemS4": "s4"}
_LOW = 20  # percent
_UNKNOWN, _NO_BATTERY = 255, 128  # SYSTEM_POWER_STATUS, winbase.h
_SYS = Path("/sys/power")


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row; facts the system does not tell are left out of it."""
    row = _windows(missed) if sys.platform == "win32" else linux(_SYS, missed) | _supply()
    if any(value is not None for value in row.values()):
        yield {**row, "flags": flags(row)}
    elif not missed:
        raise Unreadable("not_offered")


def abilities(told: Row) -> Row:
    """Return what SYSTEM_POWER_CAPABILITIES says (winnt.h)."""
    return {
        # Both are needed: without its file, hibernation is switched off.
        "hibernation": bool(told.get("SystemS4")) and bool(told.get("HiberFilePresent")),
        "hibernation_file": bool(told.get("HiberFilePresent")),
        "sleeps": [name for field, name in _SLEEPS.items() if told.get(field)],
        "battery": bool(told.get("SystemBatteriesPresent")),
    }


def supply(told: Row) -> Row:
    """Return what SYSTEM_POWER_STATUS says (winbase.h): 255 or -1 is "unknown"."""
    line, flag = told.get("ACLineStatus", _UNKNOWN), told.get("BatteryFlag", _UNKNOWN)
    percent, seconds = told.get("BatteryLifePercent", _UNKNOWN), told.get("BatteryLifeTime", -1)
    known = flag not in {_UNKNOWN, -1} and not flag & _NO_BATTERY
    return {
        "on_mains": {0: False, 1: True}.get(line),
        "battery_percent": percent if known and 0 <= percent <= 100 else None,
        "battery_seconds": seconds if known and 0 <= seconds < 0xFFFF_FFFF else None,
    }


def linux(folder: Path, missed: list[Unread]) -> Row:
    """Return what /sys/power says: sleep states, and whether hibernating is possible (sysfs-power)."""
    try:
        states = (folder / "state").read_text(encoding="ascii", errors="replace").split()
        ways = (folder / "disk").read_text(encoding="ascii", errors="replace").split()
    except OSError as error:
        why = "not_offered" if isinstance(error, FileNotFoundError) else "io_error"
        missed.append(Unread("", os.fspath(folder), why, error.strerror or ""))
        return {}
    return {"sleeps": states, "hibernation": "disk" in states and ways != ["[disabled]"]}


def flags(row: Row) -> list[str]:
    """Return codes of what decides whether the machine may stay on."""
    percent = row.get("battery_percent")
    found = {
        "on_battery": row.get("on_mains") is False,
        "battery_low": row.get("on_mains") is False and percent is not None and percent <= _LOW,
        "hibernation_possible": row.get("hibernation") is True,
        "fast_startup": row.get("fast_startup") is True,
    }
    return [code for code, holds in found.items() if holds]


def _supply() -> Row:
    try:
        battery = psutil.sensors_battery()
    except (OSError, AttributeError, ValueError):
        battery = None
    if battery is None:
        return {}
    return {"battery": True, "on_mains": battery.power_plugged, "battery_percent": round(battery.percent)}


def _windows(missed: list[Unread]) -> Row:
    row: Row = {}
    asked: dict[str, Callable[[], Row]] = {
        "capabilities": lambda: abilities(win_power.capabilities()),
        "status": lambda: supply(win_power.status()),
        "fast_startup": _fast_startup,
    }
    for what, ask in asked.items():
        try:
            row.update(ask())
        except Unreadable as error:
            missed.append(Unread("", what, error.why, error.detail))
    return row


def _fast_startup() -> Row:
    value = (values(_FAST_START) or {}).get("HiberbootEnabled")
    return {"fast_startup": bool(value) if isinstance(value, int) else None}
