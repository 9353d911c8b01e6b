"""Partition tables that lie, lures before the partitions, and what no table mentions."""

import struct
from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder import ntfs, partition
from demo.builder.tree import Node
from toolkit.errors import SourceRefusal
from toolkit.media.partitions import partitions

MIB = 1024 * 1024
BASIC = UUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7")
OWN = UUID("12345678-1234-5678-1234-567812345678")


def small(content: bytes) -> bytes:
    return ntfs.volume([Node("vu.txt", content)], size=MIB, label="", serial=5)


@pytest.mark.parametrize(
    ("magic", "at", "last"),
    [
        (b"LABELONE", 512, ("2", "lvm", False)),
        (b"SWAPSPACE2", 4086, ("2", "swap", False)),
        (b"CD001", 32769, ("2", "iso9660", False)),
        (b"_BHRfS_M", 65600, ("2", "btrfs", False)),
    ],
)
def test_a_magic_before_the_partitions_hides_nothing(
    magic: bytes, at: int, last: tuple[str, str, bool], opened: Callable, read_all: Callable
) -> None:
    disk = bytearray(partition.mbr([(7, small(b"x"))], disk_id=1))
    disk[at : at + len(magic)] = magic
    disk[1024:1032] = struct.pack("<II", 1, 100)  # without which a mark makes no swap area
    source = opened(bytes(disk))
    assert [(v.name, v.filesystem, v.read) for v in source.volumes()] == [("1", "ntfs", True), last]
    assert "vu.txt" in read_all(source)[0]


def test_a_file_system_before_the_partitions_is_one_more(opened: Callable) -> None:
    disk = bytearray(partition.mbr([(7, small(b"vrai"))], disk_id=1))
    lure = small(b"leurre")[: MIB - 4096]
    table = bytes(disk[446:512])
    disk[: len(lure)] = lure
    disk[446:512] = table
    source = opened(bytes(disk))
    assert [(v.name, v.offset, v.filesystem) for v in source.volumes()] == [
        ("1", MIB, "ntfs"),
        ("2", 0, "ntfs"),
    ]
    assert [source.open(source.find("vu.txt", name)).read() for name in ("1", "2")] == [b"vrai", b"leurre"]
    assert source.find("vu.txt").volume == "1"


def test_a_volume_without_partitions_may_end_like_a_table(opened: Callable) -> None:
    volume = bytearray(small(b"x"))
    volume[446:462] = struct.pack("<B3xB3xII", 0x80, 7, 5_000_000, 4)  # outside the medium
    source = opened(bytes(volume))
    assert [(v.name, v.offset, v.filesystem) for v in source.volumes()] == [("1", 0, "ntfs")]
    volume[446:462] = struct.pack("<B3xB3xII", 0x80, 7, 0, len(volume) // 512)  # what mkfs.fat --mbr writes
    source = opened(bytes(volume))
    assert [(v.name, v.offset, v.filesystem) for v in source.volumes()] == [("1", 0, "ntfs")]
    assert source.warnings == ()


@pytest.mark.parametrize(
    ("rest", "said"), [(b"", False), (bytes(MIB), False), (bytes(MIB) + b"x", True), (bytes(17 * MIB), True)]
)
def test_what_lies_beyond_the_file_system_is_said(rest: bytes, said: bool, opened: Callable) -> None:
    source = opened(small(b"x") + rest)
    assert ("beyond_filesystem" in source.warnings) == said


def chained(places: int, last: bytes, before: bytes = b"") -> bytes:
    """Make a disk of logical partitions of one sector each, the last of which holds a volume."""
    row = struct.Struct("<B3xB3xII")
    disk = bytearray(512) + before + bytearray((2 * places - 1) * 512)
    base, sectors = 1 + len(before) // 512, len(last) // 512
    disk[446:462] = row.pack(0, 5, base, 2 * places - 1 + sectors)
    disk[462:478] = row.pack(0, 7, 1, len(before) // 512)
    disk[510:512] = b"\x55\xaa"
    for number in range(places):
        at = (base + 2 * number) * 512
        final = number == places - 1
        disk[at + 446 : at + 462] = row.pack(0, 7, 1, sectors if final else 1)
        if not final:
            disk[at + 462 : at + 478] = row.pack(0, 5, 2 * number + 2, 2)
        disk[at + 510 : at + 512] = b"\x55\xaa"
    return bytes(disk) + last


def test_hundreds_of_partitions_are_all_listed(opened: Callable) -> None:
    source = opened(chained(300, small(b"x")))
    assert (len(source.volumes()), source.warnings) == (300, ())
    assert source.find("vu.txt").volume == "300"


def test_partitions_beyond_the_limit_are_said(opened: Callable) -> None:
    first = small(b"x")
    source = opened(partition.mbr([(7, first)], disk_id=1))
    assert source.warnings == ()
    disk = bytearray(partition.gpt([(BASIC, first)], disk_id=OWN))
    struct.pack_into("<I", disk, 512 + 80, 2000)  # rows stated
    assert "too_many_partitions" in opened(bytes(disk)).warnings
    source = opened(chained(1100, first, first))
    assert source.warnings == ("too_many_partitions",)
    assert len(source.volumes()) == 1024
    with pytest.raises(SourceRefusal) as refusal:
        opened(chained(1100, first))
    assert len(refusal.value.facts["found"]) < 100


def test_a_broken_chain_of_logical_partitions_is_said(opened: Callable) -> None:
    volume = small(b"y")
    disk = bytearray(chained(3, small(b"x")))
    disk[3 * 512 + 510] = 0  # the second boot record is none any more
    disk[478:494] = struct.pack("<B3xB3xII", 0, 7, len(disk) // 512, len(volume) // 512)
    source = opened(bytes(disk) + volume)
    assert [(v.offset, v.filesystem, v.read) for v in source.volumes()] == [
        (2 * 512, "unknown", False),
        (3 * 512, "unknown", False),
        (len(disk), "ntfs", True),
    ]
    assert source.volumes()[1].size == len(disk) - 3 * 512


def test_both_copies_of_a_gpt_and_the_rows_beside_it_count(opened: Callable) -> None:
    parts = [(BASIC, small(b"un")), (BASIC, small(b"deux")), (BASIC, small(b"trois"))]
    disk = bytearray(partition.gpt(parts, disk_id=OWN))
    (rows,) = struct.unpack_from("<Q", disk, 512 + 72)
    second, third = rows * 512 + 128, rows * 512 + 256
    start, last = struct.unpack_from("<QQ", disk, third + 32)
    disk[second : third + 128] = bytes(256)  # the backup still lists them
    assert len(opened(bytes(disk)).volumes()) == 3
    disk[-512:] = bytes(512)  # no backup any more; the boot record lists one of them
    disk[462:478] = struct.pack("<B3xB3xII", 0, 7, start, last - start + 1)
    source = opened(bytes(disk))
    assert [source.open(source.find("vu.txt", v.name)).read() for v in source.volumes()] == [b"un", b"trois"]


@given(st.binary(min_size=66, max_size=66), st.binary(max_size=8192), st.integers(0, 1 << 40))
def test_any_table_gives_an_answer(table: bytes, rest: bytes, size: int) -> None:
    disk = bytes(446) + table[:64] + b"\x55\xaa" + rest
    found, _ = partitions(lambda offset, length: disk[max(0, offset) :][:length], size)
    assert len(found) <= 1024
    assert [part.offset for part in found] == sorted({part.offset for part in found})


def _counted_in(sector: int, content: bytes, *, logical: bool = False) -> bytes:
    """Make a disk whose boot record counts in sectors of this size; the volume stands behind 1 MiB."""
    row, start = struct.Struct("<B3xB3xII"), MIB // sector
    disk = bytearray(MIB) + content
    disk[446:462] = row.pack(0, 5 if logical else 7, start, len(content) // sector)
    disk[510:512] = b"\x55\xaa"
    if logical:
        disk = disk[:MIB] + bytearray(MIB) + content
        disk[MIB + 446 : MIB + 462] = row.pack(0, 7, start, len(content) // sector)
        disk[MIB + 510 : MIB + 512] = b"\x55\xaa"
    return bytes(disk)


@pytest.mark.parametrize("sector", [512, 4096])
@pytest.mark.parametrize("logical", [False, True])
def test_a_boot_record_counts_in_the_sectors_of_its_disk(
    sector: int, logical: bool, opened: Callable
) -> None:
    source = opened(_counted_in(sector, small(b"x"), logical=logical))
    assert [(v.offset, v.filesystem, v.read) for v in source.volumes()] == [
        (2 * MIB if logical else MIB, "ntfs", True)
    ]


def test_rows_that_lead_nowhere_count_in_512(opened: Callable) -> None:
    disk = partition.mbr([(7, bytes(MIB)), (7, small(b"x"))], disk_id=1)
    assert [v.offset for v in opened(disk).volumes()] == [MIB, 2 * MIB]
    found, _ = partitions(lambda offset, length: bytes(disk[:512])[offset : offset + length], len(disk))
    assert [part.offset for part in found] == [MIB, 2 * MIB]
