r"""The small files by which Linux tells of its devices and mounts, under "/" or under a tree made alike.

Formats: proc(5) for mountinfo and its octal \040; Documentation/ABI (sysfs-block, sysfs-dev); udev's data
base in /run/udev/data, a line "E:NAME=value" for each property, with \x20 in values that udev encodes.
"""

import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/")
MADE_OF_OTHERS = re.compile(r"(?:loop|ram|zram|dm-|md_?d?)\d+")  # of memory, of files, of other disks
_LONGEST = 64 * 1024  # bytes read of a file of /sys, of udev or of ours
_NUMBER = re.compile(r"\d+:\d+")
_ESCAPED = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|([0-7]{3}))")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo; a mount may be read-only while its file system still writes."""

    device: str  # "8:1"; "0:…" for what has no disk, or several
    root: str  # what of the file system is mounted
    point: str
    read_only: bool
    kind: str  # "ext4"
    source: str  # "/dev/sda1"
    system_read_only: bool


def text(place: Path) -> str:
    """Return a small file as text without the ends of lines around it, "" where it cannot be read."""
    try:
        with place.open("rb") as stream:
            return _decoded(stream.read(_LONGEST)).strip("\0 \n\t")
    except OSError:
        return ""


def flag(place: Path) -> bool | None:
    """Return what a file of one digit says, None where it says neither yes nor no."""
    return {"0": False, "1": True}.get(text(place))


def table(place: Path) -> list[str]:
    """Return the lines of a table of /proc, however long; [] where it cannot be read."""
    try:
        # A name may hold what Python takes for an end of line; the kernel ends lines by this one alone.
        return [line for line in _decoded(place.read_bytes()).split("\n") if line]
    except OSError:
        return []


def below(place: Path) -> list[Path]:
    """Return what a folder holds, in order; [] where it cannot be listed."""
    try:
        return sorted(place.iterdir())
    except OSError:
        return []


def partitions(disk: Path) -> list[Path]:
    """Return the folders of a disk's partitions below its own, by name."""
    return [part for part in below(disk) if (part / "partition").exists()]


def udev(system: Path, node: Path) -> dict[str, str]:
    """Return the properties that udev tells of a device of /sys/block, {} for none."""
    number = text(node / "dev")
    if not _NUMBER.fullmatch(number):
        return {}
    lines = text(system / "run/udev/data" / f"b{number}").splitlines()
    return dict(line[2:].split("=", 1) for line in lines if line.startswith("E:") and "=" in line)


def mounts(system: Path = ROOT) -> list[Mount]:
    """Return the mounts as this process sees them, the later above the earlier; [] where not told."""
    return list(_mounts(table(system / "proc/self/mountinfo")))


def _mounts(lines: list[str]) -> Iterator[Mount]:
    for line in lines:
        words = line.split(" ")
        if len(words) < 10 or "-" not in words[6:] or not _NUMBER.fullmatch(words[2]):
            continue
        kind, source, options = (*words[words.index("-", 6) + 1 :], "", "", "")[:3]
        shown, behind = "ro" in words[5].split(","), "ro" in options.split(",")
        root, point = unescaped(words[3]), unescaped(words[4])
        yield Mount(words[2], root, point, shown, kind, unescaped(source), behind)


def unescaped(told: str) -> str:
    r"""Undo the octal \040 of mountinfo and the \x20 of udev, both of UTF-8 bytes."""
    raw = told.encode("utf-8", "surrogateescape")
    return _decoded(_ESCAPED.sub(lambda found: bytes([_byte(found)]), raw))


def _byte(found: re.Match[bytes]) -> int:
    return int(found[1], 16) if found[1] else int(found[2], 8) & 0xFF


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


if sys.platform != "win32":

    def number_of(path: Path) -> int | None:
        """Return the number of a block device, None for what is none or cannot be asked."""
        try:
            found = path.stat()
        except OSError:
            return None
        return found.st_rdev if stat.S_ISBLK(found.st_mode) else None

    def node_of(number: int, system: Path = ROOT) -> Path:
        """Return the folder of /sys/devices of a device by its number; one that does not exist for none."""
        return (system / "sys/dev/block" / f"{os.major(number)}:{os.minor(number)}").resolve()

else:

    def number_of(path: Path) -> int | None:  # noqa: ARG001 - Windows has no such numbers
        """Windows has no such numbers."""
        return None

    def node_of(number: int, system: Path = ROOT) -> Path:
        """Windows has no such folders."""
        return system / str(number)


def disk_of(node: Path) -> Path:
    """Return the folder of the whole disk that a device's folder is, or is a partition of."""
    return node.parent if (node / "partition").exists() else node


def device(node: Path) -> Path:
    """Return the device itself, in /dev, of a folder of /sys/block."""
    return Path("/dev") / node.name.replace("!", "/")
