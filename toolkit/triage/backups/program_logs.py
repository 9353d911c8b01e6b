"""Backup programs that are known by their folders, and what their newest logs say of each job.

A date is that of the line that says so, or of a line above it, else of the log itself, and the row says
which. A program whose logs name no job is one row, of which the worse of two runs counts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Entry, EntryKind, Unread
from toolkit.scan.tables import fits, load
from toolkit.triage import services, software
from toolkit.triage.backups.log_lines import said
from toolkit.triage.backups.outcome import Runs
from toolkit.triage.machine import Machine
from toolkit.triage.table import places

_TABLE = "backup_software.toml"
_LOGS = 60  # of one program, the newest first
_TAIL = 1024 * 1024  # bytes read at the end of a log
_BYTES = 8 * 1024 * 1024  # of all the logs of one program
_NAMES = 100  # jobs of one program; what more there are is told together
_ZONE = r"Control\TimeZoneInformation"
_PAGES = (".html", ".htm")

Row = dict[str, Any]


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row per job of each program that left anything here; raises Unreadable `table_missing`."""
    installed, running = list(software.collect(machine)), list(services.collect(machine))
    for product in load(machine.tables, _TABLE, "product"):
        known = _known(product, installed, running)
        folders = [entry for pattern in product.get("folders", ()) for entry in places(machine, pattern)]
        if not known and not folders:
            continue
        common = {
            "name": product["name"],
            **known,
            "jobs": _names(machine, product),
            "source": product["source"],
        } | ({"path": folders[0].path} if folders else {})
        told = _told(machine, product)
        for job, runs in told.items():
            yield {**common, **({"job": job} if job else {}), **runs.row()}
        if not told:
            yield {**common, "result": "unknown", "basis": "configuration"}


def _known(product: Mapping[str, Any], installed: list[Row], running: list[Row]) -> Row:
    program = next((row for row in installed if fits(row["name"], product.get("installed", ()))), None)
    service = next((row for row in running if fits(row["name"], product.get("services", ()))), None)
    found: Row = {"program": program["name"], "version": program.get("version")} if program else {}
    return found | ({"service": service["name"]} if service else {})


def _names(machine: Machine, product: Mapping[str, Any]) -> list[str]:
    found = [entry for pattern in product.get("jobs", ()) for entry in places(machine, pattern)]
    return sorted({entry.name.rpartition(".")[0] or entry.name for entry in found[:_NAMES]})


def _told(machine: Machine, product: Mapping[str, Any]) -> dict[str, Runs]:
    """Return how each job went, by its name, "" for lines that name none."""
    bias, room = _bias(machine), _BYTES
    found: dict[str, Runs] = {}
    for entry in _logs(machine, product):
        if room <= 0:
            machine.unread.append(Unread(machine.volume, entry.path, "backup_logs_not_read"))
            break
        try:
            raw = _tail(machine, entry)
        except (OSError, Unreadable) as error:
            why = getattr(error, "why", "io_error")
            machine.unread.append(Unread(machine.volume, entry.path, why, type(error).__name__))
            continue
        room -= len(raw)
        _add(found, product, entry, raw, bias)
    return found


def _add(found: dict[str, Runs], product: Mapping[str, Any], entry: Entry, raw: bytes, bias: int) -> None:
    fallback, page = entry.times.modified or 0, entry.name.casefold().endswith(_PAGES)
    places = {basis: {"basis": basis, "log": entry.path} for basis in ("log_line", "log_date")}
    named = _job(product, entry.name)
    for line in said(product, _decoded(raw), bias, page=page):
        job = line.job or named
        kept = job if job in found or len(found) < _NAMES else ""
        basis = "log_date" if line.at_ns is None else "log_line"
        found.setdefault(kept, Runs()).add(line.at_ns or fallback, line.result, places[basis])


def _job(product: Mapping[str, Any], name: str) -> str:
    """Return the job a log is of: what the "*" of `job_log` stands for in its name."""
    before, star, after = str(product.get("job_log", "")).casefold().partition("*")
    if not star or not name.casefold().startswith(before) or not name.casefold().endswith(after):
        return ""
    found = name[len(before) : len(name) - len(after)]
    return found if after else found.rpartition(".")[0] or found


def _logs(machine: Machine, product: Mapping[str, Any]) -> list[Entry]:
    """Return the newest logs; a "*" folder in the middle of a pattern is one folder of any name."""
    found: dict[str, Entry] = {}
    for pattern in product.get("logs", ()):
        for place in _spread(machine, pattern):
            found.update(
                (entry.path, entry) for entry in places(machine, place) if entry.kind is EntryKind.FILE
            )
    newest = sorted(found.values(), key=lambda entry: entry.times.modified or 0, reverse=True)
    if len(newest) > _LOGS:
        machine.unread.append(Unread(machine.volume, newest[_LOGS].path, "backup_logs_not_read"))
    return newest[:_LOGS]


def _spread(machine: Machine, pattern: str) -> list[str]:
    parent, _, last = pattern.rpartition("/")
    if "*" not in parent:
        return [pattern]
    above, _, _ = parent.partition("*")
    above = above.rpartition("/")[0]
    name, *rest = parent[len(above) + 1 :].split("/")
    middle = "/".join([*rest, last])
    return [
        f"{folder.path}/{middle}"
        for top in places(machine, above)
        for folder in machine.listing(top.path)
        if folder.kind is EntryKind.DIRECTORY and fits(folder.name, [name])
    ]


def _bias(machine: Machine) -> int:
    """Return the minutes to add to local time to get UTC."""
    control = machine.control_set()
    key = control.key(_ZONE) if control else None
    value = (key.number("ActiveTimeBias") if key else None) or 0
    return value - (1 << 32) if value >= 1 << 31 else value


def _tail(machine: Machine, entry: Entry) -> bytes:
    with machine.source.open(entry) as stream:
        head = stream.read(2)
        start = max(2, entry.size - _TAIL) & ~1
        stream.seek(start)
        return head + stream.read(_TAIL)


def _decoded(raw: bytes) -> str:
    if raw[:2] == b"\xff\xfe" or (len(raw) > 3 and not raw[1] and not raw[3]):
        return raw.decode("utf-16-le", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
