"""What is plugged in: disks, their partitions, and the one our own program lies on."""

import os
import sys
from pathlib import Path

from toolkit import booted, own_files
from toolkit.media import drives_linux
from toolkit.media.drive import Drive, Partition
from toolkit.media.windows import drives as drives_windows

__all__ = ["Drive", "Partition", "described", "drives", "offered", "picked"]


def drives(*, opening: bool = True) -> list[Drive]:
    """Return the drives of this machine by device name, nothing guessed; needs no privilege.

    Without `opening`, Linux reads no sector of any of them, and Windows never does.
    A container may give an empty list; so does a system that is neither Windows nor Linux.
    """
    program = own_files.root()
    if sys.platform == "win32":
        return drives_windows.drives(program)
    else:  # noqa: RET505 - mypy reads one side only on each system
        number = program.stat().st_dev
        ours = f"{os.major(number)}:{os.minor(number)}"
        sticks = booted.sticks(booted.facts())
        return drives_linux.drives(Path("/"), ours, opening=opening, sticks=sticks)


def described(device: str) -> dict[str, str | int]:
    """Return {"model", "serial", "size", "bus"} of the disk a device is or is a part of, as far as known.

    {} for what is no device, or where the system says nothing; never raises.
    """
    try:
        if sys.platform == "win32":
            return _of_windows(device)
        else:  # noqa: RET505 - mypy reads one side only on each system
            return drives_linux.described(Path("/"), device) if Path(device).is_block_device() else {}
    except (OSError, ValueError):
        return {}


def offered(drive: Drive) -> bool:
    """Say whether a drive may be the backup: plugged in from outside, and not our own stick."""
    return not drive.holds_program and (bool(drive.removable) or drive.bus in {"usb", "mmc"})


def picked(found: list[Drive], answer: str) -> Drive | None:
    """Return the drive meant by its number in the list or by its whole serial number; None for neither."""
    if answer.isascii() and answer.isdigit() and 0 < int(answer) <= len(found):
        return found[int(answer) - 1]
    meant = [each for each in found if each.serial and each.serial.casefold() == answer.casefold()]
    return meant[0] if len(meant) == 1 else None


def _of_windows(device: str) -> dict[str, str | int]:
    name = device.upper().rstrip("\\")
    letter = name.removeprefix("\\\\.\\")
    for drive in drives() if name.startswith("\\\\.\\") else ():
        if drive.device.upper() == name or letter in {part.node.upper() for part in drive.partitions}:
            told = {"model": drive.model, "serial": drive.serial, "size": drive.size, "bus": drive.bus}
            return {key: value for key, value in told.items() if value}
    return {}
