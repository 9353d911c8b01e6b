r"""How this Windows was put out, and which volumes stay shut: what limits everything else that is read.

Places: hiberfil.sys; the flag of $Volume; whether the hives SYSTEM and SOFTWARE were closed; SYSTEM\Control,
Session Manager\Power and Windows; for a memory that sleeps, the last events of the System log (Microsoft:
User32 1074, Kernel-Power 42 and 107, Kernel-General 12, EventLog 6005).
"""

from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.event_log import Event, events
from toolkit.media.registry import Key
from toolkit.media.source import Source
from toolkit.records import EntryKind, Unread
from toolkit.triage import running
from toolkit.triage.formats.hibernation_file import HEAD, Head, told
from toolkit.triage.hardware import moment
from toolkit.triage.machine import CONFIG, Machine, obstacle

_FILE, _LOG = "hiberfil.sys", "Windows/System32/winevt/Logs/System.evtx"
_POWER = r"Control\Session Manager\Power"
_VERSION = r"Microsoft\Windows NT\CurrentVersion"
WHERE = (_FILE, "$Volume", rf"{CONFIG}/SYSTEM\{_POWER}", _LOG)

_LARGEST_LOG = 64 * 1024 * 1024  # bytes; beyond, the answer would no longer be quick
_TOGETHER = 10 * 60 * 1_000_000_000  # ns between somebody's wish to stop and the sleep that carries it out
_STOP, _SLEEP = ("user32", 1074), ("microsoft-windows-kernel-power", 42)
_BEGINS = frozenset({
    ("eventlog", 6005), ("microsoft-windows-kernel-general", 12), ("microsoft-windows-kernel-power", 107),
})  # fmt: skip
_UNSURE = frozenset({Head.ODD, Head.ELSEWHERE, "hiberfil_not_read", "hiberfil_no_file"})
_SLEEPS = frozenset({"fast_start_up", "hibernated", "hibernation_unclear", "resuming"})

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield the volumes that stay locked, once for the source, then how this volume's Windows was put out.

    `state` is "clean", "dirty", "hibernated", "fast_start_up", "hibernation_unclear", "resuming", "unknown"
    or "locked"; `evidence` holds the codes of what it is drawn from. A Windows that runs was not put out.
    """
    read = [volume.name for volume in machine.source.volumes() if volume.read]
    if read[:1] == [machine.volume]:
        yield from locked(machine.source)
    asked = machine.windows and machine.source.kind != "shadow_copy"
    if asked and not running.is_running(machine.source, machine.volume):
        yield _windows(machine)


def locked(source: Source) -> Iterator[Row]:
    """Yield each volume that BitLocker locks, with who may unlock it and the identifiers to find keys by."""
    sizes = {volume.name: volume.size for volume in source.volumes()}
    for name, facts in getattr(source, "locked", {}).items():
        yield {
            "what": "locked_volume",
            "volume": name,
            "size": sizes.get(name) or None,
            "state": "locked",
            "why": facts["why"],
            "protectors": [f"opens_by_{kind}" for kind, _ in facts["protectors"]],
            "key_ids": [ident for _, ident in facts["protectors"]],
            "flags": ["encrypted_locked"],
        }


def _windows(machine: Machine) -> Row:
    control = machine.control_set()
    file = _hibernation_file(machine)
    dirty = getattr(machine.source, "dirty", lambda _: None)(machine.volume)
    fast, hives = _fast_startup(control), _hives(machine)
    flag = {True: "volume_dirty", False: "volume_not_dirty", None: "volume_flag_not_told"}[dirty]
    state, why = _state(file, flag, hives), list[str]()
    if file == Head.ASLEEP:
        state, why = _which(machine, fast)
    asleep = ["asleep"] if state in _SLEEPS else []
    return {
        "what": "windows",
        "state": state,
        "evidence": [str(file), flag, hives, *why],
        **_named(machine, control),
        "fast_startup": fast,
        "bitlocker": _bitlocker(machine),
        "flags": asleep or (["not_put_away"] if dirty else []),
    }


def _state(file: str, flag: str, hives: str) -> str:
    """Return how a Windows that does not sleep was put out; what was not read is never clean."""
    if file == Head.RESUMING:
        return "resuming"
    if flag == "volume_dirty" or hives == "hives_left_open":
        return "dirty"
    unsure = file in _UNSURE or flag == "volume_flag_not_told" or hives == "hives_not_read"
    return "unknown" if unsure else "clean"


def _hibernation_file(machine: Machine) -> str:
    found = machine.source.find(_FILE, machine.volume)
    if found is None:
        hidden = obstacle(machine.source, machine.volume, _FILE)
        if hidden is None:
            return "hiberfil_absent"
        machine.unread.append(hidden)
        return "hiberfil_not_read"
    if found.kind is not EntryKind.FILE:
        return "hiberfil_no_file"
    try:
        return told(machine.head(found, HEAD - 1))
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, found.path, error.why, error.detail))
        return "hiberfil_not_read"


def _fast_startup(control: Key | None) -> bool | None:
    power = control.key(_POWER) if control else None
    told_of = power.number("HiberbootEnabled") if power else None
    return None if told_of is None else told_of != 0


def _hives(machine: Machine) -> str:
    """Say whether the system's own hives were closed: Windows leaves a count unequal until they are."""
    found = [machine.hive(f"{CONFIG}/{name}", wanted=False) for name in ("SYSTEM", "SOFTWARE")]
    opened = [hive for hive in found if hive is not None]
    if any(one.why.startswith("registry_log_") for hive in opened for one in hive.standing):
        return "hives_left_open"
    return "hives_closed" if len(opened) == len(found) else "hives_not_read"


def _which(machine: Machine, fast: bool | None) -> tuple[str, list[str]]:
    """Tell a hibernation somebody asked for from a fast start-up, which is half of one; never sure."""
    if fast is False:
        return "hibernated", ["fast_startup_off"]
    setting = "fast_startup_on" if fast else "fast_startup_not_told"
    last = _last_words(machine)
    state = {"event_stop": "fast_start_up", "event_sleep": "hibernated"}.get(last, "hibernation_unclear")
    return state, [setting, last]


def _last_words(machine: Machine) -> str:
    """Return what the System log says last: a stop was asked for, or a sleep began without one."""
    entry = machine.file(_LOG)
    if entry is None or entry.size > _LARGEST_LOG:
        return "events_not_read"
    last: dict[str, int] = {}
    try:
        for event in events(machine.source, entry, _wanted):
            if isinstance(event, Event) and event.at_ns is not None:
                last[_kind(event.provider, event.event_id)] = event.at_ns
    except Unreadable:
        return "events_not_read"
    began = last.get("begins", 0)
    stop, sleep = (at if (at := last.get(name, 0)) > began else 0 for name in ("stop", "sleep"))
    if stop and (not sleep or sleep - stop <= _TOGETHER):
        return "event_stop"
    return "event_sleep" if sleep else "events_silent"


def _wanted(provider: str, number: int) -> bool:
    return bool(_kind(provider, number))


def _kind(provider: str, number: int) -> str:
    one = (provider.casefold(), number)
    return "stop" if one == _STOP else "sleep" if one == _SLEEP else "begins" if one in _BEGINS else ""


def _named(machine: Machine, control: Key | None) -> Row:
    software = machine.config("SOFTWARE")
    version = software.key(_VERSION) if software else None
    name = control.key(r"Control\ComputerName\ComputerName") if control else None
    windows = control.key(r"Control\Windows") if control else None
    return {
        "computer": name.text("ComputerName") if name else None,
        "product": version.text("ProductName") if version else None,
        "release": (version.text("DisplayVersion") or version.text("ReleaseId")) if version else None,
        "build": version.text("CurrentBuild") if version else None,
        "last_shutdown_ns": moment(windows.get("ShutdownTime")) if windows else None,
    }


def _bitlocker(machine: Machine) -> str | None:
    """Say whether BitLocker encrypts a volume that its own clear key opened, or a key that was given."""
    facts = getattr(machine.source, "unlocked", {}).get(machine.volume)
    return None if facts is None else "bitlocker_opened" if facts["key_given"] else "bitlocker_suspended"
