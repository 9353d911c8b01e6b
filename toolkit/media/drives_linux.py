"""The drives of a Linux machine, from /sys/block, /run/udev/data and /proc/self/mountinfo, read only."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from toolkit import kernel_files
from toolkit.kernel_files import MADE_OF_OTHERS, below, text, unescaped
from toolkit.media import filesystems
from toolkit.media.drive import Drive, Partition

_NO_DRIVE = re.compile(r"(?:fd|nbd)\d+")
_BUSES = ("usb", "nvme", "ata", "mmc", "virtio", "scsi")
_DEEPEST = 8  # mapped devices standing on mapped devices

Mounts = Mapping[str, tuple[str, bool]]


def drives(
    root: Path, program: str, *, opening: bool = True, sticks: frozenset[str] = frozenset()
) -> list[Drive]:
    """Return the drives seen under `root` ("/", or a tree made alike); `program` is our "major:minor".

    `sticks` names the disks this machine was started from, whose root may since lie in memory. Without
    `opening`, no device is opened, and file systems are those that udev tells.
    """
    mounts = _mounts(root)
    plugged = [place for place in below(root / "sys/block") if _plugged(place.name)]
    # One path of several to a disk is hidden, and is no other disk.
    sized = [place for place in plugged if _size(place) and text(place / "hidden") != "1"]
    found = [_drive(root, place, mounts, program, opening=opening) for place in sized]
    return [replace(one, holds_program=True) if one.device[5:] in sticks else one for one in found]


def described(root: Path, node: str) -> dict[str, str | int]:
    """Return the model, serial, size and bus of the disk a device node is, or is a part of, where known.

    Nothing is opened below /dev; {} for what no maker made: a loop device, a mapped volume, a RAM disk.
    """
    name = node.removeprefix("/dev/").replace("/", "!")
    places = [one for one in below(root / "sys/block") if one.name == name or (one / name / "dev").exists()]
    if not name or len(places) != 1 or not _plugged(places[0].name):
        return {}
    (place,) = places
    udev = kernel_files.udev(root, place)
    told = {
        "model": _model(place, udev),
        "serial": _serial(place, udev),
        "size": _size(place),
        "bus": _bus(place, udev),
    }
    return {key: value for key, value in told.items() if value}


def mounted_read_only(root: Path, folder: Path) -> bool | None:
    """Say whether the medium a folder lies on is mounted for reading only; None where that is not told.

    Format: proc(5), mountinfo. Of mounts one above the other, the last in the table is the one seen.
    """
    state, depth = None, -1
    for mount in kernel_files.mounts(root):
        point = Path(mount.point)
        if folder.is_relative_to(point) and len(point.parts) >= depth:
            # A mount may be read-only while its file system still writes: both must be.
            state, depth = mount.read_only and mount.system_read_only, len(point.parts)
    return state


def _drive(root: Path, place: Path, mounts: Mounts, program: str, *, opening: bool) -> Drive:
    udev = kernel_files.udev(root, place)
    parts = sorted(kernel_files.partitions(place), key=_number)
    partitions = [_partition(root, part, mounts, opening=opening) for part in parts]
    if not parts:
        whole = _partition(root, place, mounts, opening=opening)
        partitions = [whole] if whole.filesystem or whole.mounted else []
    devices = {device for part in [place, *parts] for device in _devices(root, part)}
    return Drive(
        device=f"/dev/{place.name.replace('!', '/')}",
        model=_model(place, udev),
        serial=_serial(place, udev),
        size=_size(place),
        bus=_bus(place, udev),
        removable=kernel_files.flag(place / "removable"),
        read_only=kernel_files.flag(place / "ro"),
        partitions=tuple(partitions),
        holds_program=program in devices,
    )


def _partition(root: Path, place: Path, mounts: Mounts, *, opening: bool) -> Partition:
    udev = kernel_files.udev(root, place)
    node = f"/dev/{place.name.replace('!', '/')}"
    found, denied = _recognised(root / node.lstrip("/")) if opening else (None, False)
    known = [mounts[device] for device in [*_devices(root, place), node] if device in mounts]
    where, read_only = known[0] if known else (None, None)
    return Partition(
        node=node,
        size=_size(place),
        filesystem=found.name if found else _udev_filesystem(udev),
        label=unescaped(udev.get("ID_FS_LABEL_ENC", "")) or (found.label if found else "") or None,
        mounted=where,
        mounted_read_only=read_only,
        denied=denied,
    )


def _recognised(node: Path) -> tuple[filesystems.Recognised | None, bool]:
    """Name the file system by its magic, and say whether the node refused to be read."""
    if sys.platform == "win32":
        return None, False
    else:  # noqa: RET505 - mypy reads one side only on each system
        try:
            descriptor = os.open(node, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as error:
            return None, isinstance(error, PermissionError)
        try:
            found = filesystems.recognise(lambda offset, length: os.pread(descriptor, length, offset))
        finally:
            os.close(descriptor)
        return found, False


def _udev_filesystem(udev: Mapping[str, str]) -> str | None:
    kind = udev.get("ID_FS_TYPE", "").lower()
    return {"crypto_luks": "luks", "lvm2_member": "lvm", "vfat": "fat", "": None}.get(kind, kind)


def _model(place: Path, udev: Mapping[str, str]) -> str | None:
    maker, model = (text(place / f"device/{name}") for name in ("vendor", "model"))
    maker = "" if maker.startswith("0x") else maker  # virtio and NVMe give a number there
    return " ".join(f"{maker} {model}".split()) or udev.get("ID_MODEL") or None


def _serial(place: Path, udev: Mapping[str, str]) -> str | None:
    return udev.get("ID_SERIAL_SHORT") or text(place / "device/serial") or text(place / "serial") or None


def _bus(place: Path, udev: Mapping[str, str]) -> str | None:
    """Name the bus by the path of the device in the tree of devices: /sys/devices/pci…/usb1/…"""
    steps = [re.sub(r"[\d:.-]*$", "", step) for step in place.resolve().parts]
    for bus in _BUSES:
        if bus in steps or f"{bus}_host" in steps:
            return bus
    return udev.get("ID_BUS")


def _devices(root: Path, place: Path) -> list[str]:
    """Return the "major:minor" of a device and of those mapped onto it (LUKS, LVM)."""
    found, pending = list[str](), [(place, 0)]
    while pending:
        here, depth = pending.pop()
        number = text(here / "dev")
        if number and number not in found:
            found.append(number)
            if depth < _DEEPEST:
                above = [holder.name for holder in below(here / "holders")]
                pending += [(root / "sys/block" / name, depth + 1) for name in above]
    return found


def _mounts(root: Path) -> dict[str, tuple[str, bool]]:
    """Map "major:minor" and the source node to (mount point, read only); the first mount of each counts."""
    found: dict[str, tuple[str, bool]] = {}
    for mount in kernel_files.mounts(root):
        state = (mount.point, mount.read_only or mount.system_read_only)
        for key in (mount.device, mount.source):
            found.setdefault(key, state)
    return found


def _plugged(name: str) -> bool:
    """Tell a drive from what is kept in memory, made of files or of other drives: nobody plugged that in."""
    return not (MADE_OF_OTHERS.fullmatch(name) or _NO_DRIVE.fullmatch(name))


def _number(part: Path) -> int:
    number = text(part / "partition")
    return int(number) if number.isdigit() else 0


def _size(place: Path) -> int | None:
    sectors = text(place / "size")
    return int(sectors) * 512 if sectors.isdigit() else None  # /sys counts in 512 bytes whatever the sector
