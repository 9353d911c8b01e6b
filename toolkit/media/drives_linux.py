"""The drives of a Linux machine, from /sys/block, /run/udev/data and /proc/self/mountinfo, read only."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.media import filesystems
from toolkit.media.drive import Drive, Partition

# Kept in memory, made of other drives, or made of files: nobody plugged them in.
_NOT_PLUGGED = re.compile(r"(ram|zram|loop|dm-|md|fd|nbd)\d*")
_BUSES = ("usb", "nvme", "ata", "mmc", "virtio", "scsi")
_LONGEST = 64 * 1024  # bytes read of any one file of /sys or udev
_DEEPEST = 8  # mapped devices standing on mapped devices

Mounts = Mapping[str, tuple[str, bool]]


def drives(
    root: Path, program: str, *, opening: bool = True, sticks: frozenset[str] = frozenset()
) -> list[Drive]:
    """Return the drives seen under `root` ("/", or a tree made alike); `program` is our "major:minor".

    `sticks` names the disks this machine was started from, whose root may since lie in memory. Without
    `opening`, no device is opened, and file systems are those that udev tells.
    """
    block = root / "sys/block"
    try:
        names = sorted(place.name for place in block.iterdir())
    except OSError:
        return []
    mounts = _mounts(_text(root / "proc/self/mountinfo"))
    plugged = [name for name in names if not _NOT_PLUGGED.fullmatch(name)]
    # One path of several to a disk is hidden, and is no other disk.
    sized = [name for name in plugged if _size(block / name) and _text(block / name / "hidden") != "1"]
    found = [_drive(root, block / name, mounts, program, opening=opening) for name in sized]
    return [replace(one, holds_program=True) if one.device[5:] in sticks else one for one in found]


def described(root: Path, node: str) -> dict[str, str | int]:
    """Return the model, serial, size and bus of the disk a device node is, or is a part of, where known.

    Nothing is opened below /dev; {} for what no maker made: a loop device, a mapped volume, a RAM disk.
    """
    name = node.removeprefix("/dev/").replace("/", "!")
    places = [one for one in _below(root / "sys/block") if one.name == name or (one / name / "dev").exists()]
    if not name or len(places) != 1 or _NOT_PLUGGED.fullmatch(places[0].name):
        return {}
    (place,) = places
    udev = _udev(root, place)
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
    for line in _text(root / "proc/self/mountinfo").splitlines():
        fields = line.split(" ")
        if len(fields) < 10 or "-" not in fields[6:]:
            continue
        point = Path(_unescaped(fields[4]))
        if folder.is_relative_to(point) and len(point.parts) >= depth:
            behind = fields[fields.index("-", 6) + 3 :]
            shown = "ro" in fields[5].split(",")
            # A mount may be read-only while its file system still writes: both must be.
            state, depth = shown and bool(behind) and "ro" in behind[0].split(","), len(point.parts)
    return state


def _drive(root: Path, place: Path, mounts: Mounts, program: str, *, opening: bool) -> Drive:
    udev = _udev(root, place)
    parts = sorted((part for part in _below(place) if (part / "partition").exists()), key=_number)
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
        removable=_flag(place / "removable"),
        read_only=_flag(place / "ro"),
        partitions=tuple(partitions),
        holds_program=program in devices,
    )


def _partition(root: Path, place: Path, mounts: Mounts, *, opening: bool) -> Partition:
    udev = _udev(root, place)
    node = f"/dev/{place.name.replace('!', '/')}"
    found, denied = _recognised(root / node.lstrip("/")) if opening else (None, False)
    known = [mounts[device] for device in [*_devices(root, place), node] if device in mounts]
    where, read_only = known[0] if known else (None, None)
    return Partition(
        node=node,
        size=_size(place),
        filesystem=found.name if found else _udev_filesystem(udev),
        label=_unescaped(udev.get("ID_FS_LABEL_ENC", "")) or (found.label if found else "") or None,
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
    maker, model = (_text(place / f"device/{name}") for name in ("vendor", "model"))
    maker = "" if maker.startswith("0x") else maker  # virtio and NVMe give a number there
    return " ".join(f"{maker} {model}".split()) or udev.get("ID_MODEL") or None


def _serial(place: Path, udev: Mapping[str, str]) -> str | None:
    return udev.get("ID_SERIAL_SHORT") or _text(place / "device/serial") or _text(place / "serial") or None


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
        number = _text(here / "dev")
        if number and number not in found:
            found.append(number)
            if depth < _DEEPEST:
                above = [holder.name for holder in _below(here / "holders")]
                pending += [(root / "sys/block" / name, depth + 1) for name in above]
    return found


def _mounts(mountinfo: str) -> dict[str, tuple[str, bool]]:
    """Map "major:minor" and the source node to (mount point, read only); the first mount of each counts.

    Format: proc(5), /proc/pid/mountinfo.
    """
    found: dict[str, tuple[str, bool]] = {}
    for line in mountinfo.splitlines():
        fields = line.split(" ")
        if len(fields) < 10 or "-" not in fields[6:]:
            continue
        after = fields[fields.index("-", 6) + 1 :]
        if len(after) < 3:
            continue
        read_only = "ro" in fields[5].split(",") or "ro" in after[2].split(",")
        state = (_unescaped(fields[4]), read_only)
        for key in (fields[2], _unescaped(after[1])):
            found.setdefault(key, state)
    return found


def _udev(root: Path, place: Path) -> dict[str, str]:
    number = _text(place / "dev")
    if not re.fullmatch(r"\d+:\d+", number):
        return {}
    lines = _text(root / "run/udev/data" / f"b{number}").splitlines()
    return dict(line[2:].split("=", 1) for line in lines if line.startswith("E:") and "=" in line)


def _unescaped(text: str) -> str:
    r"""Undo the octal \040 of mountinfo and the \x20 of udev, both of UTF-8 bytes."""
    raw = text.encode("utf-8", "surrogateescape")
    whole = re.sub(
        rb"\\(?:x([0-9a-fA-F]{2})|([0-7]{3}))",
        lambda found: bytes([int(found[1], 16) if found[1] else int(found[2], 8) & 0xFF]),
        raw,
    )
    return whole.decode("utf-8", "surrogateescape")


def _number(part: Path) -> int:
    text = _text(part / "partition")
    return int(text) if text.isdigit() else 0


def _size(place: Path) -> int | None:
    text = _text(place / "size")
    return int(text) * 512 if text.isdigit() else None  # /sys counts in 512 bytes whatever the sector


def _flag(place: Path) -> bool | None:
    return {"0": False, "1": True}.get(_text(place))


def _below(place: Path) -> list[Path]:
    try:
        return sorted(place.iterdir())
    except OSError:
        return []


def _text(place: Path) -> str:
    try:
        with place.open("rb") as file:
            return file.read(_LONGEST).decode("utf-8", "surrogateescape").strip("\0 \n\t")
    except OSError:
        return ""
