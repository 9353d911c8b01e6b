"""Programs that said they were installed."""

from collections.abc import Iterator
from typing import Any

from toolkit.media.registry import Key
from toolkit.triage.machine import Machine

UNINSTALL = r"Microsoft\Windows\CurrentVersion\Uninstall"
WHERE = (rf"Windows/System32/config/SOFTWARE\{UNINSTALL}", rf"NTUSER.DAT\Software\{UNINSTALL}")


def collect(machine: Machine) -> Iterator[dict[str, Any]]:
    """Yield one row per program with a name, the last installed first."""
    software = machine.config("SOFTWARE")
    rows: list[dict[str, Any]] = []
    if software is not None:
        rows += _rows(software.key(UNINSTALL), "64")
        rows += _rows(software.key(rf"WOW6432Node\{UNINSTALL}"), "32")
    for user, root in machine.user_hives():
        for prefix in ("Software", r"Software\WOW6432Node"):
            rows += [{**row, "user": user} for row in _rows(root.key(rf"{prefix}\{UNINSTALL}"), "user")]
    yield from sorted(rows, key=lambda row: (-(row["written_ns"] or 0), row["name"]))


def _rows(listed: Key | None, kind: str) -> Iterator[dict[str, Any]]:
    for key in listed.subkeys() if listed else ():
        name = key.text("DisplayName")
        if name:
            yield {
                "name": name,
                "version": key.text("DisplayVersion"),
                "publisher": key.text("Publisher"),
                "install_date": key.text("InstallDate"),
                "location": key.text("InstallLocation"),
                "kind": kind,
                "flags": ["hidden_in_list"] if key.number("SystemComponent") == 1 else [],
                "written_ns": key.written_ns,
            }
