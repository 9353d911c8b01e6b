"""Where a path truly lies on Linux: its file system, its place in it under any mount, the disks below.

Linux, Documentation/filesystems/proc.rst (mountinfo) and Documentation/ABI (sysfs-block, sysfs-dev).
"""

import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from toolkit import kernel_files
from toolkit.kernel_files import Mount

_SYSTEM = Path("/")
_MOST = 64  # devices that one rests on; more is no machine of a practice


@dataclass(frozen=True, slots=True)
class Mounted:
    """One file system as one mount shows it, and a place in it."""

    device: int  # of the file system: the same for every mount and every subvolume of it
    block: int  # the block device it is read from; that of `device` when none is told
    kind: str  # "ext4"; "" when not told
    place: PurePosixPath  # inside the file system


if sys.platform != "win32":

    def of(path: Path) -> Mounted:
        """Return where an existing path with its links resolved lies; raises OSError."""
        here = path.stat().st_dev
        rows = [row for row in kernel_files.mounts(_SYSTEM) if path.is_relative_to(row.point)]
        # A mount hidden below a later one still stands in the table.
        rows.sort(key=lambda row: (_device(row) == here, len(row.point)))
        if not rows:
            return Mounted(here, here, "", PurePosixPath(path))
        row = rows[-1]
        block = _device(row)
        if os.major(block) == 0:  # a file system of several devices has a number of its own
            with suppress(OSError):
                found = Path(row.source).stat()
                block = found.st_rdev if stat.S_ISBLK(found.st_mode) else block
        return Mounted(_device(row), block, row.kind, PurePosixPath(row.root) / path.relative_to(row.point))

    def _device(row: Mount) -> int:
        major, _, minor = row.device.partition(":")
        return os.makedev(int(major), int(minor))

    def grounds(device: int) -> frozenset[str]:
        """Return what a block device rests on: whole disks, those below a mapping, the file behind a loop."""
        found: set[str] = set()
        pending = [node] if (node := _node(device)) else []
        while pending and len(found) < _MOST:
            node = pending.pop()
            disk = kernel_files.disk_of(node)
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
        node = kernel_files.node_of(device, _SYSTEM)
        return node if node.exists() else None
