"""What tells one disk from another at the same place: its volumes, and the numbers they were given.

A device's name may mean another disk after a restart, and a file another image. Numbers: NTFS at 72, exFAT at
100, FAT at 39 or 67 of the boot sector (Microsoft); ext at 104 of the superblock (Linux, ext4 documentation).
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from toolkit.media.source import Source
from toolkit.records import Volume

_EDGE = 64 * 1024  # bytes
_NUMBERS = {"ntfs": (72, 8), "exfat": (100, 4), "fat12": (39, 4), "fat16": (39, 4), "fat32": (67, 4)}
_EXT = (1024 + 104, 16)

ReadAt = Callable[[int, int], bytes]


def identity(source: Source) -> dict[str, Any]:
    """Return {"volumes", "edges"} of a disk, {} for what is none.

    "volumes" never changes while the disk is only read or used; "edges", hashes by volume, may, and says then
    that somebody wrote on it.
    """
    disk = getattr(source, "disk", None)
    if disk is None:
        return {}
    volumes, edges = [], {}
    for volume in source.volumes():
        told = {"volume": volume.name, "filesystem": volume.filesystem, "offset": volume.offset}
        if volume.read:
            place = disk(volume.name)
            told["number"] = _number(volume, place.read)
            edges[volume.name] = _edges(volume, place.read)
        volumes.append({**told, "size": volume.size})
    return {"volumes": volumes, "edges": edges}


def _number(volume: Volume, read: ReadAt) -> str:
    at, length = _EXT if volume.filesystem.startswith("ext") else _NUMBERS.get(volume.filesystem, (0, 0))
    try:
        return read(at, length).hex() if length else ""
    except OSError:
        return ""


def _edges(volume: Volume, read: ReadAt) -> str | None:
    running = sha256()
    try:
        for at in (0, max(0, volume.size - _EDGE)):
            running.update(read(at, _EDGE))
    except OSError:
        return None
    return running.hexdigest()
