"""Partitioned disks, read back by The Sleuth Kit."""

import zlib
from uuid import UUID

import pytest
import pytsk3

from demo.builder import ntfs, partition
from demo.builder.tree import Node

MIB = 1024 * 1024
DISK = UUID("11111111-2222-3333-4444-555555555555")


class Memory(pytsk3.Img_Info):
    def __init__(self, content: bytes) -> None:
        self.content = content
        super().__init__(url="")

    def read(self, offset: int, size: int) -> bytes:
        return self.content[offset : offset + size]

    def get_size(self) -> int:
        return len(self.content)


def small(name: str) -> bytes:
    return ntfs.volume([Node(f"{name}.txt", name.encode())], size=2 * MIB + 512, label=name, serial=1)


def parts(disk: bytes) -> list[tuple[int, int]]:
    table = pytsk3.Volume_Info(Memory(disk))
    return [(part.start, part.len) for part in table if part.flags == pytsk3.TSK_VS_PART_FLAG_ALLOC]


def content(disk: bytes, start: int, path: str) -> bytes:
    return pytsk3.FS_Info(Memory(disk), offset=start * 512).open(path).read_random(0, 100)


def test_mbr_partitions_are_found_and_hold_their_volumes() -> None:
    disk = partition.mbr([(partition.NTFS, small("a")), (partition.NTFS, small("b"))], disk_id=0xDEADBEEF)
    assert parts(disk) == [(2048, 4097), (2048 * 4, 4097)]
    assert content(disk, 2048, "/a.txt") == b"a"
    assert content(disk, 2048 * 4, "/b.txt") == b"b"
    assert disk[440:444] == bytes.fromhex("efbeadde")
    assert disk[446 + 4] == 7


def test_gpt_partitions_are_found_and_hold_their_volumes() -> None:
    volumes = [(partition.EFI_SYSTEM, bytes(MIB)), (partition.BASIC_DATA, small("b"))]
    disk = partition.gpt(volumes, disk_id=DISK)
    assert parts(disk) == [(2048, 2048), (4096, 4097)]
    assert content(disk, 4096, "/b.txt") == b"b"
    assert disk == partition.gpt(volumes, disk_id=DISK)


def test_gpt_survives_the_loss_of_its_first_table() -> None:
    disk = bytearray(partition.gpt([(partition.BASIC_DATA, small("a"))], disk_id=DISK))
    disk[512 : 34 * 512] = bytes(33 * 512)
    table = pytsk3.Volume_Info(Memory(bytes(disk)), pytsk3.TSK_VS_TYPE_GPT)
    found = [part for part in table if part.flags == pytsk3.TSK_VS_PART_FLAG_ALLOC]
    assert [(part.start, part.len) for part in found] == [(2048, 4097)]


@pytest.mark.parametrize("at", [1, -1])
def test_gpt_headers_carry_their_own_sums(at: int) -> None:
    disk = partition.gpt([(partition.BASIC_DATA, small("a"))], disk_id=DISK)
    here = at % (len(disk) // 512)
    header = disk[here * 512 : here * 512 + 92]
    assert zlib.crc32(header[:16] + bytes(4) + header[20:]) == int.from_bytes(header[16:20], "little")
    assert int.from_bytes(header[24:32], "little") == here
    table = int.from_bytes(header[72:80], "little")
    first, last = (int.from_bytes(header[place : place + 8], "little") for place in (40, 48))
    assert first == 34
    assert last == len(disk) // 512 - 34
    rows = table * 512
    assert zlib.crc32(disk[rows : rows + 128 * 128]) == int.from_bytes(header[88:92], "little")


@pytest.mark.parametrize("volumes", [[], [(7, b"x" * 512)] * 5, [(7, b"")], [(7, b"x" * 513)]])
def test_what_no_table_holds_is_refused(volumes: list[tuple[int, bytes]]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        partition.mbr(volumes, disk_id=1)
