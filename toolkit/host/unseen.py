"""Disks that may be there and are not seen: one that tells no size, one its controller keeps to itself.

Linux: /sys/block; `remapped_nvme` of drivers/ata/ahci.c; the class of a PCI device (01: storage).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.kernel_files import MADE_OF_OTHERS, below, text

_FED = re.compile(r"(?:sr|fd|nbd)\d+")  # empty until something is put in, or a network gives it
_STORAGE = "0x01"


def unseen(system: Path) -> Iterator[tuple[str, str]]:
    """Yield a code of texts/*/console.toml ("unseen_…") and the name or number it is about."""
    for place in below(system / "sys/block"):
        fixed = text(place / "removable") == "0" and text(place / "hidden") != "1"
        if fixed and text(place / "size") == "0" and not _no_disk(place.name):
            yield "silent", place.name
    for device in below(system / "sys/bus/pci/drivers/ahci"):
        count = text(device / "remapped_nvme")
        if re.fullmatch(r"[1-9][0-9]?", count):
            yield "remapped", count
    for device in below(system / "sys/bus/pci/devices"):
        if text(device / "class").startswith(_STORAGE) and not (device / "driver").exists():
            yield "no_driver", device.name


def _no_disk(name: str) -> bool:
    return bool(MADE_OF_OTHERS.fullmatch(name) or _FED.fullmatch(name))
