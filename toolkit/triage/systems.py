"""Which system stands on each volume of a disk: Windows and how it was put out, another system, or none."""

from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Volume
from toolkit.triage import has_windows, put_out
from toolkit.triage.machine import Machine

_LINUX = frozenset({
    "btrfs", "ext2", "ext3", "ext4", "ext4_bigalloc", "ext4_meta_bg", "f2fs", "jfs", "luks", "lvm", "mdraid",
    "reiserfs", "swap", "xfs", "zfs",
})  # fmt: skip
_APPLE = frozenset({"apfs", "hfsplus"})
_RELEASES = ("etc/os-release", "usr/lib/os-release")
_RELEASE = 16 * 1024  # bytes read of one
_STARTS = 12  # systems named that one volume starts

Row = dict[str, Any]


def systems(source: Source) -> Iterator[Row]:
    """Yield one row per volume, `what` being "windows", "locked_volume" or "volume"; nothing is walked.

    A "volume" bears in `holds` "linux", "macos", "start", "recovery", "files", "no_files" or "unknown", and
    in `names` what the systems on it call themselves, or those it starts.
    """
    shut = {row["volume"]: row for row in put_out.locked(source)}
    for volume in source.volumes():
        about = {"volume": volume.name, "filesystem": volume.filesystem, "size": volume.size or None}
        if volume.name in shut:
            yield {**about, **shut[volume.name]}
        elif volume.read and has_windows(source, volume.name):
            machine = Machine(source, volume.name, {}, windows=True)
            found = (row for row in put_out.collect(machine) if row["what"] == "windows")
            yield {**about, **next(found, {"what": "windows", "state": "unknown", "evidence": []})}
        else:
            told = {"what": "volume", "label": volume.label, "why": volume.why}
            yield {**about, **told, **_held(source, volume)}


def _held(source: Source, volume: Volume) -> Row:
    if volume.filesystem in _APPLE:
        return {"holds": "macos", "names": []}
    if volume.filesystem in _LINUX:
        return {"holds": "linux", "names": _release(source, volume) if volume.read else []}
    if volume.why == "no_files":
        return {"holds": "no_files", "names": []}
    if not volume.read:
        return {"holds": "unknown", "names": []}
    if volume.filesystem.startswith("fat") and (started := _started(source, volume)):
        return {"holds": "start", "names": started}
    recovery = _folder(source, "Recovery/WindowsRE", volume.name)
    return {"holds": "recovery" if recovery else "files", "names": []}


def _folder(source: Source, path: str, volume: str) -> bool:
    found = source.find(path, volume)
    return found is not None and found.kind is EntryKind.DIRECTORY


def _started(source: Source, volume: Volume) -> list[str]:
    """Return the folders of the programs that the firmware starts, of an EFI volume."""
    folder = source.find("EFI", volume.name)
    if folder is None or folder.kind is not EntryKind.DIRECTORY:
        return []
    try:
        below = [one for one in source.listing(folder) if isinstance(one, Entry)]
    except Unreadable:
        return []
    found = [one.name for one in below if one.kind is EntryKind.DIRECTORY]
    return sorted(name for name in found if name.casefold() != "boot")[:_STARTS] or ["Boot"]


def _release(source: Source, volume: Volume) -> list[str]:
    """Return what a Linux calls itself."""
    for path in _RELEASES:
        found = source.find(path, volume.name)
        if found is None or found.kind is not EntryKind.FILE:
            continue
        try:
            with source.open(found) as stream:
                text = stream.read(_RELEASE).decode("utf-8", "replace")
        except (Unreadable, OSError):
            continue
        for line in text.splitlines():
            name, _, value = line.partition("=")
            if name == "PRETTY_NAME" and value.strip("\"' "):
                return [value.strip("\"' ")[:80]]
    return []
