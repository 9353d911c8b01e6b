"""Disks that may be there and are not seen: one that tells no size, one its controller keeps to itself.

Linux: /sys/block; `remapped_nvme` of drivers/ata/ahci.c; the class of a PCI device (01: storage).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit import booted

_MADE = re.compile(r"(?:loop|ram|dm-|zram|md|sr|fd|nbd)_?d?\d+")
_STORAGE = "0x01"


def unseen(system: Path) -> Iterator[tuple[str, str]]:
    """Yield a code of texts/*/console.toml ("unseen_…") and the name or number it is about."""
    for place in _below(system / "sys/block"):
        fixed = booted.text(place / "removable") == "0" and booted.text(place / "hidden") != "1"
        if fixed and booted.text(place / "size") == "0" and not _MADE.fullmatch(place.name):
            yield "silent", place.name
    for device in _below(system / "sys/bus/pci/drivers/ahci"):
        count = booted.text(device / "remapped_nvme")
        if re.fullmatch(r"[1-9][0-9]?", count):
            yield "remapped", count
    for device in _below(system / "sys/bus/pci/devices"):
        if booted.text(device / "class").startswith(_STORAGE) and not (device / "driver").exists():
            yield "no_driver", device.name


def _below(place: Path) -> list[Path]:
    try:
        return sorted(place.iterdir())
    except OSError:
        return []
