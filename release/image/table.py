"""Where each partition stands on the image, its GPT by sfdisk, and the record a BIOS starts from.

No root and no loop device: the table is written into a plain file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from release.image import layout, tools
from release.image.layout import MIB, SECTOR, Partition

_FIRST = MIB  # the first partition; the table stands before
_BACKUP = MIB  # at the end, for the second table
_SECOND_ENTRY = 446 + 16
# Some BIOSes start no disk without an entry marked active, and the protective one must not be (UEFI, 5.2.3).
# An active entry of type 0, which stands for nothing, satisfies both: what xorriso calls force-bootable.
_ACTIVE = bytes([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])


@dataclass(frozen=True, slots=True)
class Place:
    """One partition with its first byte and its size."""

    partition: Partition
    start: int
    size: int


def places(core: int, esp: int, root: int, stick: int) -> list[Place]:
    """Return the partitions in the order they stand, each on a whole mebibyte, for these sizes in bytes."""
    found, at = [], _FIRST
    order = ((layout.CORE, core), (layout.ESP, esp), (layout.ROOT, root), (layout.STICK, stick))
    for partition, size in order:
        found.append(Place(partition, at, -(-size // MIB) * MIB))
        at += found[-1].size
    return found


def length(found: Sequence[Place]) -> int:
    """Return the bytes of the whole image."""
    return found[-1].start + found[-1].size + _BACKUP


def write(image: Path, found: Sequence[Place], boot_code: bytes) -> None:
    """Write the table and the boot record into an image of the right length; raises Refused."""
    words = "--quiet --wipe never --no-reread --no-tell-kernel"
    tools.run("sfdisk", *words.split(), str(image), given=_script(found).encode("ascii"))
    with image.open("r+b") as stream:
        stream.write(boot_code)
        stream.seek(_SECOND_ENTRY)
        stream.write(_ACTIVE)


def _script(found: Sequence[Place]) -> str:
    lines = ["label: gpt", f"label-id: {layout.DISK_GUID}", "unit: sectors", f"sector-size: {SECTOR}", ""]
    for place in found:
        one, where = place.partition, f"start={place.start // SECTOR}, size={place.size // SECTOR}"
        lines.append(f'{one.number} : {where}, type={one.kind}, uuid={one.guid}, name="{one.name}"')
    return "\n".join([*lines, ""])
