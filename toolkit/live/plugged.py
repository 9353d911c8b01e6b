"""Whether a disk that may hold backups is still plugged in: what stays plugged is encrypted next."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.answer import answer
from toolkit.live import mounted_devices
from toolkit.media.folder import FolderSource
from toolkit.media.volumes_windows import LiveVolume, holding, volumes
from toolkit.records import Answer, Entry, Unread

Row = dict[str, Any]

_NAMES = 5_000  # looked at in the top folder of one volume
_LOCAL = frozenset({"fixed", "removable"})
# What backup programs put at the top of a disk: their own default names, and the endings of their files.
_BACKUPS = (
    ("windows_image", ("windowsimagebackup",)),
    ("file_history", ("filehistory",)),
    ("veeam", ("veeambackup*", "veeam", "*.vbk", "*.vib")),
    ("acronis", ("acronis*", "*.tib", "*.tibx")),
    ("macrium", ("*.mrimg", "*.mrbak")),
    ("disk_image", ("*.adi", "*.v2i", "*.gho", "*.pbd")),
    ("backup_folder", ("backup*", "sauvegarde*", "cobian*", "synology*backup*")),
)


def backup_disks(case: Path | None) -> Row:
    """Answer whether a removable disk, or one with backups at its top, is plugged in.

    Our own stick, the volume the case is written on and the disk of the running Windows, which nobody can
    unplug, are left aside.
    """
    listed = volumes()
    if not listed:
        return _elsewhere()
    place = holding(case, listed)[0] if case else None
    inside = {disk for volume in listed if volume.holds_windows for disk in volume.disks}
    rows, unsure = [], False
    for volume in listed:
        apart = volume.holds_windows or volume.holds_program or volume == place or volume.why == "no_medium"
        if apart or volume.kind not in _LOCAL or not inside.isdisjoint(volume.disks):
            continue
        kinds, failed = backups_at(volume)
        if kinds or volume.kind == "removable" or volume.bus == "usb":
            rows.append({"name": volume.name, "label": volume.label, "bus": volume.bus, "backups": kinds})
        unsure |= failed or volume.bus is None
    verdict = Answer.YES if rows else Answer.UNKNOWN if unsure else Answer.NO
    kept = [{key: value for key, value in row.items() if value} for row in rows]
    return {"check": "backup_disk", "answer": verdict, "found": kept, "count": len(kept)}


def kinds_of(names: Sequence[str]) -> list[str]:
    """Return codes of the backups that names at the top of a disk speak of."""
    folded = [name.casefold() for name in names]
    return [
        code
        for code, patterns in _BACKUPS
        if any(fnmatchcase(name, pattern) for name in folded for pattern in patterns)
    ]


def backups_at(volume: LiveVolume) -> tuple[list[str], bool]:
    """Return codes of the backups at the top of a volume, and whether it could not be looked at."""
    if not volume.mounts:
        return [], True
    try:
        found = answer(partial(_top, Path(volume.mounts[0])))
    except Unreadable:
        return [], True
    failed = any(isinstance(one, Unread) for one in found)
    return kinds_of([one.name for one in found if isinstance(one, Entry)]), failed


def _top(root: Path) -> list[Entry | Unread]:
    source = FolderSource(str(root), root)
    try:
        top = source.find("")
        return list(islice(source.listing(top), _NAMES)) if top else [Unread("", "", "vanished")]
    finally:
        source.close()


def _elsewhere() -> Row:
    """Answer from the USB devices alone: no other disk of this system was looked at."""
    rows = [{"name": row.get("name") or row.get("model")} for row in _usb()]
    verdict = Answer.YES if rows else Answer.UNKNOWN
    return {"check": "backup_disk", "answer": verdict, "found": rows, "count": len(rows)}


def _usb() -> Iterator[Row]:
    try:
        yield from (row for row in mounted_devices.collect([]) if "usb_disk_plugged" in row.get("flags", ()))
    except Unreadable:
        return
