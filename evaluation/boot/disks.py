"""The disks of the machine that is tried: attacked, healthy, locked, asleep, and a backup on a USB disk.

All are made of the demonstration's own parts, the same bytes at every run, and none is larger than 64 MB.
"""

import hashlib
import lzma
import struct
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from demo.builder import backups, ntfs, partition
from demo.builder.hives import hives
from demo.builder.practice import healthy
from demo.builder.tree import Node
from evaluation.boot.machine import Disk
from tests.media import bitlocker_builder as bitlocker

MIB = 1 << 20
RECOVERY_KEY = bitlocker.RECOVERY_KEY
_DEMO = Path(__file__).parents[2] / "demo" / "cabinet.img.xz"
_DIRTY = 1  # in the flags of $Volume


def infected(place: Path) -> Disk:
    """Lay the demonstration's disk, on the controller most machines have."""
    return _laid("attaque", "ahci", place, lzma.decompress(_DEMO.read_bytes()))


def clean(place: Path) -> Disk:
    """Lay the practice's disk as it was before the attack, on NVMe."""
    return _laid("sain", "nvme", place, _gpt(_practice("POSTE-2", 0x5341_494E), 1))


def locked(place: Path) -> Disk:
    """Lay a disk locked by BitLocker, which opens with the recovery key."""
    plain = _practice("POSTE-3", 0x5645_5252)
    return _laid("verrouille", "virtio", place, _gpt(bitlocker.sealed(plain, [bitlocker.recovery()]), 2))


def asleep(place: Path) -> Disk:
    """Lay a disk whose Windows sleeps and was not put away."""
    volume = bytearray(_practice("POSTE-4", 4, Node("hiberfil.sys", b"HIBR" + bytes(60_000))))
    record = 3 * 1024 + struct.unpack_from("<Q", volume, 48)[0] * 4096  # $Volume in the file table
    told = volume.index(b"\x03\x01", volume.index(struct.pack("<I", 0x70), record))
    volume[told + 2] |= _DIRTY
    return _laid("endormi", "raid", place, partition.mbr([(partition.NTFS, bytes(volume))], disk_id=4))


def backup(place: Path) -> Disk:
    """Lay a USB disk with the practice's good backup."""
    tree = [Node("Sauvegardes/sauvegarde_recente.zip", backups.recent())]
    volume = ntfs.volume(tree, size=16 * MIB, label="SAUVEGARDE", serial=5)
    return _laid("sauvegarde", "usb", place, partition.mbr([(partition.NTFS, volume)], disk_id=5))


def sums(disks: Iterable[Disk]) -> dict[str, str]:
    """Return the SHA-256 of every disk."""
    found = {}
    for disk in disks:
        with disk.file.open("rb") as stream:
            found[disk.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def _practice(label: str, serial: int, *more: Node) -> bytes:
    machine = healthy()
    return ntfs.volume([*machine, *hives(machine), *more], size=48 * MIB, label=label, serial=serial)


def _gpt(volume: bytes, number: int) -> bytes:
    return partition.gpt([(partition.BASIC_DATA, volume)], disk_id=UUID(int=number))


def _laid(name: str, bus: str, place: Path, content: bytes) -> Disk:
    file = place / f"{name}.img"
    file.write_bytes(content)
    return Disk(name, file, bus)
