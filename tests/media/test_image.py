"""Disks with partitions, disks cut short, disks nothing can be read of, and disks that lie."""

import struct
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
import pytsk3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.builder import ntfs, partition
from demo.builder.tree import Node
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media import open_source
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread

MIB = 1024 * 1024
BASIC = UUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7")
RESERVED = UUID("e3c9e316-0b5c-4db8-817d-f92df00215ae")
OWN = UUID("12345678-1234-5678-1234-567812345678")

TREE = [
    Node("petit.txt", b"bonjour"),
    Node("Users/Public/grand.bin", bytes(range(256)) * 100, streams={"flux": b"z" * 3000}),
    Node("lien", junction="C:\\Users"),
    *(Node(f"foule/nom assez long {n:04d}.txt", b"%d" % n) for n in range(60)),
]
FILES = 63


@pytest.fixture(scope="module")
def volume() -> bytes:
    return ntfs.volume(TREE, size=2 * MIB, label="DISQUE", serial=3)


def boot(magic: bytes, at: int) -> bytes:
    image = bytearray(MIB)
    image[at : at + len(magic)] = magic
    image[510:512] = b"\x55\xaa"
    return bytes(image)


BITLOCKER = boot(b"\xeb\x58\x90-FVE-FS-", 0)


def test_partitions_are_volumes_in_the_order_of_the_disk(
    volume: bytes, opened: Callable[[bytes], Source], read_all: Callable
) -> None:
    disk = partition.mbr([(7, volume), (7, BITLOCKER), (0x83, boot(b"_BHRfS_M", 65600))], disk_id=1)
    source = opened(disk)
    assert [(v.name, v.filesystem, v.read, v.why) for v in source.volumes()] == [
        ("1", "ntfs", True, ""),
        ("2", "bitlocker", False, "bitlocker_damaged"),
        ("3", "btrfs", False, "not_read_btrfs"),
    ]
    assert source.volumes()[0].offset == MIB
    assert source.volumes()[0].size == len(volume)
    hashes, _ = read_all(source)
    assert len(hashes) == FILES
    unread = [found for found in source.walk() if isinstance(found, Unread)]
    assert [(found.volume, found.why, found.size) for found in unread] == [
        ("2", "bitlocker_damaged", MIB),
        ("3", "not_read_btrfs", MIB),
    ]
    with pytest.raises(Unreadable, match="filesystem_not_read"):
        source.open(Entry("2", "x", EntryKind.FILE, ident="5-5"))


def test_the_sleuth_kit_sees_the_same_partitions(volume: bytes, tmp_path: Path) -> None:
    for disk in (
        partition.mbr([(7, volume), (7, volume)], disk_id=1),
        partition.gpt([(RESERVED, bytes(MIB)), (BASIC, volume)], disk_id=OWN),
    ):
        path = tmp_path / "disk.img"
        path.write_bytes(disk)
        theirs = [
            (part.start * 512, part.len * 512)
            for part in pytsk3.Volume_Info(pytsk3.Img_Info(str(path)))
            if part.flags == pytsk3.TSK_VS_PART_FLAG_ALLOC
        ]
        assert [(part.offset, part.size) for part in open_source(path).volumes()] == theirs


@pytest.mark.parametrize("lost", ["nothing", "primary table", "boot record"])
def test_gpt_is_read_from_either_copy(volume: bytes, lost: str, opened: Callable) -> None:
    disk = bytearray(partition.gpt([(RESERVED, bytes(MIB)), (BASIC, volume)], disk_id=OWN))
    if lost == "primary table":
        disk[512:1024] = bytes(512)
    if lost == "boot record":
        disk[:512] = bytes(512)
    source = opened(bytes(disk))
    assert [(v.name, v.read, v.why) for v in source.volumes()] == [("1", False, "no_files"), ("2", True, "")]
    assert source.find("petit.txt").volume == "2"
    assert source.find("petit.txt", "1") is None
    assert not [found for found in source.walk() if isinstance(found, Unread)]


def test_logical_partitions_and_a_chain_that_loops(volume: bytes, opened: Callable) -> None:
    start = len(volume) // 512 + 1
    disk = bytearray(512) + bytearray(512) + volume + bytearray(volume)
    row = struct.Struct("<B3xB3xII")
    disk[446:462] = row.pack(0, 0x0F, 1, start + len(volume) // 512)
    disk[510:512] = disk[1022:1024] = b"\x55\xaa"
    disk[512 + 446 : 512 + 462] = row.pack(0, 7, 1, len(volume) // 512)
    disk[512 + 462 : 512 + 478] = row.pack(0, 5, 0, 10)  # back to itself
    found, outside = opened(bytes(disk)).volumes()
    assert (found.offset, found.filesystem, found.read) == (1024, "ntfs", True)
    assert (outside.offset, outside.filesystem, outside.read) == (1024 + len(volume), "ntfs", True)


def test_a_cut_disk_is_opened_and_says_so(volume: bytes, opened: Callable, read_all: Callable) -> None:
    disk = partition.mbr([(7, volume), (7, volume)], disk_id=1)
    source = opened(disk[: 3 * MIB + MIB // 2])
    assert source.warnings == ("truncated",)
    assert [volume.read for volume in source.volumes()] == [True, False]
    assert len(read_all(source)[0]) == FILES


@pytest.mark.parametrize("kept", [512, 4096, 100_000, MIB + 4096])
def test_a_disk_cut_too_short_is_refused(volume: bytes, kept: int, opened: Callable) -> None:
    disk = partition.mbr([(7, volume)], disk_id=1)
    with pytest.raises(SourceRefusal) as refusal:
        opened(disk[:kept])
    assert refusal.value.code == "source_truncated"
    assert (refusal.value.facts["size"], refusal.value.facts["needed"]) == (kept, 3 * MIB)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (boot(b"_BHRfS_M", 65600), "btrfs"),
        (boot(b"LUKS\xba\xbe", 0), "luks"),
        (boot(b"LABELONE", 512), "lvm"),
        (boot(b"XFSB", 0), "xfs"),
        (boot(b"ReFS\0\0\0\0", 3), "refs"),
        (boot(b"H+", 1024), "hfsplus"),
        (partition.mbr([(7, boot(b"LUKS\xba\xbe", 0)), (7, boot(b"XFSB", 0))], disk_id=1), "luks, xfs"),
    ],
)
def test_what_is_not_read_is_named(content: bytes, found: str, opened: Callable) -> None:
    with pytest.raises(SourceRefusal) as refusal:
        opened(content)
    assert (refusal.value.code, refusal.value.facts["found"]) == ("source_unknown_filesystem", found)


def test_an_ntfs_without_its_table_is_refused(volume: bytes, opened: Callable) -> None:
    image = bytearray(volume)
    table = struct.unpack_from("<Q", image, 48)[0] * 4096
    mirror = struct.unpack_from("<Q", image, 56)[0] * 4096
    for place in (table, mirror):
        image[place : place + 4096] = bytes(4096)
    with pytest.raises(SourceRefusal) as refusal:
        opened(bytes(image))
    assert (refusal.value.code, refusal.value.facts["found"]) == ("source_unknown_filesystem", "ntfs")


def test_the_image_is_not_changed(volume: bytes, tmp_path: Path, read_all: Callable) -> None:
    path = tmp_path / "image.img"
    path.write_bytes(volume)
    path.chmod(0o444)
    before = path.stat()
    source = open_source(path)
    read_all(source)
    source.close()
    assert path.read_bytes() == volume
    assert path.stat().st_mtime_ns == before.st_mtime_ns


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.integers(0, 2 * MIB - 9), st.binary(min_size=1, max_size=8)), max_size=20),
    records=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 1023), st.integers(0, 255)), max_size=20),
    kept=st.one_of(st.just(2 * MIB), st.integers(1, 2 * MIB)),
)
def test_a_damaged_image_never_crashes_and_never_lies(
    volume: bytes, tmp_path: Path, read_all: Callable, changes: list, records: list, kept: int
) -> None:
    image = bytearray(volume)
    for at, content in changes:
        image[at : at + len(content)] = content
    table = struct.unpack_from("<Q", volume, 48)[0] * 4096
    for number, at, value in records:
        image[table + number * 1024 + at] = value
    path = tmp_path / "damaged.img"
    path.write_bytes(image[:kept])
    try:
        source = open_source(path)
    except SourceRefusal:
        return
    hashes, reasons = read_all(source)
    source.close()
    if not changes and not records:
        good = {sha256(node.data).hexdigest() for node in TREE} | {sha256(b"z" * 3000).hexdigest()}
        assert set(hashes.values()) <= good
        assert kept == 2 * MIB or "truncated" in source.warnings
    assert len(hashes) + len(reasons) < 1000
