"""Whether a disk that may hold backups is still plugged in: what stays plugged is encrypted next."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.answer import answer
from toolkit.live import mounted_devices
from toolkit.media.folder import FolderSource
from toolkit.media.windows.volumes import LiveVolume, holding, volumes
from toolkit.records import Answer, Entry, Unread

Row = dict[str, Any]

_NAMES = 5_000  # looked at in the top folder of one volume
_VOLUMES = 20.0  # seconds: a disk that sleeps must turn first
_LOCAL = frozenset({"fixed", "removable"})
_ELSEWHERE = frozenset({"network", "optical", "ram", "alias"})
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

    Our own stick and the volume the case is written on count only for backups at their top; the disk of the
    running Windows, which nobody can unplug, is left aside.
    """
    try:
        listed = answer(volumes, _VOLUMES)
    except Unreadable:
        return _row([], sure=False)
    if not listed:
        return _elsewhere()
    place = holding(case, listed)[0] if case else None
    inside = {disk for volume in listed if volume.holds_windows for disk in volume.disks}
    rows, sure = [], True
    for volume in listed:
        apart = volume.holds_windows or volume.kind in _ELSEWHERE or volume.why == "no_medium"
        if apart or not inside.isdisjoint(volume.disks):
            continue
        if volume.kind not in _LOCAL:
            sure = False  # what it is was not told: it may be another machine's, and is not asked anything
            continue
        kinds, failed = backups_at(volume)
        loose = volume.kind == "removable" or volume.bus == "usb"
        wanted = volume.holds_program or volume == place
        if kinds or (loose and not wanted):
            rows.append({"name": volume.name, "label": volume.label, "bus": volume.bus, "backups": kinds})
        sure &= not failed and (wanted or volume.bus is not None)
    return _row(rows, sure=sure)


def _row(rows: Sequence[Row], *, sure: bool) -> Row:
    verdict = Answer.YES if rows else Answer.NO if sure else Answer.UNKNOWN
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
    """Return codes of the backups at the top of a volume, and whether not all of it could be looked at."""
    if not volume.mounts:
        return [], True
    try:
        found = answer(partial(_top, Path(volume.mounts[0])))
    except Unreadable:
        return [], True
    failed = len(found) >= _NAMES or any(isinstance(one, Unread) for one in found)
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
    try:
        found = answer(lambda: list(mounted_devices.collect([])), _VOLUMES)
    except Unreadable:
        found = []
    disks = [row for row in found if "usb_disk_plugged" in row.get("flags", ())]
    return _row([{"name": row.get("name") or row.get("model")} for row in disks], sure=False)
