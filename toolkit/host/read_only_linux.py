"""The write barrier of Linux on the device examined, and the proof that it held.

Set on the disk and on each of its partitions, since a flag on a partition leaves the whole disk writable;
never where something is using the disk, for a system already mounted goes on writing behind it. The flag is
left set. Sources: linux/fs.h (BLKROSET, BLKROGET), Documentation/block/stat.rst, proc(5).
"""

import errno
import os
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from toolkit.kernel_files import below, device, disk_of, mounts, node_of, number_of, partitions, table, text

_BLKROSET, _BLKROGET = 0x125D, 0x125E
_SWAPS = Path("/proc/swaps")
_WRITTEN = 6  # the field of /sys/block/X/stat that counts sectors written
_EDGE = 1024 * 1024  # bytes hashed at the start and the end of the disk and of each volume
_MOST = 256  # regions hashed

Region = tuple[int, int]


@dataclass(slots=True)
class Barrier:
    """One disk under guard: `faults` says, as codes, why it cannot be called proven."""

    disk: Path  # its folder in /sys/block
    nodes: tuple[Path, ...]  # the disk's and each partition's
    regions: tuple[Region, ...]
    before: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)
    limits: tuple[str, ...] = ()  # what the proof does not cover
    checks: int = 0

    def check(self) -> None:
        """Look again whether every node still refuses writing: a kernel may take the flag back."""
        self.checks += 1
        if not _all_read_only(self.nodes):
            self.faults["flag_lost"] = None

    def facts(self) -> dict[str, Any]:
        """Compare with the beginning and return the proof: {"proven", "faults", hashes, counters}."""
        self.check()
        after = _measured(self.disk, self.regions)
        if after["regions_sha256"] is None or self.before["regions_sha256"] is None:
            self.faults["not_read"] = None
        elif after["regions_sha256"] != self.before["regions_sha256"]:
            self.faults["content_changed"] = None
        if None in {after["sectors_written"], self.before["sectors_written"]}:
            self.faults["counter_unknown"] = None
        elif after["sectors_written"] != self.before["sectors_written"]:
            self.faults["sectors_written"] = None
        return {
            "proven": not self.faults,
            "faults": list(self.faults),
            "limits": list(self.limits),
            "nodes": len(self.nodes),
            "regions": len(self.regions),
            "checks": self.checks,
            "before": self.before,
            "after": after,
        }


if sys.platform != "win32":
    import fcntl

    def raised(path: Path) -> Barrier | None:
        """Set the barrier on the disk of a block device, where nothing uses it; None for no device."""
        number = number_of(path)
        if number is None:
            return None
        disk = disk_of(node_of(number))
        nodes = (disk, *partitions(disk))
        barrier = Barrier(disk, nodes, _regions(disk, nodes[1:]))
        if (disk / "loop").exists() or disk.name.startswith(("nbd", "dm-", "md")):
            barrier.limits = ("made_of_others",)  # nothing keeps what it is made of from being written
        if in_use(nodes):
            barrier.faults["in_use"] = None
        elif False in {_set(node) for node in nodes}:  # each is asked, whatever the others answer
            barrier.faults["not_set"] = None
        barrier.check()
        barrier.before = _measured(disk, barrier.regions)
        return barrier

    def _set(node: Path) -> bool:
        try:
            descriptor = os.open(device(node), os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return False
        try:
            fcntl.ioctl(descriptor, _BLKROSET, struct.pack("i", 1))
        except OSError:
            return _flag(node)  # already set, by a hardware switch too
        finally:
            os.close(descriptor)
        return _flag(node)

    def _flag(node: Path) -> bool:
        """Say whether the kernel says so in both places it can be asked."""
        try:
            descriptor = os.open(device(node), os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return False
        try:
            told = struct.unpack("i", fcntl.ioctl(descriptor, _BLKROGET, bytes(4)))[0]
        except OSError:
            return False
        finally:
            os.close(descriptor)
        return bool(told) and text(node / "ro") == "1"

    def _held(node: Path) -> bool:
        """Ask the kernel whether anything claims a device: Btrfs mounts show in no table under its number.

        open(2): O_EXCL without O_CREAT on a block device fails with EBUSY when it is in use by the system.
        """
        try:
            os.close(os.open(device(node), os.O_RDONLY | os.O_EXCL | os.O_CLOEXEC | os.O_NONBLOCK))
        except OSError as error:
            return error.errno == errno.EBUSY
        return False

    def _all_read_only(nodes: Sequence[Path]) -> bool:
        return all(_flag(node) for node in nodes)

    def in_use(nodes: Sequence[Path]) -> bool:
        """Say whether one of these is mounted for writing, holds swap or carries a mapping."""
        if any(_held(node) for node in nodes):
            return True
        numbers = {text(node / "dev") for node in nodes}
        names = {str(device(node)) for node in nodes}
        if any(below(node / "holders") for node in nodes):
            return True
        if any(line.split(" ")[0] in names for line in table(_SWAPS)):
            return True
        # A mount may be read-only while its file system still writes: both must be.
        writing = {one.device for one in mounts() if not (one.read_only and one.system_read_only)}
        return not numbers.isdisjoint(writing)

    def _measured(disk: Path, regions: Sequence[Region]) -> dict[str, Any]:
        counters = text(disk / "stat").split()
        written = counters[_WRITTEN] if len(counters) > _WRITTEN else ""
        return {
            "regions_sha256": _hashed(device(disk), regions),
            "sectors_written": int(written) if written.isdigit() else None,
        }

    def _hashed(place: Path, regions: Sequence[Region]) -> str | None:
        running = sha256()
        try:
            descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            with suppress(OSError):  # what the cache holds would prove nothing
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            for offset, length in regions:
                running.update(os.pread(descriptor, length, offset))
        except OSError:
            return None
        finally:
            os.close(descriptor)
        return running.hexdigest()

    def _regions(disk: Path, parts: Sequence[Path]) -> tuple[Region, ...]:
        """Return both edges of the disk and of each partition, and the start of each $MFT."""
        size, starts = (
            _sectors(disk / "size"),
            [(_sectors(part / "start"), _sectors(part / "size")) for part in parts],
        )
        found: dict[Region, None] = {}
        for offset, length in ((0, size), *starts):
            places = (offset, offset + length - _EDGE, _table(disk, offset))
            for start in places:
                if start is not None and 0 <= start < size:
                    found[start, min(_EDGE, size - start)] = None
        return tuple(list(found)[:_MOST])

    def _table(disk: Path, offset: int) -> int | None:
        """Return where the $MFT of an NTFS volume starts, as its boot sector says."""
        try:
            descriptor = os.open(device(disk), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            boot = os.pread(descriptor, 512, offset)
        except OSError:
            return None
        finally:
            os.close(descriptor)
        if boot[3:11] != b"NTFS    ":
            return None
        sector, per_cluster, cluster = (
            *struct.unpack_from("<HB", boot, 11),
            struct.unpack_from("<Q", boot, 48)[0],
        )
        return int(
            offset + cluster * sector * (per_cluster if per_cluster <= 0x80 else 1 << (256 - per_cluster))
        )

else:

    def raised(path: Path) -> Barrier | None:  # noqa: ARG001 - not offered there
        """Windows offers no such barrier."""
        return None

    def _all_read_only(nodes: Sequence[Path]) -> bool:  # noqa: ARG001 - never asked there
        return False

    def _measured(disk: Path, regions: Sequence[Region]) -> dict[str, Any]:  # noqa: ARG001
        return {"regions_sha256": None, "sectors_written": None}


def _sectors(place: Path) -> int:
    count = text(place)
    return int(count) * 512 if count.isdigit() else 0  # /sys counts in 512 bytes whatever the sector
