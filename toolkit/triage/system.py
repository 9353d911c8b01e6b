"""What the machine is: its Windows, its name, its time zone and when it was last shut down."""

import struct
from collections.abc import Iterator
from typing import Any

from toolkit.media.registry import Key, filetime
from toolkit.triage.machine import Machine

WHERE = ("Windows/System32/config/SOFTWARE", "Windows/System32/config/SYSTEM")

_VERSION = r"Microsoft\Windows NT\CurrentVersion"
# Windows 11 goes on calling itself "Windows 10" in ProductName; its builds start here.
_WINDOWS_11 = 22_000
_SECOND = 1_000_000_000


def collect(machine: Machine) -> Iterator[dict[str, Any]]:
    """Yield one row for the Windows of this volume."""
    software, control = machine.config("SOFTWARE"), machine.control_set()
    version = software.key(_VERSION) if software else None
    row = {**(_version(version) if version else {}), **(_settings(control) if control else {})}
    if any(value not in (None, []) for value in row.values()):
        yield row


def _version(key: Key) -> dict[str, Any]:
    build = key.text("CurrentBuild") or key.text("CurrentBuildNumber")
    revision = key.number("UBR")
    started = key.number("InstallTime")
    seconds = key.number("InstallDate")
    installed = filetime(started) if started else seconds * _SECOND if seconds else None
    eleven = build is not None and build.isdecimal() and int(build[:9]) >= _WINDOWS_11
    return {
        "product": key.text("ProductName"),
        "release": key.text("DisplayVersion") or key.text("ReleaseId"),
        "build": f"{build}.{revision}" if build and revision is not None else build,
        "edition": key.text("EditionID"),
        "installed_ns": installed,
        "owner": key.text("RegisteredOwner"),
        "organisation": key.text("RegisteredOrganization"),
        "system_folder": key.text("SystemRoot"),
        "flags": ["windows_11"] if eleven else [],
    }


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
        "last_shutdown_ns": _shutdown(windows) if windows else None,
        "architecture": environment.text("PROCESSOR_ARCHITECTURE") if environment else None,
        **_remote_desktop(control_set),
    }


def _signed(value: int | None) -> int | None:
    """Read minutes to add to local time to get UTC, which Windows keeps as an unsigned figure."""
    return None if value is None else value - (1 << 32) if value >= 1 << 31 else value


def _shutdown(key: Key) -> int | None:
    value = key.get("ShutdownTime")
    return filetime(struct.unpack("<Q", value)[0]) if isinstance(value, bytes) and len(value) == 8 else None


def _remote_desktop(control_set: Key) -> dict[str, Any]:
    key = control_set.key(r"Control\Terminal Server")
    denied = key.number("fDenyTSConnections") if key else None
    return {"remote_desktop": "open" if denied == 0 else "closed" if denied is not None else None}
