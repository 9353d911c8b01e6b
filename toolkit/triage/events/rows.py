"""One event as a row of facts, and what deserves a look in it."""

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from toolkit.media.event_log import Event
from toolkit.scan.deeds import asked_for, passage
from toolkit.triage.events.addresses import outside, plain
from toolkit.triage.events.codes import Kind, kind
from toolkit.triage.suspicion import flags as place_flags

Row = dict[str, Any]

FACT_LIMIT = 1024  # characters
COMMAND_LIMIT = 4096  # characters of a command
_NOT_SAID = frozenset({"", "-", "S-1-0-0", "%%1793", "NULL SID"})
_ADDRESSES = ("address",)
_NAMED_BY_CODE = frozenset({
    "log_cleared", "defender_disabled", "backup_catalogue_deleted", "audit_changed",
    "defender_history_deleted", "shadow_copies_lost",
})  # fmt: skip
# Through the network, an unlocking (a session taken up again), in clear text, remote desktop.
_REMOTE_TYPES = frozenset({3, 7, 8, 10, 12})
_REMOTE_RUN = re.compile(r"(?i)\b(psexe(c|svc)|paexec|remcom(svc)?|csexec(svc)?|winexesvc|xcmdsvc)")
_ADMINISTRATORS = re.compile(r"^S-1-5-32-544$|^S-1-5-21-[\d-]+-51[29]$")
_COMMAND = re.compile(r"(?is)<command>(.{0,2000}?)</command>")
_ARGUMENTS = re.compile(r"(?is)<arguments>(.{0,4000}?)</arguments>")
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
    if refine is not None and not refine(facts, event.values):
        return None
    facts["flags"] = list(dict.fromkeys(facts.get("flags", []) + _flags(meant.code, facts)))
    if meant.code == "process_created" and not facts["flags"]:
        # What ran, by whom and how often is told; every command line of a month would hide the rest.
        facts = {key: facts[key] for key in facts if key not in {"command", "parent", "hashes"}}
    facts = _cut(facts)
    return {
        "what": "event",
        "code": meant.code,
        "log": event.log,
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


def _task(facts: Row, _: Mapping[str, str]) -> bool:
    """Keep of a task's XML, cut at its limits and never parsed, the program it starts."""
    text = facts.pop("command", "")[:100_000]
    if "<" not in text:
        facts.update({"command": text} if text else {})
        return True
    parts = [html.unescape(found[1].strip()) for one in (_COMMAND, _ARGUMENTS) if (found := one.search(text))]
    facts.update({"command": " ".join(parts)} if parts else {})
    return True


def _script(facts: Row, _: Mapping[str, str]) -> bool:
    """Keep only scripts that ask for something telling, and of them only that passage."""
    text = facts.pop("command", "")
    facts["flags"] = asked_for(text)
    facts["command"] = passage(text)
    return bool(facts["flags"])


def _shadow_service(facts: Row, values: Mapping[str, str]) -> bool:
    """Read a service's own name and state from the binary part: "VSS/4" is "started", "VSS/1" "stopped"."""
    try:
        text = bytes.fromhex(values.get("Binary", "")).decode("utf-16-le").rstrip("\0")
    except ValueError:
        return False
    name, _, state = text.partition("/")
    facts.update({"service": name, "action": {"4": "started", "1": "stopped"}.get(state, state)})
    return name.casefold() in _SHADOW_SERVICES


def _start_changed(facts: Row, _: Mapping[str, str]) -> bool:
    return facts.get("service", "").casefold() in _GUARDED


def _member(facts: Row, values: Mapping[str, str]) -> bool:
    if _ADMINISTRATORS.match(values.get("TargetSid", "")):
        facts["flags"] = ["new_administrator"]
    return True


def _time(facts: Row, _: Mapping[str, str]) -> bool:
    """Keep changes of the clock that a person would notice."""
    try:
        before, after = (datetime.fromisoformat(facts[key]) for key in ("before", "after"))
        seconds = (after - before).total_seconds()
    except (KeyError, ValueError, TypeError):
        return True
    facts["shift_seconds"] = round(seconds)
    facts["flags"] = ["clock_moved"] if abs(seconds) >= _MOVED else []
    return bool(facts["flags"])


def _threat(facts: Row, _: Mapping[str, str]) -> bool:
    """Keep the first place of a threat; they are written "file:_C:…; file:_D:…"."""
    first = facts.pop("image", "").split(";", 1)[0].strip()
    facts.update({"image": first.partition(":_")[2] or first} if first else {})
    facts["flags"] = ["threat_detected"]
    return True


def _defender(facts: Row, _: Mapping[str, str]) -> bool:
    after = facts.get("after", "")
    marks = (("exclusion_added", _EXCLUSION), ("protection_reduced", _WEAKENED))
    facts["flags"] = [code for code, mark in marks if mark.search(after)]
    return True


_REFINED: Mapping[str, Callable[[Row, Mapping[str, str]], bool]] = {
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
