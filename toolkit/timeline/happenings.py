"""Everything on a medium that has a date, one by one: names, changes, events, inventory, statements."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Facts, Times, Unread

_LOGS = "Windows/System32/winevt/Logs"
_CLIPPED = 300  # characters of one value of an event
_VALUES = 40  # of one event
_NAMES = ("created", "modified", "changed", "accessed")
# Told from the logs themselves, event by event.
_FROM_LOGS = frozenset({"event_logs", "sign_ins"})
_ABOUT = ("image", "command", "program", "task", "name", "account", "user", "path", "tool", "log", "kind")


class Named(NamedTuple):
    """One name of a file system, of its table where it has one, else of its listing."""

    volume: str
    path: str
    ident: str
    directory: bool
    deleted: bool
    size: int
    times: Times
    name_times: Times | None = None
    flags: tuple[str, ...] = ()
    told: str = "listing"  # or "mft"


@dataclass(frozen=True, slots=True)
class Dated:
    """One thing that happened, or is dated so; `what` is the code of what the time means."""

    at_ns: int
    source: str  # "mft", "usn", "event_logs", the name of an artefact, "timeline"
    what: str
    message: str
    volume: str = ""
    path: str = ""
    facts: Facts = field(default_factory=dict)


def names(source: Source) -> Iterator[Named]:
    """Yield every name: of NTFS from the table, deleted ones too, of other file systems from the listing."""
    tables = set[str]()
    for volume in source.volumes():
        if volume.read:
            rows = _table(source, volume.name)
            first = next(rows, None)
            if first is not None:
                tables.add(volume.name)
                yield from chain([first], rows)
    if all(volume.name in tables for volume in source.volumes() if volume.read):
        return
    for entry in source.walk():
        if isinstance(entry, Entry) and entry.volume not in tables:
            directory = entry.kind is EntryKind.DIRECTORY
            times = (entry.times, entry.name_times)
            yield Named(entry.volume, entry.path, entry.ident, directory, False, entry.size, *times)


def _table(source: Source, volume: str) -> Iterator[Named]:
    from toolkit.media import mft  # noqa: PLC0415 - start-up time

    try:
        for row in mft.rows(source, volume):
            if not isinstance(row, Unread):
                ident = f"{row.number}-{row.sequence}"
                about = (row.volume, row.path, ident, row.directory, row.deleted, row.size)
                # A stream has no name of its own in the table, hence no dates of $FILE_NAME.
                yield Named(*about, row.times, None if row.stream else row.name_times, row.flags, "mft")
    except Unreadable:
        return


def happenings(
    source: Source, inventory: Iterable[Mapping[str, Any]], statements: Iterable[Mapping[str, Any]]
) -> Iterator[Dated]:
    """Yield all that is dated, in no order: `inventory` and `statements` are lines as recorded."""
    for named in names(source):
        yield from of_name(named)
    for volume in source.volumes():
        if volume.read:
            yield from _changes(source, volume.name)
            yield from _events(source, volume.name)
    for line in inventory:
        if line["name"] not in _FROM_LOGS:
            for row in line["rows"]:
                yield from of_row(str(line["name"]), row)
    for line in statements:
        yield from of_statement(line)


def of_name(named: Named) -> Iterator[Dated]:
    """Yield the dates of a name, equal ones of one set together."""
    for kind, times in (("", named.times), ("name_", named.name_times)):
        told: dict[int, list[str]] = {}
        for one in _NAMES if times else ():
            at = getattr(times, one)
            if at is not None:
                told.setdefault(at, []).append(f"{kind}{one}")
        facts = {
            "ident": named.ident,
            "size": named.size,
            "deleted": named.deleted,
            "flags": list(named.flags),
        }
        for at, codes in told.items():
            yield Dated(at, named.told, " ".join(codes), named.path, named.volume, named.path, facts)


def _changes(source: Source, volume: str) -> Iterator[Dated]:
    from toolkit.media import mft, usn  # noqa: PLC0415 - start-up time

    try:
        folders = mft.directories(source, volume)
    except Unreadable:
        folders = None
    try:
        for change in usn.changes(source, volume):
            if isinstance(change, Unread):
                continue
            above = folders.path(change.parent_number | change.parent_sequence << 48) if folders else None
            folder = above[0] if above else "$Orphan"
            path = f"{folder}/{change.name}" if folder else change.name
            codes = " ".join(usn.codes(change.reasons))
            facts = {"usn": change.usn, "ident": f"{change.number}-{change.sequence}"}
            yield Dated(change.at_ns, "usn", codes, path, volume, path, facts)
    except Unreadable:
        return


def _events(source: Source, volume: str) -> Iterator[Dated]:
    from toolkit.media import event_log  # noqa: PLC0415 - start-up time

    folder = source.find(_LOGS, volume)
    for entry in source.listing(folder) if folder is not None and folder.kind is EntryKind.DIRECTORY else ():
        if isinstance(entry, Unread) or not entry.name.casefold().endswith(".evtx"):
            continue
        try:
            for event in event_log.events(source, entry):
                if not isinstance(event, Unread) and event.at_ns is not None:
                    yield _event(event, volume, entry.path)
        except Unreadable:
            continue


def _event(event: Any, volume: str, path: str) -> Dated:
    values = {name: text[:_CLIPPED] for name, text in list(event.values.items())[:_VALUES]}
    shown = " ".join(f"{name}={text}" for name, text in values.items() if text)
    message = f"{event.provider} {event.event_id} {shown}"
    facts = {"log": event.log, "event_id": event.event_id, "record": event.record, "values": values}
    if event.user:
        facts["user"] = event.user
    return Dated(event.at_ns, "event_logs", "logged", message, volume, path, facts)


def of_row(artefact: str, row: Mapping[str, Any]) -> Iterator[Dated]:
    """Yield the dates of a row of the inventory: one for each fact whose key ends in _ns."""
    told = {key: value for key, value in row.items() if not key.endswith("_ns")}
    about = " ".join(str(row[key]) for key in _ABOUT if row.get(key))
    for key, value in row.items():
        for at in value if isinstance(value, list) else [value]:
            if key.endswith("_ns") and isinstance(at, int) and not isinstance(at, bool):
                path = str(row.get("path") or "")
                what = key.removesuffix("_ns")
                yield Dated(at, artefact, what, about or artefact, str(row.get("volume") or ""), path, told)


def of_statement(line: Mapping[str, Any]) -> Iterator[Dated]:
    """Yield the beginning and the end of a statement of the story."""
    facts = {
        "sure": str(line["sure"]),
        **{k: v for k, v in line["facts"].items() if isinstance(v, str | int)},
    }
    about = " ".join(f"{key}={value}" for key, value in facts.items())
    ends = (line["at_ns"], "from" if line["until_ns"] is not None else "at"), (line["until_ns"], "until")
    for at, what in ends:
        if isinstance(at, int):
            path = str(facts.get("path", ""))
            yield Dated(
                at, "timeline", what, f"{line['code']} {about}", str(facts.get("volume", "")), path, facts
            )
