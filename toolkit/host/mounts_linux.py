"""Where a path truly lies on Linux: its file system, its place in it under any mount, the disks below.

Linux, Documentation/filesystems/proc.rst (mountinfo) and Documentation/ABI (sysfs-block, sysfs-dev).
"""

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_TABLE = Path("/proc/self/mountinfo")
_BLOCKS = Path("/sys/dev/block")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_MOST = 64  # devices that one rests on; more is no machine of a practice


@dataclass(frozen=True, slots=True)
class Mounted:
    """One file system as one mount shows it, and a place in it."""

    device: int  # of the file system: the same for every mount and every subvolume of it
    block: int  # the block device it is read from; that of `device` when none is told
    kind: str  # "ext4"; "" when not told
    place: PurePosixPath  # inside the file system


@dataclass(frozen=True, slots=True)
class _Row:
    device: int
    root: str
    point: str
    kind: str
    source: str


if sys.platform != "win32":

    def of(path: Path) -> Mounted:
        """Return where an existing path with its links resolved lies; raises OSError."""
        here = path.stat().st_dev
        rows = [row for row in _rows() if path.is_relative_to(row.point)]
        # A mount hidden below a later one still stands in the table.
        rows.sort(key=lambda row: (row.device == here, len(row.point)))
        if not rows:
            return Mounted(here, here, "", PurePosixPath(path))
        row = rows[-1]
        block = row.device
        if os.major(block) == 0:  # a file system of several devices has a number of its own
            with suppress(OSError):
                found = Path(row.source).stat()
                block = found.st_rdev if stat.S_ISBLK(found.st_mode) else block
        return Mounted(row.device, block, row.kind, PurePosixPath(row.root) / path.relative_to(row.point))

    def _rows() -> Iterator[_Row]:
        try:
            table = os.fsdecode(_TABLE.read_bytes())
        except OSError:
            return
        for line in table.splitlines():
            words = [_ESCAPED.sub(lambda found: chr(int(found[1], 8)), word) for word in line.split(" ")]
            with suppress(ValueError, IndexError):
                end = words.index("-")
                major, minor = (int(number) for number in words[2].split(":"))
                yield _Row(os.makedev(major, minor), words[3], words[4], words[end + 1], words[end + 2])

    def grounds(device: int) -> frozenset[str]:
        """Return what a block device rests on: whole disks, those below a mapping, the file behind a loop."""
        found: set[str] = set()
        pending = [node] if (node := _node(device)) else []
        while pending and len(found) < _MOST:
            node = pending.pop()
            disk = node.parent if (node / "partition").exists() else node
            if str(disk) in found:
                continue
            found.add(str(disk))
            with suppress(OSError):
                pending += [path.resolve() for path in (disk / "slaves").iterdir()]
            with suppress(OSError):
                found.add(
                    token(Path((disk / "loop" / "backing_file").read_text(encoding="utf-8").rstrip("\n")))
                )
        return frozenset(found)

    def token(file: Path) -> str:
        """Return what two names of one file have in common; its name for one that cannot be asked."""
        try:
            found = file.stat()
        except OSError:
            return f"file {file}"
        return f"file {found.st_dev}:{found.st_ino}"

    def holds(outer: int, inner: int) -> bool:
        """Say whether one block device is the other, or the disk it is a partition of."""
        ours, theirs = _node(outer), _node(inner)
        return outer == inner or (ours is not None and theirs is not None and theirs.is_relative_to(ours))

    def _node(device: int) -> Path | None:
        node = _BLOCKS / f"{os.major(device)}:{os.minor(device)}"
        return node.resolve() if node.exists() else None
