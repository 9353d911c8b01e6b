"""Tools through which somebody elsewhere can act on the machine, or files can leave it."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.records import Entry, EntryKind
from toolkit.scan.tables import fits, load
from toolkit.triage import services, software
from toolkit.triage.machine import Machine
from toolkit.triage.table import places

TABLE = "remote_access.toml"
WHERE = (
    *software.WHERE, *services.WHERE, "Program Files", "ProgramData", "Users", "Windows/Temp",
    r"Windows/System32/config/SYSTEM\Control\Terminal Server",
)  # fmt: skip

# Where programs brought by somebody tend to be left; "" is the top of the volume.
_LEFT_IN = ("", "ProgramData", "PerfLogs", "Windows/Temp", "Temp", "Users/Public")
_LEFT_IN_PROFILE = (
    "",
    "Desktop",
    "Downloads",
    "Documents",
    "AppData/Local/Temp",
    "Music",
    "Videos",
    "Pictures",
)
_TERMINAL_SERVER = r"Control\Terminal Server"
_STANDARD_PORT = 3389

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per trace of a tool, remote desktop first."""
    yield from _remote_desktop(machine)
    installed, running = list(software.collect(machine)), list(services.collect(machine))
    left = list(_left(machine))
    for tool in load(machine.tables, TABLE, "tool"):
        about = {"tool": tool["name"], "kind": tool["kind"]}
        for row in (*_registered(tool, installed, running), *_standing(machine, tool, left)):
            yield {**about, **row}


def _remote_desktop(machine: Machine) -> Iterator[Row]:
    control = machine.control_set()
    key = control.key(_TERMINAL_SERVER) if control else None
    if key is None or key.number("fDenyTSConnections") != 0:
        return
    station = key.key(r"WinStations\RDP-Tcp")
    port = station.number("PortNumber") if station else None
    sign_in = station.number("UserAuthentication") if station else None
    flags = ["port_changed"] if port not in {None, _STANDARD_PORT} else []
    yield {
        "tool": "RDP",
        "kind": "remote",
        "trace": "setting",
        "path": key.path,
        "port": port,
        "written_ns": key.written_ns,
        "flags": [*flags, "no_sign_in_first"] if sign_in == 0 else flags,
    }


def _registered(tool: Mapping[str, Any], installed: list[Row], running: list[Row]) -> Iterator[Row]:
    for row in installed:
        if fits(row["name"], tool.get("installed", ())):
            kept = {name: row[name] for name in ("name", "version", "install_date", "location", "written_ns")}
            yield {"trace": "installed", **kept, "user": row.get("user")}
    for row in running:
        if fits(row["name"], tool.get("services", ())):
            kept = {name: row[name] for name in ("name", "image", "start", "written_ns")}
            yield {"trace": "service", **kept}


def _standing(machine: Machine, tool: Mapping[str, Any], left: list[Entry]) -> Iterator[Row]:
    for pattern in tool.get("folders", ()):
        for entry in places(machine, pattern):
            if entry.kind is EntryKind.DIRECTORY:
                yield {"trace": "folder", **_entry(entry)}
    for entry in left:
        if fits(entry.name, tool.get("files", ())):
            yield {"trace": "program", **_entry(entry)}
    for pattern in tool.get("logs", ()):
        for entry in places(machine, pattern):
            if entry.kind is EntryKind.FILE:
                yield {"trace": "log", **_entry(entry)}


def _left(machine: Machine) -> Iterator[Entry]:
    folders = [*_LEFT_IN]
    for profile in machine.profiles():
        folders += [f"{profile.path}/{name}".rstrip("/") for name in _LEFT_IN_PROFILE]
    for folder in dict.fromkeys(folders):
        yield from (one for one in machine.listing(folder) if one.kind is EntryKind.FILE)


def _entry(entry: Entry) -> Row:
    return {
        "path": entry.path,
        "size": entry.size if entry.kind is EntryKind.FILE else None,
        "created_ns": entry.times.created,
        "written_ns": entry.times.modified,
    }
