"""The facts about one drive; None is "not known", never a guess."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition, or the whole drive when a file system begins at its first byte."""

    node: str  # "/dev/sdb1", "E:"
    size: int | None = None  # bytes
    filesystem: str | None = None  # "ntfs", "bitlocker"…
    label: str | None = None
    mounted: str | None = None  # where
    mounted_read_only: bool | None = None
    denied: bool = False  # its first sectors could not be read without more privilege


@dataclass(frozen=True, slots=True)
class Drive:
    device: str  # what open_source takes: "/dev/sdb", "\\\\.\\PhysicalDrive1"
    model: str | None = None
    serial: str | None = None
    size: int | None = None  # bytes
    bus: str | None = None  # "usb", "ata", "nvme", "mmc", "scsi", "virtio"…
    removable: bool | None = None
    read_only: bool | None = None
    partitions: tuple[Partition, ...] = ()
    holds_program: bool = False
