"""The practice's own programs, where their patient data lies, and how much of it there is."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind
from toolkit.scan.tables import fits, load
from toolkit.triage import software
from toolkit.triage.machine import Machine
from toolkit.triage.practice_places import TABLE, found

WHERE = ("signatures/practice_software.toml", *software.WHERE)

_ENTRIES = 50_000  # names counted below one folder
_KINDS = {"pms": 0, "imaging": 1, "claims": 2, "cad": 3}

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per folder and per installed program, patient records first, the largest first."""
    rows = [*_folders(machine), *(_installed(machine) if machine.windows else ())]
    yield from sorted(
        rows, key=lambda row: (_KINDS.get(row["kind"], 9), -(row.get("bytes") or 0), row["name"])
    )


def data_roots(source: Source, tables: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the folders of this source whose contents name patients, as they are written there.

    Paths are relative to their volume, sorted, each once. Hints only: a practice may keep data elsewhere.
    Raises Unreadable `table_missing`.
    """
    roots = set[str]()
    for volume in source.volumes():
        if volume.read:
            windows = source.find("Windows/System32", volume.name) is not None
            machine = Machine(source, volume.name, tables, windows=windows)
            roots |= {
                entry.path
                for program, entry, _ in found(machine)
                if program["patients"] and entry.kind is EntryKind.DIRECTORY
            }
    return tuple(sorted(roots))


def _folders(machine: Machine) -> Iterator[Row]:
    for program, entry, trace in found(machine):
        yield {
            **_about(program),
            "trace": trace if entry.kind is EntryKind.DIRECTORY else "file",
            "path": entry.path,
            "patients": program["patients"],
            **(_measure(machine, entry) if entry.kind is EntryKind.DIRECTORY else {"bytes": entry.size}),
            **_expected(machine, program, entry),
        }


def _about(program: Mapping[str, Any]) -> Row:
    return {name: program.get(name) for name in ("name", "kind", "role", "reliability", "source")}


def _measure(machine: Machine, folder: Entry) -> Row:
    """Count what lies below a folder, in order of its names, up to a limit."""
    waiting, entries, files, size, newest = [folder.path], 0, 0, 0, 0
    while waiting and entries < _ENTRIES:
        for entry in machine.listing(waiting.pop(0)):
            entries += 1
            if entry.kind is EntryKind.DIRECTORY:
                waiting.append(entry.path)
            elif entry.kind is EntryKind.FILE:
                files, size = files + 1, size + entry.size
                newest = max(newest, entry.times.modified or 0)
    flags = ["counted_in_part"] if waiting else []
    return {"files": files, "bytes": size, "newest_ns": newest or None, "flags": flags}


def _expected(machine: Machine, program: Mapping[str, Any], folder: Entry) -> Row:
    """Say which of the names a good copy holds are not in the folder nor beside it."""
    wanted = program.get("expect", ())
    if not wanted or folder.kind is not EntryKind.DIRECTORY:
        return {}
    beside = folder.path.rpartition("/")[0]
    places = [folder.path, beside] if beside else [folder.path]
    names = {entry.name for place in places for entry in machine.listing(place)}
    return {"missing": [pattern for pattern in wanted if not any(fits(name, [pattern]) for name in names)]}


def _installed(machine: Machine) -> Iterator[Row]:
    rows = list(software.collect(machine))
    for program in load(machine.tables, TABLE, "program"):
        for row in rows:
            if fits(row["name"], program.get("installed", ())):
                kept = {name: row[name] for name in ("version", "install_date", "location", "written_ns")}
                about = {key: value for key, value in _about(program).items() if key != "role"}
                yield {**about, "trace": "installed", "program": row["name"], **kept}
