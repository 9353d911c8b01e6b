"""Partition tables and first sectors: every partition listed, and what stands in each named."""

from uuid import UUID

from demo.builder import ntfs, partition
from demo.builder.tree import Node
from toolkit.media.filesystems import recognise, why_not_read
from toolkit.media.partitions import partitions

_BASIC = UUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7")


def seeds() -> list[bytes]:
    volume = ntfs.volume([Node("a.txt", b"a")], size=1 << 20, label="", serial=1)[: 1 << 16]
    gpt = partition.gpt([(_BASIC, volume), (_BASIC, volume)], disk_id=UUID(int=1))
    return [partition.mbr([(7, volume), (0x0F, volume)], disk_id=1), gpt, volume]


def read(data: bytes) -> str:
    def at(offset: int, length: int) -> bytes:
        return data[max(0, offset) : max(0, offset) + length]

    found, more = partitions(at, len(data))
    for part in found:
        stands = recognise(lambda offset, length, start=part.offset: at(start + offset, length), part.size)
        why_not_read(stands.name if stands else part.declared)
    return "more" if more else f"{min(len(found), 3)} or fewer" if len(found) < 4 else "ok"
