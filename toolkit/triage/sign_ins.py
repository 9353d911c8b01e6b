"""Who signed in, from where and how: successes and failures by account, address and way in."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.event_log import Event, events
from toolkit.records import Unread
from toolkit.triage.events import logs
from toolkit.triage.events.addresses import outside
from toolkit.triage.events.codes import kind
from toolkit.triage.events.rows import row
from toolkit.triage.machine import Machine

WHERE = (
    "Windows/System32/winevt/Logs/Security.evtx",
    "Windows/System32/winevt/Logs/Microsoft-Windows-TerminalServices-*",
)

GUESSES = 20  # failures from one address within PACE; a person who forgot a password stops well before
PACE = 3600 * 10**9  # nanoseconds
ROWS_LIMIT = 9000
_SOURCES: Mapping[str, frozenset[str]] = {
    "Security": frozenset({"logon", "logon_failed"}),
    "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational": frozenset({"rdp_connection"}),
    "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational": frozenset({"rdp_session"}),
}
# Numbers of Windows for the ways to sign in (Microsoft, event 4624), those a person can use.
_WAYS = {
    2: "at_the_machine", 3: "through_network", 4: "as_task", 5: "as_service", 7: "unlocking",
    8: "through_network_clear", 9: "with_other_credentials", 10: "remote_desktop", 11: "at_the_machine",
    12: "remote_desktop", 13: "unlocking",
}  # fmt: skip
# 1149 is written before the password is checked where the machine does not ask for it first: no success.
_OUTCOMES = {
    "logon": "succeeded",
    "rdp_session": "succeeded",
    "logon_failed": "failed",
    "rdp_connection": "connections",
}
_REMOTE = frozenset({3, 7, 8, 10, 12})

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(slots=True)
class _Seen:
    """What came from one address, or one workstation where the log names no address."""

    failures: deque[int] = field(default_factory=lambda: deque(maxlen=GUESSES))  # when, the latest
    guessed_ns: int | None = None  # when there were GUESSES within PACE for the first time
    entered_after: set[Key] = field(default_factory=set)


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per log, account, address and way in, those with a flag first, then by failures."""
    found, rows, origins = logs.logs(machine), dict[Key, Row](), dict[str, _Seen]()
    for channel, codes in _SOURCES.items():
        entry = logs.named(found, channel)
        if entry is None:
            continue
        try:
            for event in events(machine.source, entry, partial(_is, codes)):
                if isinstance(event, Unread):
                    machine.unread.append(event)
                else:
                    _add(event, channel, rows, origins)
        except Unreadable as error:
            machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))
    if len(rows) >= ROWS_LIMIT:
        machine.unread.append(Unread(machine.volume, logs.FOLDER, "too_many_rows"))
    for key, one in rows.items():
        one["flags"] = _flags(key, one, origins)
    yield from sorted(rows.values(), key=lambda one: (-len(one["flags"]), -one["failed"], -one["succeeded"]))


def _is(codes: frozenset[str], provider: str, number: int) -> bool:
    meant = kind(provider, number)
    return meant is not None and meant.code in codes


def _add(event: Event, channel: str, rows: dict[Key, Row], origins: dict[str, _Seen]) -> None:
    told = row(event)
    if told is None:
        return
    outcome = _OUTCOMES[told["code"]]
    number = told.get("logon_type")
    account, domain = told.get("account", ""), told.get("domain", "")
    origin = told.get("address") or told.get("workstation") or ""
    key = (channel, account.casefold(), origin, number)
    if key not in rows:
        if len(rows) >= ROWS_LIMIT:
            return
        rows[key] = _row(channel, told, number, account, domain)
    one, at_ns = rows[key], event.at_ns
    one[outcome] += 1
    if at_ns is not None:
        one["first_ns"] = at_ns if one["first_ns"] is None else min(one["first_ns"], at_ns)
        one["last_ns"] = at_ns if one["last_ns"] is None else max(one["last_ns"], at_ns)
        if outcome == "succeeded":
            one["first_success_ns"] = min(one["first_success_ns"] or at_ns, at_ns)
    if origin and at_ns is not None:
        _weigh(origins.setdefault(origin, _Seen()), key, outcome, at_ns)


def _row(channel: str, told: Row, number: int | None, account: str, domain: str) -> Row:
    rdp = channel != "Security"
    return {
        "account": account,
        "domain": domain,
        "address": told.get("address"),
        "workstation": told.get("workstation"),
        "logon_type": number,
        "way": "remote_desktop" if rdp else _WAYS.get(number or 0),
        "succeeded": 0,
        "failed": 0,
        "connections": 0 if rdp else None,
        "first_ns": None,
        "last_ns": None,
        "first_success_ns": None,
        "log": channel,
        "flags": [],
    }


def _weigh(seen: _Seen, key: Key, outcome: str, at_ns: int) -> None:
    if outcome != "failed":
        if outcome == "succeeded" and seen.guessed_ns is not None and at_ns >= seen.guessed_ns:
            seen.entered_after.add(key)
        return
    seen.failures.append(at_ns)
    if seen.guessed_ns is None and len(seen.failures) == GUESSES and at_ns - seen.failures[0] <= PACE:
        seen.guessed_ns = at_ns


def _flags(key: Key, one: Row, origins: Mapping[str, _Seen]) -> list[str]:
    seen = origins.get(key[2])
    remote = one["logon_type"] in _REMOTE or one["log"] != "Security"
    entered = one["succeeded"] > 0 and outside(one["address"] or "") and remote
    by_desktop = one["way"] == "remote_desktop"
    marks = {
        "guessed_then_in": seen is not None and key in seen.entered_after,
        "password_guessing": seen is not None and seen.guessed_ns is not None and one["failed"] > 0,
        "remote_desktop_from_outside": entered and by_desktop,
        "from_outside": entered and not by_desktop,
        "reached_from_outside": bool(one["connections"]) and outside(one["address"] or ""),
    }
    return [code for code, holds in marks.items() if holds]
