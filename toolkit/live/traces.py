r"""What running this program changes on the machine examined: what Windows notes by itself, what we avoid.

Sources: Microsoft (Prefetch, Background Activity Moderator, fsutil behavior, event 4688 and 6416 of the
security log, 20001 and 20003 of the plug-and-play log); the rest is what examiners commonly find.
`observed` says what was seen of a trace just now: found, absent, or not_told where it was not looked for.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PureWindowsPath
from typing import Any, TypeVar

import psutil

from toolkit import live
from toolkit.errors import Unreadable
from toolkit.host.windows.answer import answer
from toolkit.host.windows.registry import subkeys, values
from toolkit.host.windows.rights import elevated, refusal
from toolkit.media.windows.volumes import LiveVolume, volumes
from toolkit.records import Artefact, Unread

Row = dict[str, Any]
T = TypeVar("T")

NAME = "traces"
_CONTROL = r"SYSTEM\CurrentControlSet\Control"
_BAM = (
    r"SYSTEM\CurrentControlSet\Services\bam\State\UserSettings",
    r"SYSTEM\CurrentControlSet\Services\bam\UserSettings",  # Windows 10 1709 and 1803
)
_PREFETCHER = _CONTROL + r"\Session Manager\Memory Management\PrefetchParameters"
_FILE_SYSTEM = _CONTROL + r"\FileSystem"
# Windows notes these whatever a program does; the files and keys that hold them are not looked into.
_NOTED = ("userassist", "shimcache", "amcache", "srum", "event_log", "antivirus_cache", "jump_list")
_VOLUMES = 20.0  # seconds
# What this program does nothing of, wherever it runs.
AVOIDED = (
    "temporary_files", "registry_writes", "event_source", "code_page", "network", "programs_run",
    "cloud_downloads",
)  # fmt: skip
_OF_WINDOWS = frozenset({"registry_writes", "event_source", "code_page"})


@dataclass(frozen=True, slots=True)
class Ourselves:
    """What this program is while it runs."""

    program: str  # file name
    from_usb: bool | None  # None: not told
    raised: bool


def look(ways: tuple[str, ...] = ()) -> Artefact:
    """Return one row per trace: `kind` is unavoidable, avoided or chosen.

    `ways` says how the volumes are read, "raw" or "api"; nothing is read when it is empty.
    """
    return live.told(NAME, partial(_rows, ways))


def _rows(ways: tuple[str, ...], missed: list[Unread]) -> Iterator[Row]:
    if sys.platform == "win32":
        yield from of_windows(_ourselves(missed), missed)
    memory = _asked("memory", lambda: psutil.Process().memory_info().rss, 0, missed)
    yield _row("memory", "unavoidable", bytes=memory)
    yield from last_access(ways, missed)
    yield from (_row(code, "avoided") for code in avoided())


def avoided() -> tuple[str, ...]:
    """Return what this program never does, of what this system knows."""
    return AVOIDED if sys.platform == "win32" else tuple(code for code in AVOIDED if code not in _OF_WINDOWS)


def _ourselves(missed: list[Unread]) -> Ourselves:
    program = PureWindowsPath(sys.executable).name
    from_usb = _asked("volumes", lambda: ours_is_removable(answer(volumes, _VOLUMES)), None, missed)
    return Ourselves(program, from_usb, _asked("elevation", elevated, False, missed))


def of_windows(ours: Ourselves, missed: list[Unread]) -> Iterator[Row]:
    """Yield what Windows notes of a program that starts and of the stick it starts from."""
    for code, look_for in (("prefetch", prefetch), ("bam", bam)):
        seen = _asked(code, partial(look_for, ours.program), "not_told", missed)
        yield _row(code, "unavoidable", observed=seen, program=ours.program)
    for code in _NOTED:
        yield _row(code, "unavoidable", observed="not_told")
    if ours.from_usb is not False:
        yield _row("usb", "unavoidable", observed="found" if ours.from_usb else "not_told")
    yield _row("console", "unavoidable")
    if ours.raised:
        yield _row("elevation", "chosen")


def last_access(ways: tuple[str, ...], missed: list[Unread]) -> Iterator[Row]:
    """Yield what becomes of the dates of last reading: none change where volumes are read raw."""
    if "raw" in ways:
        yield _row("last_access_raw", "avoided")
    if "api" not in ways:
        return
    state = _asked("NtfsDisableLastAccessUpdate", _access_updates, "not_told", missed)
    kind = "avoided" if state in {"off", "system_off"} else "unavoidable"
    yield _row("last_access", kind, observed=state)


def _access_updates() -> str:
    return access_updates((values(_FILE_SYSTEM) or {}).get("NtfsDisableLastAccessUpdate"))


def access_updates(value: object) -> str:
    """Say whether Windows keeps dates of last reading: "on" or "off", "system_" where Windows decides."""
    if not isinstance(value, int):
        return "not_told"
    state = "off" if value & 1 else "on"
    return f"system_{state}" if value & 2 else state


def prefetch(program: str) -> str:
    """Say whether Windows already wrote its prefetch file about us; it does so ten seconds after a start."""
    wanted = f"{program.upper()}-"
    folder = os.path.join(os.environ.get("SYSTEMROOT", "C:\\Windows"), "Prefetch")  # noqa: PTH118 - Windows's
    try:
        with os.scandir(folder) as names:
            if any(one.name.upper().startswith(wanted) for one in names):
                return "found"
    except FileNotFoundError:
        return "absent"
    except OSError as error:
        raise Unreadable(refusal() if isinstance(error, PermissionError) else "io_error") from error
    off = (values(_PREFETCHER) or {}).get("EnablePrefetcher") == 0
    return "switched_off" if off else "absent"


def bam(program: str) -> str:
    """Say whether the registry names our program among those that ran."""
    cut: list[Unread] = []
    accounts = [f"{place}\\{account}" for place in _BAM for account in subkeys(place, cut) or {}]
    for account in accounts:
        for name in values(account, cut) or {}:
            if PureWindowsPath(name).name.casefold() == program.casefold():
                return "found"
    if cut:
        raise Unreadable(cut[0].why, cut[0].path)
    return "absent"


def ours_is_removable(found: list[LiveVolume]) -> bool | None:
    """Say whether our program lies on something that was plugged in; None when that is not told."""
    held = next((volume for volume in found if volume.holds_program), None)
    if held is None:
        return None
    if held.kind == "removable" or held.bus == "usb":
        return True
    return None if held.bus is None and not held.holds_windows else False


def _asked(name: str, question: Callable[[], T], otherwise: T, missed: list[Unread]) -> T:
    """Return the answer to a question, or what stands for "not told"; no question can end the list."""
    try:
        return question()
    except Unreadable as error:
        missed.append(Unread("", name, error.why, error.detail))
    except Exception as error:  # noqa: BLE001 - one trace that cannot be looked for must not hide the others
        missed.append(Unread("", name, "unit_failed", type(error).__name__))
    return otherwise


def _row(code: str, kind: str, **facts: Any) -> Row:
    return {"trace": code, "kind": kind, **facts}
