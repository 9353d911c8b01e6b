"""What the logs of Windows tell: each log's extent and gaps, then the events that matter in an attack."""

from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media import event_log
from toolkit.media.event_log.tally import Tally
from toolkit.records import Entry, Unread
from toolkit.triage.events import logs
from toolkit.triage.events.codes import EXPECTED, OTHERS, kind
from toolkit.triage.events.groups import Groups
from toolkit.triage.events.rows import row
from toolkit.triage.events.signed import KEPT, SOURCES, SignIns
from toolkit.triage.machine import Machine

WHERE = ("Windows/System32/winevt/Logs",)

EVENTS_LIMIT = 8000  # rows of events; rows of logs come first and are a few hundred
SILENCE = 86_400 * 10**9  # ns; a shorter silence is a night
_GAPS = 5  # gaps told of one log

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per log, those that matter first, then events: those with a flag first, then by time.

    Counts are of records read; `missing_records` of numbers that no record bears between the first and last.
    """
    found = logs.logs(machine)
    if not found:
        return
    told, groups, switches, signed = [], [], logs.switches(machine), SignIns()
    for channel in (*EXPECTED, *OTHERS):
        entry = logs.named(found, channel)
        if entry is not None:
            log_row, grouped = _read(machine, channel, entry, signed)
            told += [log_row] if log_row else []
            groups.append(grouped)
        elif channel in EXPECTED:
            told.append({"what": "log", "log": channel, "flags": ["log_absent"]})
    machine.kept[KEPT] = signed
    read = {name.casefold() for name in (*EXPECTED, *OTHERS)}
    others = {name: one for name, one in found.items() if name.casefold() not in read}
    every = [*told, *_counted(machine, others)]
    for one in every:
        one["enabled"] = logs.enabled(switches, one["log"])
        one["flags"] += ["log_disabled"] if one["enabled"] is False else []
    yield from _marked(every, groups)
    yield from _events(machine, groups)


def _marked(told: list[Row], groups: list[Groups]) -> Iterator[Row]:
    """Yield the rows of logs with what other logs say of them; empty logs of no interest are left out."""
    cleared: dict[str, int] = {}
    for one in (one for group in groups for one in group.rows if one["code"] == "log_cleared"):
        channel = str(one.get("detail") or one["log"]).casefold()
        cleared[channel] = max(cleared.get(channel, 0), one["at_ns"] or 0)
    matter = {name.casefold() for name in (*EXPECTED, *OTHERS)}
    for one in told:
        name = one["log"].casefold()
        if name in cleared:
            yield {**one, "cleared_ns": cleared[name] or None, "flags": ["log_cleared", *one["flags"]]}
        elif name in matter or one["records"]:
            yield one


def _read(machine: Machine, channel: str, entry: Entry, signed: SignIns) -> tuple[Row | None, Groups]:
    """Read a log once, for its own rows and for those of the sign-ins it may hold."""
    tally: Tally | None = Tally()
    groups, failures = Groups(), list[Unread]()
    try:
        for found in event_log.events(machine.source, entry, _wanted, tally):
            if isinstance(found, Unread):
                failures.append(found)
            elif (one := row(found)) is not None:
                if channel in SOURCES:
                    signed.add(found, one, channel)
                groups.add(one)
    except Unreadable as error:
        failures.append(Unread(machine.volume, entry.path, error.why, error.detail))
        tally = None
    machine.unread.extend(failures)
    signed.unread.extend(failures if channel in SOURCES else ())
    return (_row(channel, entry, tally) if tally else None), groups


def _wanted(provider: str, number: int) -> bool:
    return kind(provider, number) is not None


def _counted(machine: Machine, others: dict[str, Entry]) -> Iterator[Row]:
    """Yield the logs that are only counted."""
    for channel, entry in others.items():
        try:
            tally, failures = event_log.outline(machine.source, entry)
        except Unreadable as error:
            machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))
            continue
        machine.unread.extend(failures)
        yield _row(channel, entry, tally)


def _row(channel: str, entry: Entry, tally: Tally) -> Row:
    since, until = tally.silence or (0, 0)
    silent = until - since >= SILENCE
    marks = {
        "log_empty": not tally.records,
        "records_missing": bool(tally.missing),
        "records_damaged": bool(tally.damaged or tally.found_again),
    }
    return {
        "what": "log",
        "log": channel,
        "path": entry.path,
        "records": tally.records,
        "first_ns": tally.first_ns,
        "last_ns": tally.last_ns,
        "first_record": tally.first_record,
        "last_record": tally.last_record,
        "missing_records": tally.missing,
        "gaps": [f"{first}-{last}" for first, last in tally.gaps[:_GAPS]],
        "silent_from_ns": since if silent else None,
        "silent_until_ns": until if silent else None,
        "times_backwards": tally.backwards or None,
        "damaged_records": tally.damaged or None,
        "recovered_records": tally.found_again or None,
        "flags": [code for code, holds in marks.items() if holds],
    }


def _events(machine: Machine, groups: list[Groups]) -> Iterator[Row]:
    rows = [one for group in groups for one in group.rows]
    rows.sort(key=lambda one: (not one["flags"], one["at_ns"] or 0))
    if len(rows) > EVENTS_LIMIT or any(group.left_out for group in groups):
        machine.unread.append(Unread(machine.volume, logs.FOLDER, "too_many_rows"))
    yield from rows[:EVENTS_LIMIT]
