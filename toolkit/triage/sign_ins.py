"""Who signed in, from where and how: successes and failures by account, address and way in."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.event_log import events
from toolkit.records import Unread
from toolkit.triage.events import logs
from toolkit.triage.events.addresses import outside
from toolkit.triage.events.codes import kind
from toolkit.triage.events.rows import row
from toolkit.triage.events.signed import KEPT, ROWS_LIMIT, SOURCES, Key, Origin, SignIns
from toolkit.triage.machine import Machine

WHERE = (
    "Windows/System32/winevt/Logs/Security.evtx",
    "Windows/System32/winevt/Logs/Microsoft-Windows-TerminalServices-*",
)

_REMOTE = frozenset({3, 7, 8, 10, 12})

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per log, account, address and way in, those with a flag first, then by failures.

    The two events that Windows writes for one sign-in of an administrator count once.
    """
    kept = machine.kept.get(KEPT)
    gathered = kept if isinstance(kept, SignIns) else _read(machine)
    machine.unread.extend(gathered.unread)
    if len(gathered.rows) >= ROWS_LIMIT:
        machine.unread.append(Unread(machine.volume, logs.FOLDER, "too_many_rows"))
    rows = [{**one, "flags": _flags(key, one, gathered.origins)} for key, one in gathered.rows.items()]
    yield from sorted(rows, key=lambda one: (-len(one["flags"]), -one["failed"], -one["succeeded"]))


def _read(machine: Machine) -> SignIns:
    gathered, found = SignIns(), logs.logs(machine)
    for channel, codes in SOURCES.items():
        entry = logs.named(found, channel)
        if entry is None:
            continue
        try:
            for event in events(machine.source, entry, partial(_is, codes)):
                if isinstance(event, Unread):
                    gathered.unread.append(event)
                elif (told := row(event)) is not None:
                    gathered.add(event, told, channel)
        except Unreadable as error:
            gathered.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))
    return gathered


def _is(codes: frozenset[str], provider: str, number: int) -> bool:
    meant = kind(provider, number)
    return meant is not None and meant.code in codes


def _flags(key: Key, one: Row, origins: Mapping[str, Origin]) -> list[str]:
    seen = origins.get(key[2])
    desktop = one["log"] != "Security" or one["way"] == "remote_desktop"
    remote = one["logon_type"] in _REMOTE or desktop
    entered = one["succeeded"] > 0 and outside(one["address"] or "") and remote
    marks = {
        "guessed_then_in": seen is not None and key in seen.entered_after,
        "password_guessing": seen is not None and seen.guessed_ns is not None and one["failed"] > 0,
        "remote_desktop_from_outside": entered and desktop,
        "from_outside": entered and not desktop,
        "reached_from_outside": desktop and bool(one["connections"]) and outside(one["address"] or ""),
    }
    return [code for code, holds in marks.items() if holds]
