r"""Windows' File History, user by user: where it copies to, and until when the files are protected.

ProtectedUpToTime of NTUSER\Software\Microsoft\Windows\CurrentVersion\FileHistory, and Config1.xml or
Config2.xml of the user's own folder, of which the newer counts (seen in use; names of elements as Windows 8
to 11 write them).
"""

import re
import struct
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from toolkit.errors import Unreadable
from toolkit.media.registry import Key, filetime
from toolkit.records import Entry, Unread
from toolkit.triage.machine import Machine

FOLDER = "Microsoft/Windows/FileHistory/Configuration"
_KEY = r"Software\Microsoft\Windows\CurrentVersion\FileHistory"
_LARGEST = 4 * 1024 * 1024
_NOT_ASCII_SPACE = re.compile(r"\s+")

Row = dict[str, Any]


def jobs(machine: Machine) -> Iterator[Row]:
    """Yield one row per user who has File History."""
    protected = {user.casefold(): _protected(root) for user, root in machine.user_hives()}
    for profile in machine.profiles():
        until = protected.get(profile.name.casefold())
        configuration = _newest(machine, f"{profile.path}/AppData/Local/{FOLDER}")
        if until is None and configuration is None:
            continue
        told = _configuration(machine, configuration) if configuration else {}
        yield {
            "name": "File History",
            "user": profile.name,
            **told,
            "last_success_ns": until,
            "result": "success" if until else "unknown",
            "basis": "registry" if until else "configuration",
            "path": configuration.path if configuration else profile.path,
        }


def _protected(root: Key) -> int | None:
    key = root.key(_KEY)
    value = key.get("ProtectedUpToTime") if key else None
    if isinstance(value, bytes) and len(value) == 8:
        value = struct.unpack("<Q", value)[0]
    return filetime(value) if isinstance(value, int) else None


def _newest(machine: Machine, folder: str) -> Entry | None:
    found = [entry for name in ("Config1.xml", "Config2.xml") if (entry := machine.file(f"{folder}/{name}"))]
    return max(found, key=lambda entry: entry.times.modified or 0, default=None)


def _configuration(machine: Machine, entry: Entry) -> Row:
    try:
        top = _parsed(machine, entry)
    except Unreadable as error:
        machine.unread.append(Unread(machine.volume, entry.path, error.why, error.detail))
        return {}
    status = _text(top, "DPStatus")
    return {
        "target": _text(top, "TargetUrl") or _text(top, "TargetName"),
        "enabled": None if status is None else status not in {"0", "Disabled"},
        "every_seconds": int(every) if (every := _text(top, "DPFrequency") or "").isdecimal() else None,
    }


def _parsed(machine: Machine, entry: Entry) -> ET.Element:
    raw = machine.head(entry, _LARGEST)
    if len(raw) > _LARGEST or b"<!" in raw.replace(b"\0", b""):  # declarations have no business here
        raise Unreadable("configuration_damaged")
    try:
        return ET.fromstring(raw)  # noqa: S314 - without declarations there are no entities to expand
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Unreadable("configuration_damaged") from error


def _text(top: ET.Element, name: str) -> str | None:
    """Return the text of the first element of that name, whatever namespace it is in."""
    for element in top.iter():
        if str(element.tag).rpartition("}")[2] == name and element.text:
            return _NOT_ASCII_SPACE.sub(" ", element.text).strip() or None
    return None
