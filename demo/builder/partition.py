"""Partitioned disks around volumes: the old table (MBR) and the new one (GPT), always the same bytes.

Layouts: UEFI Specification 2.10, chapter 5.
"""

import struct
import zlib
from collections.abc import Sequence
from uuid import UUID, uuid5

BASIC_DATA = UUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7")  # what Windows gives NTFS, FAT and exFAT
EFI_SYSTEM = UUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
RECOVERY = UUID("de94bba4-06d1-4d40-a16a-bfd50179d6ac")
NTFS, FAT32, GPT_PROTECTIVE = 0x07, 0x0C, 0xEE

_SECTOR = 512
_STEP = 1024 * 1024  # where partitions begin and how far apart
_ROWS = 128  # entries of a GPT, of 128 bytes each
_TABLE = _ROWS * 128 // _SECTOR  # sectors
_FAR = b"\xfe\xff\xff"  # cylinder, head, sector of what stands too far for them


def mbr(volumes: Sequence[tuple[int, bytes]], *, disk_id: int) -> bytes:
    """Return a disk with up to four primary partitions, (type, volume) each, the first at 1 MiB."""
    if not 1 <= len(volumes) <= 4:
        raise ValueError(f"an MBR holds one to four partitions, not {len(volumes)}")
    starts, size = _places([content for _, content in volumes])
    rows = [
        (kind, start // _SECTOR, len(content) // _SECTOR)
        for (kind, content), start in zip(volumes, starts, strict=True)
    ]
    disk = bytearray(size)
    disk[:_SECTOR] = _boot_record(rows, disk_id)
    for (_, content), start in zip(volumes, starts, strict=True):
        disk[start : start + len(content)] = content
    return bytes(disk)


def gpt(volumes: Sequence[tuple[UUID, bytes]], *, disk_id: UUID) -> bytes:
    """Return a disk with (type, volume) partitions, the first at 1 MiB, and both copies of the table."""
    if not 1 <= len(volumes) <= _ROWS:
        raise ValueError(f"a GPT holds one to {_ROWS} partitions, not {len(volumes)}")
    starts, end = _places([content for _, content in volumes])
    size = end + _STEP
    disk = bytearray(size)
    rows = b"".join(
        _row(kind, uuid5(disk_id, str(position)), start, len(content))
        for position, ((kind, content), start) in enumerate(zip(volumes, starts, strict=True))
    )
    rows = rows.ljust(_TABLE * _SECTOR, b"\0")
    last = size // _SECTOR - 1
    disk[:_SECTOR] = _boot_record([(GPT_PROTECTIVE, 1, min(last, 0xFFFF_FFFF))], 0)
    _write_table(disk, rows, disk_id, here=1, other=last, table=2)
    _write_table(disk, rows, disk_id, here=last, other=1, table=last - _TABLE)
    for (_, content), start in zip(volumes, starts, strict=True):
        disk[start : start + len(content)] = content
    return bytes(disk)


def _places(contents: Sequence[bytes]) -> tuple[list[int], int]:
    """Return where each volume begins and where the last step ends, in bytes."""
    starts = []
    position = _STEP
    for content in contents:
        if not content or len(content) % _SECTOR:
            raise ValueError(f"not a whole number of sectors: {len(content)} bytes")
        starts.append(position)
        position += -(-len(content) // _STEP) * _STEP
    return starts, position


def _boot_record(rows: Sequence[tuple[int, int, int]], disk_id: int) -> bytes:
    table = b"".join(
        struct.pack("<B3sB3sII", 0, b"\0\2\0" if start == 1 else _FAR, kind, _FAR, start, count)
        for kind, start, count in rows
    )
    head = bytes(440) + struct.pack("<IH", disk_id, 0)
    return head + table.ljust(64, b"\0") + b"\x55\xaa"


def _row(kind: UUID, own: UUID, start: int, size: int) -> bytes:
    name = "Basic data partition".encode("utf-16-le").ljust(72, b"\0")
    first = start // _SECTOR
    return kind.bytes_le + own.bytes_le + struct.pack("<QQQ", first, first + size // _SECTOR - 1, 0) + name


def _write_table(disk: bytearray, rows: bytes, disk_id: UUID, *, here: int, other: int, table: int) -> None:
    last = len(disk) // _SECTOR - 1
    head = struct.pack("<8sIIII", b"EFI PART", 0x0001_0000, 92, 0, 0)
    place = struct.pack("<QQQQ", here, other, 2 + _TABLE, last - _TABLE - 1) + disk_id.bytes_le
    header = head + place + struct.pack("<QIII", table, _ROWS, 128, zlib.crc32(rows))
    header = header[:16] + struct.pack("<I", zlib.crc32(header)) + header[20:]
    disk[here * _SECTOR : here * _SECTOR + len(header)] = header
    disk[table * _SECTOR : table * _SECTOR + len(rows)] = rows
