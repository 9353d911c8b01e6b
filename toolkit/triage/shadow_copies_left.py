r"""Shadow copies left on the volumes, and whether Windows was set to make any.

The changed blocks of a copy lie in a file of System Volume Information named by the copy's identifier and
that of the service; the catalogue bears the service's identifier alone. Format: "Volume Shadow Snapshot (VSS)
format", J. Metz, libvshadow. Settings: Microsoft, "System Restore registry keys"; SPP\Clients lists the
volumes that restore points are made of, and Windows' own window writes 0 in RPSessionInterval to switch off.
"""

import re
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.registry import Key
from toolkit.media.shadows import Copy
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread
from toolkit.triage.machine import Machine

_HIDDEN = "System Volume Information"
_RESTORE = r"Microsoft\Windows NT\CurrentVersion\SystemRestore"
_RESTORE_POLICY = r"Policies\Microsoft\Windows NT\SystemRestore"
_CLIENTS = r"Microsoft\Windows NT\CurrentVersion\SPP\Clients"
WHERE = (
    _HIDDEN, rf"Windows/System32/config/SOFTWARE\{_RESTORE}",
    r"Windows/System32/config/SYSTEM\Services\VSS",
)  # fmt: skip

_SERVICE = "{3808876b-c176-4e48-b7ae-04046e6cc752}"
_STORE = re.compile(rf"(?i)^(\{{[0-9a-f-]{{36}}\}}){re.escape(_SERVICE)}$")
_SYSTEM_RESTORE = "{09F7EDC5-294E-4180-AF6A-FB0E6A0E9513}"
_LETTER = re.compile(r"\(([A-Za-z])(?::|%3A)\)$", re.IGNORECASE)  # "\\?\Volume{…}\:Windows(C%3A)"
_LISTED = 4096
_DISABLED = 4
_WINDOWS = "Windows/System32"
_NEVER = ("fat", "exfat", "ext")  # file systems Windows makes no copies of

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield copies, the newest first, one row per volume looked at, then the settings.

    An image or a device is read where the catalogue stands; elsewhere the files of copies are counted.
    `no_shadow_copy` stands only where one of the two could be read whole and shows none.
    """
    read = dict(_catalogues(machine.source))
    for volume in _volumes(machine):
        copies = read.get(volume)
        if isinstance(copies, Unreadable):
            machine.unread.append(Unread(volume, "", copies.why, copies.detail))
        if isinstance(copies, list):
            yield from _told(volume, [_copy(volume, one) for one in copies], whole=True)
        else:
            yield from _files(machine, volume, sound=copies is None)
    yield from _settings(machine.control_set(), machine.config("SOFTWARE"))


def _catalogues(source: Source) -> Iterator[tuple[str, list[Copy] | Unreadable]]:
    """Yield the copies the catalogue of each volume lists, on sources that can read it."""
    listed = getattr(source, "shadow_copies", None)
    for volume, copies in listed() if callable(listed) else ():
        yield volume.name, copies


def _copy(volume: str, one: Copy) -> Row:
    return {
        "what": "copy",
        "volume": volume,
        "number": one.number,
        "ident": one.ident,
        "created_ns": one.created_ns,
        "flags": [],
    }


def _volumes(machine: Machine) -> Iterator[str]:
    """Yield this volume, and those without a Windows of their own, which no other machine looks at."""
    for volume in machine.source.volumes():
        own = volume.name == machine.volume
        able = not volume.filesystem.startswith(_NEVER)
        if volume.read and able and (own or machine.source.find(_WINDOWS, volume.name) is None):
            yield volume.name


def _files(machine: Machine, volume: str, *, sound: bool) -> Iterator[Row]:
    folder = machine.source.find(_HIDDEN, volume)
    if folder is None or folder.kind is not EntryKind.DIRECTORY:
        # Without its folder nothing tells how many copies a volume holds.
        machine.unread.append(Unread(volume, _HIDDEN, "shadow_copies_not_seen"))
        return
    stores: list[Row] = []
    whole = sound
    for number, entry in enumerate(machine.source.listing(folder)):
        if isinstance(entry, Unread):
            machine.unread.append(entry)
            whole = whole and entry.path.casefold() != folder.path.casefold()
        elif number < _LISTED and (found := _STORE.match(entry.name)):
            stores.append(_store(volume, entry, found[1]))
    yield from _told(volume, stores, whole=whole)


def _told(volume: str, copies: list[Row], *, whole: bool) -> Iterator[Row]:
    yield from sorted(copies, key=lambda row: -(row["created_ns"] or 0))
    flags = ["no_shadow_copy"] if whole and not copies else []
    yield {"what": "volume", "volume": volume, "count": len(copies), "flags": flags}


def _store(volume: str, entry: Entry, ident: str) -> Row:
    return {
        "what": "copy",
        "volume": volume,
        "ident": ident.casefold(),
        "created_ns": entry.times.created,
        "size": entry.size,
        "path": entry.path,
        "flags": [],
    }


def _settings(control: Key | None, software: Key | None) -> Iterator[Row]:
    service = control.key(r"Services\VSS") if control else None
    restore, policy, clients = (
        software.key(path) if software else None for path in (_RESTORE, _RESTORE_POLICY, _CLIENTS)
    )
    start = service.number("Start") if service else None
    off = next(
        (value for key in (policy, restore) if key and (value := key.number("DisableSR")) is not None), None
    )
    if off is None and restore is not None and restore.number("RPSessionInterval") == 0:
        off = 1
    volumes = clients.get(_SYSTEM_RESTORE) if clients else None
    protected = volumes if isinstance(volumes, tuple) else (volumes,) if isinstance(volumes, str) else ()
    if start is None and off is None and restore is None and clients is None:
        return
    flags = (("shadow_copies_disabled", start == _DISABLED), ("restore_points_disabled", off == 1))
    yield {
        "what": "restore_settings",
        "service_disabled": None if start is None else start == _DISABLED,
        "restore_points": None if off is None else off == 0,
        "protected_volumes": [_letter(one) for one in protected],
        "written_ns": restore.written_ns if restore else None,
        "flags": [code for code, holds in flags if holds],
    }


def _letter(volume: str) -> str:
    found = _LETTER.search(volume)
    return f"{found[1].upper()}:" if found else volume
