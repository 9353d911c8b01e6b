"""File systems that no table leads to any more, and bytes outside all partitions."""

import struct
from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder import ntfs, partition
from demo.builder.tree import Node
from toolkit.media import unpartitioned
from toolkit.media.partitions import Partition
from toolkit.media.source import Source

MIB = 1024 * 1024
OWN = UUID("12345678-1234-5678-1234-567812345678")
ROW = struct.Struct("<B3xB3xII")


def small(content: bytes) -> bytes:
    return ntfs.volume([Node("vu.txt", content)], size=MIB, label="", serial=5)


def held(source: Source) -> list[bytes]:
    found = [source.find("vu.txt", volume.name) for volume in source.volumes()]
    return [source.open(entry).read() for entry in found if entry]


def two() -> bytearray:
    """Make a disk with a GPT and two volumes, at 1 and 2 MiB."""
    volumes = [(partition.BASIC_DATA, small(b"un")), (partition.BASIC_DATA, small(b"deux"))]
    return bytearray(partition.gpt(volumes, disk_id=OWN))


def zero_tables(disk: bytearray) -> None:
    disk[512:MIB] = bytes(MIB - 512)
    disk[-64 * 1024 :] = bytes(64 * 1024)


def test_a_gpt_that_no_boot_record_announces_is_read(opened: Callable) -> None:
    disk = two()
    disk[446:462] = ROW.pack(0, 7, MIB // 512, MIB // 512)
    for one in (bytes(disk), bytes(disk[:512]) + bytes(MIB - 512) + bytes(disk[MIB:])):  # either copy alone
        source = opened(one)
        assert (held(source), source.warnings) == ([b"un", b"deux"], ())


def test_a_former_gpt_adds_no_volume_that_is_not_there(opened: Callable) -> None:
    one = ntfs.volume([Node("vu.txt", b"un")], size=2 * MIB, label="", serial=5)
    disk = bytearray(partition.gpt([(partition.BASIC_DATA, one)], disk_id=OWN))
    disk[446:462] = ROW.pack(0, 7, MIB // 512, 2 * MIB // 512)
    (rows,) = struct.unpack_from("<Q", disk, 512 + 72)
    struct.pack_into("<Q", disk, rows * 512 + 32, MIB // 512 + 100)  # begins inside what is there now
    disk[-512:] = bytes(512)
    assert [(v.offset, v.read) for v in opened(bytes(disk)).volumes()] == [(MIB, True)]


def test_a_gpt_that_is_lost_is_said(opened: Callable) -> None:
    disk = two()
    zero_tables(disk)
    source = opened(bytes(disk))
    first, *others = source.volumes()
    assert (first.offset, first.filesystem, first.read, first.why) == (
        512,
        "unknown",
        False,
        "filesystem_not_read",
    )
    assert [(v.offset, v.filesystem) for v in others] == [(MIB, "ntfs"), (2 * MIB, "ntfs")]
    assert held(source) == [b"un", b"deux"]
    disk[462:478] = ROW.pack(0, 7, MIB // 512, MIB // 512)  # one ordinary row beside it
    source = opened(bytes(disk))
    assert [v.read for v in source.volumes()] == [False, True, True]
    assert held(source) == [b"un", b"deux"]


@pytest.mark.parametrize("at", [4 * MIB, 2 * MIB, 2 * MIB + 63 * 512, 3 * MIB])
def test_a_volume_whose_row_is_gone_is_found(at: int, opened: Callable) -> None:
    disk = bytearray(partition.mbr([(7, small(b"un"))], disk_id=1)).ljust(6 * MIB, b"\0")
    lost = small(b"perdu")
    disk[at : at + len(lost)] = lost
    source = opened(bytes(disk))
    assert [(v.name, v.offset, v.read) for v in source.volumes()] == [("1", MIB, True), ("2", at, True)]
    assert (held(source), source.warnings) == ([b"un", b"perdu"], ())


def test_a_volume_right_behind_a_partition_is_found(opened: Callable) -> None:
    disk = bytearray(partition.mbr([(7, small(b"un"))], disk_id=1)).ljust(6 * MIB, b"\0")
    disk[446:462] = ROW.pack(0, 7, MIB // 512, MIB // 512 + 5)
    lost, at = small(b"perdu"), 2 * MIB + 5 * 512
    disk[at : at + len(lost)] = lost
    assert held(opened(bytes(disk))) == [b"un", b"perdu"]


@pytest.mark.parametrize(
    ("at", "kept", "said"),
    [
        (3 * MIB + 700, b"x", True),
        (2 * MIB, b"x", True),
        (6 * MIB - 64 * 1024 - 1, b"x", True),
        (6 * MIB - 64 * 1024, b"x", False),  # a GPT, or what is left of one
        (600, b"x", False),  # a boot program
        (3 * MIB, bytes(446) + ROW.pack(0, 7, 1, 9) + bytes(48) + b"\x55\xaa", False),  # of a chain
        (3 * MIB, b"x" * 446 + ROW.pack(0, 7, 1, 9) + bytes(48) + b"\x55\xaa", True),
        (3 * MIB, b"", False),
    ],
)
def test_bytes_outside_all_partitions_are_said(at: int, kept: bytes, said: bool, opened: Callable) -> None:
    disk = bytearray(partition.mbr([(7, small(b"un"))], disk_id=1)).ljust(6 * MIB, b"\0")
    disk[at : at + len(kept)] = kept
    assert ("unpartitioned_content" in opened(bytes(disk)).warnings) == said


def test_what_is_not_read_in_full_is_not_known_to_be_empty() -> None:
    asked = 0

    def zeros(_: int, length: int) -> bytes:
        nonlocal asked
        asked += length
        return bytes(length)

    first = Partition(MIB, MIB)
    assert unpartitioned.search(zeros, 100 * MIB, [first]) == ([], False)
    asked = 0
    assert unpartitioned.search(zeros, 1 << 43, [first]) == ([], True)
    assert asked < 2000 * MIB


def test_a_bad_sector_outside_all_partitions_is_said() -> None:
    def bad(offset: int, length: int) -> bytes:
        if offset <= 5 * MIB < offset + length:
            raise OSError("bad sector")
        return bytes(length)

    assert unpartitioned.search(bad, 8 * MIB, [Partition(MIB, MIB)]) == ([], True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1 << 33), st.integers(1, 1 << 33)), max_size=20),
    st.integers(0, 1 << 33),
    st.binary(max_size=2048),
)
def test_any_partitions_give_an_answer(places: list[tuple[int, int]], size: int, held: bytes) -> None:
    def read(offset: int, length: int) -> bytes:
        return held[:length].ljust(length, b"\0") if offset < size else b""

    found, _ = unpartitioned.search(read, size, [Partition(*place) for place in places])
    assert all(part.size > 0 and part.offset + part.size <= size for part in found)
    assert not any(at <= part.offset < at + long for part in found for at, long in places)
