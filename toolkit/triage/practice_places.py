"""Where the folders of known practice programs stand on a volume: at its top, or a little below."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.records import Entry, EntryKind
from toolkit.scan.tables import load
from toolkit.triage.machine import Machine

TABLE = "practice_software.toml"
# Folders of Windows and of programs are looked at from the top of a volume only.
_FROM_THE_TOP = frozenset({
    "windows", "program files", "program files (x86)", "programdata", "$recycle.bin", "perflogs",
    "system volume information", "recovery", "$winreagent",
})  # fmt: skip
_DEPTH = 2  # folders above a hint: D:\Data\PDATA, C:\Users\somebody\Pyxvital
_BRANCHES = 200  # folders entered below one folder
_LOOKED_AT = 600  # folders listed on one volume
_DRIVE_SHARE = "path="

Found = tuple[Mapping[str, Any], Entry, str]


def found(machine: Machine) -> list[Found]:
    """Return each known folder or file with the program it belongs to and the code of how it was found."""
    programs = load(machine.tables, TABLE, "program")
    hints = [(program, path) for program in programs for path in program.get("paths", ())]
    seen: dict[tuple[str, str], Found] = {}
    for program, entry in _search(machine, hints):
        seen.setdefault((program["name"], entry.path), (program, entry, "folder"))
    for program, entry in _shared(machine, programs):
        seen.setdefault((program["name"], entry.path), (program, entry, "share"))
    return list(seen.values())


def _search(
    machine: Machine, hints: Sequence[tuple[Mapping[str, Any], str]]
) -> Iterator[tuple[Mapping[str, Any], Entry]]:
    for program, path in hints:
        entry = machine.source.find(path, machine.volume)
        if entry is not None and entry.kind in {EntryKind.FILE, EntryKind.DIRECTORY}:
            yield program, entry
    starts = {path.split("/", 1)[0].casefold() for _, path in hints} - _FROM_THE_TOP
    for base in _bases(machine, starts):
        for program, path in hints:
            if base.name.casefold() == path.split("/", 1)[0].casefold():
                rest = f"{base.path}{path[len(base.name) :]}"
                entry = machine.source.find(rest, machine.volume)
                if entry is not None and entry.kind is EntryKind.DIRECTORY:
                    yield program, entry


def _bases(machine: Machine, starts: set[str]) -> Iterator[Entry]:
    """Yield folders below the top that bear the first name of a hint; such a folder is not gone into."""
    waiting, listed = [("", 0)], 0
    while waiting and listed < _LOOKED_AT:
        folder, depth = waiting.pop(0)
        listed += 1
        below = (one for one in machine.listing(folder) if one.kind is EntryKind.DIRECTORY)
        for number, entry in enumerate(below):
            name = entry.name.casefold()
            if name in starts:
                if depth > 0:
                    yield entry
            elif depth < _DEPTH and number < _BRANCHES and name not in _FROM_THE_TOP:
                waiting.append((entry.path, depth + 1))


def _shared(machine: Machine, programs: list[dict[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Entry]]:
    """Yield folders shared on the network under the name a program gives to its own."""
    control = machine.control_set() if machine.windows else None
    listed = control.key(r"Services\LanmanServer\Shares") if control else None
    shares = {name.casefold(): value for name, value in listed.values()} if listed else {}
    for program in programs:
        parts = shares.get(program.get("share", "").casefold())
        for part in parts if isinstance(parts, tuple) else ():
            if part.casefold().startswith(_DRIVE_SHARE):
                path = part[len(_DRIVE_SHARE) :].partition(":")[2].replace("\\", "/").strip("/")
                entry = machine.source.find(path, machine.volume) if path else None
                if entry is not None and entry.kind is EntryKind.DIRECTORY:
                    yield program, entry
