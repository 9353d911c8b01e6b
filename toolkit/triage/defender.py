r"""The antivirus of Windows: its settings, what it leaves alone, what it found.

Where Windows keeps it: Microsoft, "Defender for Endpoint" and Group Policy references (WindowsDefender.admx);
DetectionHistory and Quarantine below ProgramData\Microsoft\Windows Defender.
"""

from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.event_log import events
from toolkit.media.registry import Key, filetime
from toolkit.records import EntryKind, Unread
from toolkit.triage.events import logs
from toolkit.triage.events.codes import kind
from toolkit.triage.events.rows import row
from toolkit.triage.machine import CONFIG, Machine

_DEFENDER = r"Microsoft\Windows Defender"
_POLICY = r"Policies\Microsoft\Windows Defender"
_HISTORY = "ProgramData/Microsoft/Windows Defender/Scans/History/Service/DetectionHistory"
_QUARANTINE = "ProgramData/Microsoft/Windows Defender/Quarantine/Entries"
_LOG = "Microsoft-Windows-Windows Defender/Operational"
WHERE = (rf"{CONFIG}/SOFTWARE\{_DEFENDER}", rf"{CONFIG}/SOFTWARE\{_POLICY}", _HISTORY)

_WHOLE = ("DisableAntiSpyware", "DisableAntiVirus")
_REALTIME = (
    "DisableRealtimeMonitoring", "DisableBehaviorMonitoring", "DisableOnAccessProtection",
    "DisableScanOnRealtimeEnable", "DisableIOAVProtection",
)  # fmt: skip
_STOPPING = frozenset({*_WHOLE, "DisableRealtimeMonitoring"})
_EXCLUSIONS = {"Paths": "path", "Processes": "process", "Extensions": "extension", "IpAddresses": "address"}
_EXCLUDED_LIMIT = 2000  # exclusions of one kind
_TAMPER = {5: True, 4: False, 0: False}
_DATED = ("AVSignatureApplied", "SignaturesLastUpdated")
_OLD = 7  # days
_DAY = 86_400 * 10**9
_FILES = 2000  # files of the detection history told
_THREATS = 2000

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield the settings, then exclusions, threats by name as the log tells, and files of past detections."""
    software = machine.config("SOFTWARE")
    local = software.key(_DEFENDER) if software else None
    policy = software.key(_POLICY) if software else None
    if local is not None or policy is not None:
        yield _settings(machine, local, policy)
    for key, by_policy in ((local, False), (policy, True)):
        yield from _exclusions(key, by_policy=by_policy)
    yield from _threats(machine)
    yield from _files(machine)


def _settings(machine: Machine, local: Key | None, policy: Key | None) -> Row:
    """Return the switches; one that is not written is on. The age is that on the day of the last change."""
    off, forced = _switched_off(local), _switched_off(policy)
    updates = local.key("Signature Updates") if local else None
    features = local.key("Features") if local else None
    tamper = features.number("TamperProtection") if features else None
    dated = [when for name in _DATED if (when := _moment(updates, name))]
    hive = machine.hive(f"{CONFIG}/SOFTWARE")
    seen_ns, updated = hive.written_ns if hive else None, max(dated, default=None)
    age = max(0, (seen_ns - updated) // _DAY) if seen_ns and updated else None
    found = {
        "realtime_off": bool(_STOPPING & {*off, *forced}),
        "protection_reduced": bool({*off, *forced} - _STOPPING),
        "policy_disables": bool(forced),
        "tamper_protection_off": _TAMPER.get(tamper) is False if tamper is not None else False,
        "signatures_old": age is not None and age > _OLD,
    }
    return {
        "what": "defender",
        "switched_off": off,
        "switched_off_by_policy": forced,
        "tamper_protection": _TAMPER.get(tamper) if tamper is not None else None,
        "signatures": updates.text("AVSignatureVersion") if updates else None,
        "engine_version": updates.text("EngineVersion") if updates else None,
        "signatures_ns": updated,
        "signatures_days": age,
        "flags": [code for code, holds in found.items() if holds],
    }


def _switched_off(top: Key | None) -> list[str]:
    realtime = top.key("Real-Time Protection") if top else None
    pairs = ((top, _WHOLE), (realtime, _REALTIME))
    return [name for key, names in pairs if key for name in names if key.number(name) == 1]


def _moment(key: Key | None, name: str) -> int | None:
    value = key.get(name) if key else None
    return filetime(int.from_bytes(value, "little")) if isinstance(value, bytes) and len(value) == 8 else None


def _exclusions(top: Key | None, *, by_policy: bool) -> Iterator[Row]:
    for name, kind_of in _EXCLUSIONS.items():
        key = top.key(rf"Exclusions\{name}") if top else None
        for number, (excluded, _) in enumerate(key.values() if key else ()):
            if key is not None and number >= _EXCLUDED_LIMIT:
                key.hive.fail(key.path, "registry_limit")
                break
            yield {
                "what": "exclusion",
                "kind": kind_of,
                "excluded": excluded,
                "by_policy": by_policy,
                "written_ns": key.written_ns if key else None,
                "flags": ["exclusion_added"],
            }


def _threats(machine: Machine) -> Iterator[Row]:
    """Yield what the log says was found, one row per threat and place."""
    entry = logs.named(logs.logs(machine), _LOG)
    if entry is None:
        return
    found: dict[tuple[str, str], Row] = {}
    try:
        for event in events(machine.source, entry, _is_threat):
            if isinstance(event, Unread):
                machine.unread.append(event)
            elif (told := row(event)) is not None and len(found) < _THREATS:
                _add(found, told)
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))
    yield from found.values()


def _is_threat(provider: str, number: int) -> bool:
    meant = kind(provider, number)
    return meant is not None and meant.code in {
        "defender_detected",
        "defender_action",
        "defender_action_failed",
    }


def _add(found: dict[tuple[str, str], Row], told: Row) -> None:
    key = (told.get("detail", ""), told.get("image", ""))
    one = found.setdefault(key, {
        "what": "threat", "detail": key[0], "image": key[1], "severity": told.get("severity"),
        "count": 0, "first_ns": told["at_ns"], "last_ns": told["at_ns"], "flags": ["threat_detected"],
    })  # fmt: skip
    one["count"] += told["code"] == "defender_detected"
    if told["at_ns"] is not None:
        one["last_ns"] = max(one["last_ns"] or 0, told["at_ns"])
    if told["code"] != "defender_detected":
        one["action"] = told.get("action")
    if told["code"] == "defender_action_failed" and "action_failed" not in one["flags"]:
        one["flags"].append("action_failed")


def _files(machine: Machine) -> Iterator[Row]:
    """Yield the files of past detections: when they were made; what they hold is not read."""
    count = 0
    for folder in machine.listing(_HISTORY):
        for entry in machine.listing(folder.path) if folder.kind is EntryKind.DIRECTORY else (folder,):
            count += 1
            if count > _FILES:
                machine.unread.append(Unread(machine.volume, _HISTORY, "folder_too_long"))
                return
            yield {
                "what": "detection_file",
                "path": entry.path,
                "created_ns": entry.times.created or entry.times.modified,
                "size": entry.size,
            }
    kept = sum(1 for _ in machine.listing(_QUARANTINE))
    if kept:
        yield {"what": "quarantine", "path": _QUARANTINE, "files": kept}
