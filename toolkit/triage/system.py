"""What the machine is: its Windows, its equipment and their age, its time zone, its last start and stop.

Windows 7 and before keep no date of the last start in the registry: it is that of the last event 6005 of
EventLog, or 12 of Kernel-General, of the System log.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.event_log import Event, events
from toolkit.media.registry import Key, filetime
from toolkit.records import Unread
from toolkit.scan.tables import load
from toolkit.triage.hardware import OLD, hardware, moment
from toolkit.triage.last_use import last_use
from toolkit.triage.machine import Machine

_LOG = "Windows/System32/winevt/Logs/System.evtx"
WHERE = ("Windows/System32/config/SOFTWARE", "Windows/System32/config/SYSTEM", _LOG)
TABLE = "windows_builds.toml"

_VERSION = r"Microsoft\Windows NT\CurrentVersion"
# Windows 11 goes on calling itself "Windows 10" in ProductName; its builds start here.
_WINDOWS_11 = 22_000
_STARTS = frozenset({("eventlog", 6005), ("microsoft-windows-kernel-general", 12)})
_SECOND = 1_000_000_000
_DAY = 86_400 * _SECOND
_EPOCH_DAY = date(1970, 1, 1).toordinal()


def collect(machine: Machine) -> Iterator[dict[str, Any]]:
    """Yield one row for the Windows of this volume; `support_ended` is judged on the day of its last use."""
    software, control = machine.config("SOFTWARE"), machine.control_set()
    version = software.key(_VERSION) if software else None
    system = machine.config("SYSTEM") if control else None
    row = {
        **(_version(version) if version else {}),
        **(_settings(control) if control else {}),
        **hardware(system, control, used := last_use(machine)),
    }
    if row and row.get("last_boot_ns") is None:
        row["last_boot_ns"] = _started(machine)
    if version is not None:
        row |= _support(machine, version)
    if any(value not in (None, "", []) for value in row.values()):
        yield row | {"flags": [*row.get("flags", []), *_flags(row, used)]}


def _version(key: Key) -> dict[str, Any]:
    build = _build(key)
    revision = key.number("UBR")
    started = key.number("InstallTime")
    seconds = key.number("InstallDate")
    installed = filetime(started) if started else seconds * _SECOND if seconds else None
    eleven = build.isdecimal() and int(build[:9]) >= _WINDOWS_11 and not _is_server(key)
    return {
        "product": key.text("ProductName"),
        "release": key.text("DisplayVersion") or key.text("ReleaseId"),
        "service_pack": key.text("CSDVersion"),
        "build": f"{build}.{revision}" if build and revision is not None else build,
        "edition": key.text("EditionID"),
        "installed_ns": installed,
        "owner": key.text("RegisteredOwner"),
        "organisation": key.text("RegisteredOrganization"),
        "system_folder": key.text("SystemRoot"),
        "flags": ["windows_11"] if eleven else [],
    }


def _build(key: Key) -> str:
    return key.text("CurrentBuild") or key.text("CurrentBuildNumber") or ""


def _is_server(key: Key) -> bool:
    return (key.text("EditionID") or "").casefold().startswith("server")


def _support(machine: Machine, version: Key) -> dict[str, Any]:
    """Return until when Microsoft mends this build, and where that is written."""
    build, edition = _build(version), (version.text("EditionID") or "").casefold()
    if not build:
        return {}
    try:
        known = load(machine.tables, TABLE, "build")
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, "", error.why, error.detail))
        return {}
    for one in known:
        if str(one["build"]) == build and edition.startswith(tuple(one["editions"])):
            return {"support_ends": one["ends"].isoformat(), "support_source": one["source"]}
    return {}


def _started(machine: Machine) -> int | None:
    """Return the last start the System log tells; what fails in it is said by the unit that reads logs."""
    entry = machine.file(_LOG)
    if entry is None:
        return None
    try:
        found = [
            event.at_ns
            for event in events(machine.source, entry, lambda by, number: (by.casefold(), number) in _STARTS)
            if isinstance(event, Event) and event.at_ns is not None
        ]
    except Unreadable:
        return None
    return max(found, default=None)


def _flags(row: dict[str, Any], used: int | None) -> Iterator[str]:
    ends = row.get("support_ends")
    if ends and used and (date.fromisoformat(ends).toordinal() + 1 - _EPOCH_DAY) * _DAY <= used:
        yield "support_ended"
    if (row.get("equipment_years") or 0) >= OLD:
        yield "equipment_old"


def _settings(control_set: Key) -> dict[str, Any]:
    zone = control_set.key(r"Control\TimeZoneInformation")
    name = control_set.key(r"Control\ComputerName\ComputerName")
    windows = control_set.key(r"Control\Windows")
    environment = control_set.key(r"Control\Session Manager\Environment")
    network = control_set.key(r"Services\Tcpip\Parameters")
    return {
        "computer": name.text("ComputerName") if name else None,
        "domain": (network.text("Domain") or network.text("NV Domain")) if network else None,
        "time_zone": zone.text("TimeZoneKeyName") or zone.text("StandardName") if zone else None,
        "bias_minutes": _signed(zone.number("ActiveTimeBias")) if zone else None,
        "last_shutdown_ns": moment(windows.get("ShutdownTime")) if windows else None,
        "architecture": environment.text("PROCESSOR_ARCHITECTURE") if environment else None,
        **_remote_desktop(control_set),
    }


def _signed(value: int | None) -> int | None:
    """Read minutes to add to local time to get UTC, which Windows keeps as an unsigned figure."""
    return None if value is None else value - (1 << 32) if value >= 1 << 31 else value


def _remote_desktop(control_set: Key) -> dict[str, Any]:
    key = control_set.key(r"Control\Terminal Server")
    denied = key.number("fDenyTSConnections") if key else None
    return {"remote_desktop": "open" if denied == 0 else "closed" if denied is not None else None}
