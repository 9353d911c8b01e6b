"""Backup programs that are known by their folders, and what their newest logs say of the last job.

A date is that of the line that says so where it bears one, else of the log itself, and the row says which.
Lines bear local time: the machine's present difference from UTC is applied, an hour off across a change of
season.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from toolkit.records import Entry, EntryKind, Unread
from toolkit.scan.tables import fits, load
from toolkit.triage import services, software
from toolkit.triage.machine import Machine
from toolkit.triage.table import places

_TABLE = "backup_software.toml"
_LOGS = 60  # of one program, the newest first
_TAIL = 1024 * 1024  # bytes read at the end of a log
_NAMES = 100  # jobs of one program
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = 60 * 1_000_000_000
_ZONE = r"Control\TimeZoneInformation"
# 2026-10-10 20:59:07, 2026-10-10T20:59, 10/10/2026 20:59:07, 10.10.2026 20:59: the day first, as in France.
_DATE = re.compile(
    r"(?:(?P<y>20\d\d)[-/.](?P<m>\d\d)[-/.](?P<d>\d\d)|(?P<d2>\d\d)[/.](?P<m2>\d\d)[/.](?P<y2>20\d\d))"
    r"(?:[T ,]+(?P<h>\d\d):(?P<n>\d\d)(?::(?P<s>\d\d))?)?"
)

Row = dict[str, Any]


class Said(NamedTuple):
    """What one line of a log says of a job."""

    at_ns: int
    well: bool
    basis: str  # "log_line" or "log_date"
    path: str


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row per backup program that left anything here; raises Unreadable `table_missing`."""
    installed, running = list(software.collect(machine)), list(services.collect(machine))
    for product in load(machine.tables, _TABLE, "product"):
        known = _known(product, installed, running)
        folders = [entry for pattern in product.get("folders", ()) for entry in places(machine, pattern)]
        if not known and not folders:
            continue
        yield {
            "name": product["name"],
            **known,
            "jobs": _names(machine, product),
            **_told(machine, product),
            "source": product["source"],
        } | ({"path": folders[0].path} if folders else {})


def _known(product: Mapping[str, Any], installed: list[Row], running: list[Row]) -> Row:
    program = next((row for row in installed if fits(row["name"], product.get("installed", ()))), None)
    service = next((row for row in running if fits(row["name"], product.get("services", ()))), None)
    found: Row = {"program": program["name"], "version": program.get("version")} if program else {}
    return found | ({"service": service["name"]} if service else {})


def _names(machine: Machine, product: Mapping[str, Any]) -> list[str]:
    found = [entry for pattern in product.get("jobs", ()) for entry in places(machine, pattern)]
    return sorted({entry.name.rpartition(".")[0] or entry.name for entry in found[:_NAMES]})


def _told(machine: Machine, product: Mapping[str, Any]) -> Row:
    """Return what the logs say: the last job that went well, and whether one went wrong after it."""
    bias = _bias(machine)
    said: list[Said] = []
    for entry in _logs(machine, product):
        said += _lines(machine, product, entry, bias)
    good = max((one for one in said if one.well), default=None)
    last = max(said, default=None)
    if last is None:
        return {"result": "unknown", "basis": "configuration"}
    return {
        "last_success_ns": good.at_ns if good else None,
        "last_run_ns": last.at_ns,
        "result": "success" if last.well else "failure",
        "basis": (good or last).basis,
        "log": (good or last).path,
    }


def _logs(machine: Machine, product: Mapping[str, Any]) -> list[Entry]:
    """Return the newest logs; a "*" folder in the middle of a pattern is one folder of any name."""
    found: dict[str, Entry] = {}
    for pattern in product.get("logs", ()):
        for place in _spread(machine, pattern):
            found.update(
                (entry.path, entry) for entry in places(machine, place) if entry.kind is EntryKind.FILE
            )
    newest = sorted(found.values(), key=lambda entry: entry.times.modified or 0, reverse=True)
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


def _lines(machine: Machine, product: Mapping[str, Any], entry: Entry, bias: int) -> Iterator[Said]:
    try:
        text = _decoded(_tail(machine, entry))
    except OSError as error:
        machine.unread.append(Unread(machine.volume, entry.path, "io_error", type(error).__name__))
        return
    when = None
    for line in text.splitlines():
        local = _date(line)
        when = when if local is None else local + bias * _MINUTE
        plain = line.casefold()
        well = any(words in plain for words in product.get("success", ()))
        wrong = any(words in plain for words in product.get("failure", ()))
        # "Errors: 0" holds the words of a failure, "Errors:": the longer words decide.
        if well and wrong:
            wrong = _longest(plain, product["failure"]) > _longest(plain, product["success"])
        if well or wrong:
            fallback = entry.times.modified or 0
            yield Said(when or fallback, not wrong, "log_line" if when else "log_date", entry.path)


def _longest(plain: str, words: list[str]) -> int:
    return max((len(one) for one in words if one in plain), default=0)


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


def _date(line: str) -> int | None:
    """Return the time a line bears, in nanoseconds as if it were UTC."""
    found = _DATE.search(line)
    if found is None:
        return None
    day = [int(found[name] or found[f"{name}2"]) for name in ("y", "m", "d")]
    clock = [int(found[name] or 0) for name in ("h", "n", "s")]
    try:
        moment = datetime(*day, *clock, tzinfo=UTC)  # type: ignore[misc, arg-type]  # six integers
    except ValueError:
        return None
    return int((moment - _EPOCH).total_seconds()) * 1_000_000_000
