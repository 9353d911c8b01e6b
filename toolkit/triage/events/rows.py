"""One event as a row of facts, and what deserves a look in it."""

import html
import re
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from toolkit.media.event_log import Event
from toolkit.scan.deeds import asked_for, passage
from toolkit.triage.events.addresses import outside, plain
from toolkit.triage.events.codes import Kind, kind
from toolkit.triage.suspicion import flags as place_flags

Row = dict[str, Any]

FACT_LIMIT = 1024  # characters
COMMAND_LIMIT = 4096  # characters of a command
_NAME_LIMIT = 256  # characters of a log's own name
_NOT_SAID = frozenset({"", "-", "S-1-0-0", "%%1793", "NULL SID"})
_ADDRESSES = ("address",)
_NAMED_BY_CODE = frozenset({
    "log_cleared", "defender_disabled", "backup_catalogue_deleted", "defender_history_deleted",
    "shadow_copies_lost",
})  # fmt: skip
# Through the network, an unlocking (a session taken up again), in clear text, remote desktop.
_REMOTE_TYPES = frozenset({3, 7, 8, 10, 12})
_REMOTE_RUN = re.compile(r"(?i)\b(psexe(c|svc)|paexec|remcom(svc)?|csexec(svc)?|winexesvc|xcmdsvc)")
_ADMINISTRATORS = re.compile(r"^S-1-5-32-544$|^S-1-5-21-[\d-]+-51[29]$")
_ANONYMOUS = "S-1-5-7"
_PERSONS = "S-1-5-21-"
# At the screen, unlocked, from what Windows remembers: Microsoft, event 4624.
_KEYBOARD = frozenset({2, 7, 11, 13})
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_TAKEN_UP_AGAIN = 25
_AUDIT_FAILURE = 0x0010_0000_0000_0000
_ZONES = timedelta(hours=14)  # no local time is further from UTC
_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_SHADOW_SERVICES = ("vss", "swprv")
_GUARDED = frozenset({"vss", "swprv", "wbengine", "windefend", "eventlog", "sense", "mpssvc", "wscsvc"})
_MOVED = 60  # seconds; corrections of a healthy clock stay far below
_EXCLUSION = re.compile(r"(?i)\\exclusions\\")
_WEAKENED = re.compile(r"(?i)\\disable\w+\s*=\s*0x1\b|\\tamperprotection\s*=\s*0x[04]\b")


def row(event: Event) -> Row | None:
    """Return the row of an event, None when it is of no interest after all."""
    meant = kind(event.provider, event.event_id)
    if meant is None:
        return None
    facts = _facts(meant, event.values)
    refine = _REFINED.get(meant.code)
    if refine is not None and not refine(facts, event):
        return None
    code = facts.pop("code", meant.code)
    facts["flags"] = list(dict.fromkeys(facts.get("flags", []) + _flags(code, facts)))
    if code == "process_created" and not facts["flags"]:
        # What ran, by whom and how often is told; every command line of a month would hide the rest.
        facts = {key: facts[key] for key in facts if key not in {"command", "parent", "hashes"}}
    facts = _cut(facts)
    return {
        "what": "event",
        "code": code,
        "log": event.log[:_NAME_LIMIT],
        "event_id": event.event_id,
        "record": event.record,
        "at_ns": event.at_ns,
        "user": None if facts.get("account") else event.user,
        **facts,
    }


def _cut(facts: Row) -> Row:
    """Cut texts that no honest event holds: thousands of rows of a log are kept at once."""
    limits = {name: COMMAND_LIMIT if name == "command" else FACT_LIMIT for name in facts}
    long = [name for name, fact in facts.items() if isinstance(fact, str) and len(fact) > limits[name]]
    cut = {name: facts[name][: limits[name]] for name in long}
    return {**facts, **cut, "cut_short": long} if long else facts


def _facts(meant: Kind, values: Mapping[str, str]) -> Row:
    found: Row = {}
    for fact, names in meant.facts.items():
        given = (values.get(name, "").strip() for name in names)
        told = next((text for text in given if text not in _NOT_SAID), None)
        if told is not None:
            found[fact] = told
    for fact in _ADDRESSES:
        if fact in found:
            found[fact] = plain(found[fact])
    if str(found.get("logon_type", "")).isdigit():
        found["logon_type"] = int(found["logon_type"])
    if "\\" in found.get("account", "") and "domain" not in found:
        found["domain"], _, found["account"] = found["account"].partition("\\")
    return found


def _flags(code: str, facts: Row) -> list[str]:
    found = [code] if code in _NAMED_BY_CODE else []
    for fact in ("image", "command"):
        if code.startswith(("service_", "task_", "process_", "wmi_")) and facts.get(fact):
            found += place_flags(facts[fact]) if code != "process_created" else []
            found += asked_for(facts[fact])
    if _REMOTE_RUN.search(f"{facts.get('service', '')} {facts.get('image', '')} {facts.get('process', '')}"):
        found.append("psexec_like")
    if code in {"rdp_connection", "rdp_session", "logon", "rdp_attempt"} and outside(
        facts.get("address", "")
    ):
        remote = code != "logon" or facts.get("logon_type") in _REMOTE_TYPES
        found += ["from_outside"] if remote else []
    return found


def _logon(facts: Row, event: Event) -> bool:
    """Set apart connections without an account, which open nothing; Windows writes loopback for the keyboard.

    Source: Microsoft, event 4624 and "Well-known SIDs" (S-1-5-7, Anonymous).
    """
    if (
        event.values.get("TargetUserSid") == _ANONYMOUS
        or facts.get("account", "").casefold() == "anonymous logon"
    ):
        facts["code"] = "anonymous_connection"
    if facts.get("logon_type") in _KEYBOARD and facts.get("address") in _LOOPBACK:
        del facts["address"]
    return True


def _session(facts: Row, event: Event) -> bool:
    """Tell sessions at the machine, which the same log holds with the address LOCAL, from remote desktop."""
    if not facts.get("address"):
        facts["code"] = "session_opened"
    if event.event_id == _TAKEN_UP_AGAIN:
        facts["action"] = "resumed"
    return True


def _password(facts: Row, event: Event) -> bool:
    """Tell a change that was refused: Windows marks each audit as a success or a failure."""
    if event.keywords & _AUDIT_FAILURE:
        facts["code"] = "password_tried"
    return True


def _audit(facts: Row, _: Event) -> bool:
    """Keep whether something is noted no longer: %%8448 and %%8450 (success, failure removed)."""
    changes = facts.pop("action", "")
    removed, added = ("%%8448" in changes or "%%8450" in changes, "%%8449" in changes or "%%8451" in changes)
    if removed or added:
        facts["action"] = "audit_removed" if removed else "audit_added"
    facts["flags"] = ["audit_removed"] if removed else []
    return True


def _history(facts: Row, event: Event) -> bool:
    """Flag the history that a person deleted; Windows purges it by itself, as SYSTEM."""
    if event.values.get("SID", "").startswith(_PERSONS):
        facts["flags"] = ["defender_history_deleted"]
    else:
        facts["code"] = "defender_history_purged"
    return True


def _crash(facts: Row, event: Event) -> bool:
    """Keep when the machine stopped: the event is written at the next start, and tells it in its bytes.

    They hold the time of the last sign of life twice, as local time and as UTC (two SYSTEMTIME).
    """
    try:
        data = bytes.fromhex(event.values.get("Binary", ""))
        local, utc = (_system_time(data[at : at + 16]) for at in (0, 16))
    except (ValueError, struct.error):
        return True
    ahead = abs(local - utc)
    stopped_ns = (utc - _1970) // timedelta(milliseconds=1) * 10**6
    sound = ahead <= _ZONES and ahead % timedelta(minutes=15) < timedelta(seconds=1)
    if sound and (event.at_ns is None or stopped_ns <= event.at_ns):
        facts["stopped_ns"] = stopped_ns
    return True


def _system_time(data: bytes) -> datetime:
    year, month, _, day, hour, minute, second, thousandth = struct.unpack("<8H", data)
    return datetime(year, month, day, hour, minute, second, thousandth * 1000, tzinfo=UTC)


def _task(facts: Row, _: Event) -> bool:
    """Keep of a task's XML, cut at its limits and never parsed, the program it starts."""
    text = facts.pop("command", "")[:100_000]
    if "<" not in text:
        facts.update({"command": text} if text else {})
        return True
    lower = text.lower()
    held = [_inside(text, lower, name, most) for name, most in (("command", 2000), ("arguments", 4000))]
    parts = [html.unescape(one.strip()) for one in held if one]
    facts.update({"command": " ".join(parts)} if parts else {})
    return True


def _inside(text: str, lower: str, name: str, most: int) -> str:
    """Return what stands between the first opening of an element and the first closing after it."""
    start = lower.find(f"<{name}>")
    if start < 0 or len(lower) != len(text):
        return ""
    start += len(name) + 2
    end = lower.find(f"</{name}>", start, start + most + len(name) + 3)
    return text[start:end] if end >= 0 else ""


def _script(facts: Row, _: Event) -> bool:
    """Keep only scripts that ask for something telling, and of them only that passage."""
    text = facts.pop("command", "")
    facts["flags"] = asked_for(text)
    facts["command"] = passage(text)
    return bool(facts["flags"])


def _shadow_service(facts: Row, event: Event) -> bool:
    """Read a service's own name and state from the binary part: "VSS/4" is "started", "VSS/1" "stopped"."""
    try:
        text = bytes.fromhex(event.values.get("Binary", "")).decode("utf-16-le").rstrip("\0")
    except ValueError:
        return False
    name, _, state = text.partition("/")
    facts.update({"service": name, "action": {"4": "started", "1": "stopped"}.get(state, state)})
    return name.casefold() in _SHADOW_SERVICES


def _start_changed(facts: Row, _: Event) -> bool:
    return facts.get("service", "").casefold() in _GUARDED


def _member(facts: Row, event: Event) -> bool:
    if _ADMINISTRATORS.match(event.values.get("TargetSid", "")):
        facts["flags"] = ["new_administrator"]
    return True


def _time(facts: Row, _: Event) -> bool:
    """Keep changes of the clock that a person would notice."""
    try:
        before, after = (datetime.fromisoformat(facts[key]) for key in ("before", "after"))
        seconds = (after - before).total_seconds()
    except (KeyError, ValueError, TypeError):
        return True
    facts["shift_seconds"] = round(seconds)
    facts["flags"] = ["clock_moved"] if abs(seconds) >= _MOVED else []
    return bool(facts["flags"])


def _threat(facts: Row, _: Event) -> bool:
    """Keep the first place of a threat; they are written "file:_C:…; file:_D:…"."""
    first = facts.pop("image", "").split(";", 1)[0].strip()
    facts.update({"image": first.partition(":_")[2] or first} if first else {})
    facts["flags"] = ["threat_detected"]
    return True


def _defender(facts: Row, _: Event) -> bool:
    """Keep the changes that weaken the protection: every update of the signatures is one of the others."""
    after = facts.get("after", "")
    marks = (("exclusion_added", _EXCLUSION), ("protection_reduced", _WEAKENED))
    facts["flags"] = [code for code, mark in marks if mark.search(after)]
    return bool(facts["flags"])


_REFINED: Mapping[str, Callable[[Row, Event], bool]] = {
    "logon": _logon,
    "rdp_session": _session,
    "password_changed": _password,
    "password_reset": _password,
    "audit_changed": _audit,
    "defender_history_deleted": _history,
    "system_crashed": _crash,
    "task_registered": _task,
    "task_updated": _task,
    "script_block": _script,
    "shadow_copy_service": _shadow_service,
    "service_start_changed": _start_changed,
    "group_member_added": _member,
    "time_changed": _time,
    "defender_changed": _defender,
    "defender_detected": _threat,
    "defender_action": _threat,
    "defender_action_failed": _threat,
}
