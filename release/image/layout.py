"""What stands where on the stick that boots: partitions, names and fixed numbers, in one place.

    entry 1  TROUSSE      exFAT, last on the disk: the stick of `trousse stick make`, with `cases/`
    entry 2  EFI          FAT32: shim and GRUB signed by Debian, kernel, first root, GRUB's configuration
    entry 3  BIOS boot    GRUB's core for firmware without UEFI
    entry 4  trousse-root squashfs, then its dm-verity tree
    entry 5  PREUVES      exFAT, made at the first boot on what the stick has left

Entry 1 is what an old Windows shows of a stick: only the first entry of the table counts there. The numbers
of partitions are the same on every stick: the first root looks for entry 4 by its number and takes the one
whose content answers to the hash of its own command line, so that two sticks plugged in are no danger.
"""

from dataclasses import dataclass

SECTOR = 512  # bytes
MIB = 1 << 20
DISK_GUID = "6C6F7572-7472-4F75-8053-452D42303031"

BASIC_DATA = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"  # UEFI specification and Microsoft, types of partitions
EFI_SYSTEM = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649"  # GRUB manual, "BIOS installation"
LINUX_DATA = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"


@dataclass(frozen=True, slots=True)
class Partition:
    """One entry of the table: its number in it, its type, its own number, its name."""

    number: int
    kind: str
    guid: str
    name: str


STICK = Partition(1, BASIC_DATA, "6C6F7572-7472-4F75-8053-452D42300001", "TROUSSE")
ESP = Partition(2, EFI_SYSTEM, "6C6F7572-7472-4F75-8053-452D42300002", "EFI")
CORE = Partition(3, BIOS_BOOT, "6C6F7572-7472-4F75-8053-452D42300003", "BIOS boot")
ROOT = Partition(4, LINUX_DATA, "6C6F7572-7472-4F75-8053-452D42300004", "trousse-root")
PROOFS = Partition(5, BASIC_DATA, "6C6F7572-7472-4F75-8053-452D42300005", "PREUVES")

STICK_LABEL = "TROUSSE"  # of the exFAT volumes, as Windows shows them
PROOFS_LABEL = "PREUVES"
ESP_LABEL = "TROUSSEEFI"
FREE = 384 * MIB  # left in entry 1 for a case, where a stick is no larger than the image
