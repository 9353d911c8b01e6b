r"""Which updates of Windows are installed, and since when.

Places: CurrentVersion\Component Based Servicing\Packages, one key per package of an update, and HotFix of
Windows XP. Figures of CurrentState: Microsoft, "CBS Servicing States Chart" (112 is installed);
InstallTimeHigh and InstallTimeLow are the halves of a FILETIME.
"""

import re
from collections.abc import Iterator
from typing import Any

from toolkit.media.registry import Key, filetime
from toolkit.triage.last_use import last_use
from toolkit.triage.machine import Machine

_PACKAGES = r"Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages"
_HOTFIX = r"Microsoft\Windows NT\CurrentVersion\HotFix"
WHERE = (
    rf"Windows/System32/config/SOFTWARE\{_PACKAGES}",
    rf"Windows/System32/config/SOFTWARE\{_HOTFIX}",
)

_PACKAGE = re.compile(r"(?i)^Package_for_([^~]{1,200})~[^~]*~([^~]*)~[^~]*~([\d.]{1,40})$")
_NUMBER = re.compile(r"(?i)\bKB\d{5,8}\b")
_STATES = {
    0: "taken_away", 5: "removal_pending", 16: "staged", 32: "staged", 48: "staged", 64: "staged",
    80: "superseded", 96: "install_pending", 101: "in_place_in_part", 112: "in_place", 128: "in_place",
}  # fmt: skip
_LATE = 180 * 86_400 * 1_000_000_000  # half a year without any update of a system that gets them monthly

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per update, the last installed first; `patches_old` stands on the last one installed."""
    software = machine.config("SOFTWARE")
    if software is None:
        return
    rows = sorted([*_packages(software), *_hotfixes(software)], key=_order)
    used, first = last_use(machine), True
    for row in rows:
        late = first and used and row["installed_ns"] and used - row["installed_ns"] > _LATE
        first = first and row["state"] != "in_place"
        yield {**row, "flags": ["patches_old"] if late and row["state"] == "in_place" else []}


def _order(row: Row) -> tuple[bool, int, str, str]:
    return row["state"] != "in_place", -(row["installed_ns"] or 0), row["patch"], row["version"] or ""


def _packages(software: Key) -> Iterator[Row]:
    """Yield the packages that stand for a whole update; their many parts are not told."""
    listed = software.key(_PACKAGES)
    for key in listed.subkeys() if listed else ():
        found = _PACKAGE.match(key.name)
        if found is None:
            continue
        number = _NUMBER.search(found[1]) or _NUMBER.search(key.text("InstallLocation") or "")
        state = key.number("CurrentState")
        yield {
            "patch": number[0].upper() if number else found[1],
            "package": found[1] if number and number[0].upper() != found[1].upper() else None,
            "version": found[3],
            "state": _STATES.get(state, str(state)) if state is not None else None,
            "installed_ns": _installed(key),
            "by": key.text("InstallClient"),
        }


def _installed(key: Key) -> int | None:
    high, low = key.number("InstallTimeHigh"), key.number("InstallTimeLow")
    return None if high is None or low is None else filetime((high << 32 | low) & 0xFFFF_FFFF_FFFF_FFFF)


def _hotfixes(software: Key) -> Iterator[Row]:
    listed = software.key(_HOTFIX)
    for key in listed.subkeys() if listed else ():
        if _NUMBER.fullmatch(key.name):
            state = "in_place" if key.number("Installed") == 1 else None
            yield {
                "patch": key.name.upper(),
                "version": None,
                "state": state,
                "installed_ns": key.written_ns,
                "by": "HotFix",
            }
