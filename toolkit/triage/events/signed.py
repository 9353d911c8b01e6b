"""Sign-ins as they are found in the logs: counted by account, origin and way in."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.media.event_log import Event
from toolkit.records import Unread
from toolkit.triage.events.codes import TWOFOLD

SESSIONS = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"
SOURCES: Mapping[str, frozenset[str]] = {
    "Security": frozenset({"logon", "logon_failed", "anonymous_connection"}),
    "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational": frozenset({"rdp_connection"}),
    SESSIONS: frozenset({"rdp_session", "session_opened"}),
}
KEPT = "sign_ins"  # where Machine.kept holds what another unit has already gathered

GUESSES = 20  # failures from one address within PACE; a person who forgot a password stops well before
PACE = 3600 * 10**9  # nanoseconds
ROWS_LIMIT = 9000
# Numbers of Windows for the ways to sign in (Microsoft, event 4624), those a person can use.
_WAYS = {
    2: "at_the_machine", 3: "through_network", 4: "as_task", 5: "as_service", 7: "unlocking",
    8: "through_network_clear", 9: "with_other_credentials", 10: "remote_desktop", 11: "at_the_machine",
    12: "remote_desktop", 13: "unlocking",
}  # fmt: skip
# 1149 is written before the password is checked where the machine does not ask for it first, and an anonymous
# connection opens nothing: neither is a success.
_OUTCOMES = {
    "logon": "succeeded", "rdp_session": "succeeded", "session_opened": "succeeded",
    "logon_failed": "failed", "rdp_connection": "connections", "anonymous_connection": "connections",
}  # fmt: skip
_TOGETHER = 10**9  # ns at most between the two events of one sign-in

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(slots=True)
class Origin:
    """What came from one address, or one workstation where the log names no address."""

    failures: deque[int] = field(default_factory=lambda: deque(maxlen=GUESSES))  # when, the latest
    guessed_ns: int | None = None  # when there were GUESSES within PACE for the first time
    entered_after: set[Key] = field(default_factory=set)

    def weigh(self, key: Key, outcome: str, at_ns: int) -> None:
        """Note a failure, or a success that follows many of them."""
        if outcome == "succeeded" and self.guessed_ns is not None and at_ns >= self.guessed_ns:
            self.entered_after.add(key)
        if outcome != "failed":
            return
        self.failures.append(at_ns)
        if self.guessed_ns is None and len(self.failures) == GUESSES and at_ns - self.failures[0] <= PACE:
            self.guessed_ns = at_ns


@dataclass(slots=True)
class SignIns:
    """The rows so far, by log, account, origin, type and way; what could not be read."""

    rows: dict[Key, Row] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    _halves: dict[Key, tuple[int, str, str, str]] = field(default_factory=dict)

    def add(self, event: Event, told: Row, channel: str) -> None:
        """Count one event, `told` being its row; those of other codes are none of a sign-in."""
        outcome = _OUTCOMES.get(told["code"])
        if outcome is None or told["code"] not in SOURCES[channel]:
            return
        number, at_ns = told.get("logon_type"), event.at_ns
        origin = told.get("address") or told.get("workstation") or ""
        way = _way(channel, event, told)
        key = (channel, told.get("account", "").casefold(), origin, number, way)
        if key not in self.rows:
            if len(self.rows) >= ROWS_LIMIT:
                return
            self.rows[key] = _row(channel, told, way)
        one = self.rows[key]
        if outcome != "succeeded" or not self._second_half(key, event, told):
            one[outcome] = (one[outcome] or 0) + 1
        if at_ns is None:
            return
        one["first_ns"] = at_ns if one["first_ns"] is None else min(one["first_ns"], at_ns)
        one["last_ns"] = at_ns if one["last_ns"] is None else max(one["last_ns"], at_ns)
        if outcome == "succeeded":
            one["first_success_ns"] = min(one["first_success_ns"] or at_ns, at_ns)
        if origin:
            self.origins.setdefault(origin, Origin()).weigh(key, outcome, at_ns)

    def _second_half(self, key: Key, event: Event, told: Row) -> bool:
        """Tell the second of the two events of one sign-in: each names the other, or both have one time."""
        if told.get("logon_type") not in TWOFOLD or event.at_ns is None:
            return False
        values = event.values
        linked = values.get("TargetLinkedLogonId", "")
        this = (event.at_ns, values.get("TargetLogonId", ""), linked, values.get("ProcessId", ""))
        before = self._halves.pop(key, None)
        if before is not None and abs(this[0] - before[0]) <= _TOGETHER and before[3] == this[3]:
            named = linked == before[1] if linked else not before[2]
            if named:
                return True
        self._halves[key] = this
        return False


def _way(channel: str, event: Event, told: Row) -> str | None:
    """Return how the sign-in came; None for a session whose log does not say from where."""
    if channel != SESSIONS:
        return _WAYS.get(told.get("logon_type") or 0) if channel == "Security" else "remote_desktop"
    if told.get("action") == "resumed":
        return "unlocking"
    if told["code"] == "rdp_session":
        return "remote_desktop"
    return "at_the_machine" if event.values.get("Address", "").strip() == "LOCAL" else None


def _row(channel: str, told: Row, way: str | None) -> Row:
    return {
        "account": told.get("account", ""),
        "domain": told.get("domain", ""),
        "address": told.get("address"),
        "workstation": told.get("workstation"),
        "logon_type": told.get("logon_type"),
        "way": way,
        "succeeded": 0,
        "failed": 0,
        "connections": 0 if channel != "Security" else None,
        "first_ns": None,
        "last_ns": None,
        "first_success_ns": None,
        "log": channel,
        "flags": [],
    }
