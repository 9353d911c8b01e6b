"""What the first sectors of a volume tell: which file system it is, and whether it was put away cleanly."""

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.media.builder import SECTOR, exfat, ext2, fat16
from toolkit.media import filesystems


def recognised(image: bytes) -> filesystems.Recognised:
    found = filesystems.recognise(lambda offset, length: image[offset : offset + length])
    assert found is not None
    return found


def test_a_fat_volume_put_away_cleanly_is_clean() -> None:
    assert not recognised(bytes(fat16())).dirty
    assert not recognised(bytes(exfat())).dirty


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        (37, b"\x01"),  # the bit of the boot sector
        (SECTOR + 2, b"\xff\x7f"),  # the bit of the second entry of the table
    ],
)
def test_a_fat_volume_in_use_is_said_to_be(at: int, kept: bytes, opened: Callable) -> None:
    image = fat16()
    image[at : at + len(kept)] = kept
    assert recognised(bytes(image)).dirty
    assert "dirty_volume" in opened(bytes(image)).warnings


def test_a_fat32_volume_in_use_is_said_to_be() -> None:
    image = bytearray(200 * SECTOR)
    struct.pack_into("<3s8sHBHBHHBHHHII", image, 0, b"\xeb\x58\x90", b"MSDOS5.0", 512, 1, 32, 2, 0, 0, 0xF8,
                     0, 63, 255, 0, 70_000 + 32 + 2 * 550)  # fmt: skip
    struct.pack_into("<I", image, 36, 550)
    image[510:512] = b"\x55\xaa"
    for second, dirty in ((0x0FFF_FFFF, False), (0x0FFF_FFF8, False), (0x07FF_FFFF, True)):
        struct.pack_into("<II", image, 32 * SECTOR, 0x0FFF_FFF8, second)
        assert recognised(bytes(image)) == filesystems.Recognised("fat32", 71_132 * 512, "", dirty)
    struct.pack_into("<II", image, 32 * SECTOR, 0x0FFF_FFF8, 0x0FFF_FFFF)
    image[65] = 1
    assert recognised(bytes(image)).dirty


def test_bitlocker_to_go_is_not_taken_for_the_fat_it_dresses_as() -> None:
    image = fat16()
    image[424:440] = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")
    assert recognised(bytes(image)).name == "bitlocker"


SWAP = (4086, b"SWAPSPACE2")
SWAP_HEADER = (1024, struct.pack("<II", 1, 10))


def marked(image: bytes | bytearray, *marks: tuple[int, bytes]) -> bytes:
    disk = bytearray(image)
    for at, mark in marks:
        disk[at : at + len(mark)] = mark
    return bytes(disk)


def test_the_mark_of_a_swap_area_hides_no_file_system(opened: Callable) -> None:
    for image, name in ((fat16(), "fat16"), (ext2(), "ext2")):
        found = recognised(marked(image, SWAP))
        assert (found.name, found.beside) == (name, "")
    source = opened(marked(fat16(), SWAP, SWAP_HEADER))  # bytes of its table that no file uses
    assert [(v.filesystem, v.read) for v in source.volumes()] == [("fat16", True)]
    assert "two_filesystems" in source.warnings


def test_a_swap_area_is_known_by_its_whole_header() -> None:
    def name(disk: bytes, size: int = 0) -> str | None:
        found = filesystems.recognise(lambda offset, length: disk[offset : offset + length], size)
        return found.name if found else None

    blank = bytes(1 << 20)
    assert name(marked(blank, SWAP, SWAP_HEADER)) == "swap"
    assert name(marked(blank, SWAP, SWAP_HEADER), 11 * 4096) == "swap"
    assert name(marked(blank, SWAP, SWAP_HEADER), 10 * 4096) is None  # more pages than there is room for
    assert name(marked(blank, SWAP)) is None
    assert name(marked(blank, SWAP, SWAP_HEADER, (65588, b"ReIsEr2Fs"))) == "reiserfs"


@pytest.mark.parametrize(
    ("at", "mark"),
    [
        (1024, b"H+"),
        (512, b"LABELONE"),
        (0, b"LUKS\xba\xbe"),
        (0, b"XFSB"),
        (3, b"NTFS    "),
        (32769, b"CD001"),
        (65600, b"_BHRfS_M"),
    ],
)
def test_a_mark_hides_no_file_system_whose_header_is_whole(at: int, mark: bytes, opened: Callable) -> None:
    image, name = (fat16(), "fat16") if at == 1024 else (ext2(), "ext2")
    source = opened(marked(image, (at, mark)))
    assert [(v.filesystem, v.read) for v in source.volumes()] == [(name, True)]
    assert "two_filesystems" in source.warnings


def test_a_file_system_inside_another_is_said() -> None:
    inner = ext2()[1024:2048]
    assert recognised(marked(ntfs.volume([Node("a", b"a")], size=1 << 20, label="", serial=1), (1024, inner)))
    whole = ntfs.volume([Node("a", b"a")], size=1 << 20, label="", serial=1)
    found = recognised(marked(whole, (1024, bytes(inner))))
    assert (found.name, found.beside) == ("ntfs", "ext2")
    found = recognised(marked(fat16(), (1024, bytes(inner))))
    assert {found.name, found.beside} == {"fat16", "ext2"}
    # A member of a RAID leaves room before its own mark, where an older life may still stand.
    assert recognised(marked(ext2(), (4096, b"\xfc\x4e\x2b\xa9\1\0\0\0"))).name == "mdraid"


@pytest.mark.parametrize(("state", "dirty"), [(1, False), (0, True), (2, True), (3, True), (5, False)])
def test_an_ext_volume_says_how_it_was_put_away(state: int, dirty: bool, opened: Callable) -> None:
    source = opened(marked(ext2(), (1024 + 58, struct.pack("<H", state))))
    assert ("dirty_volume" in source.warnings) == dirty


@pytest.mark.parametrize(
    ("blocks", "usual", "name"),
    [
        (32 * 8192, 0, "ext2"),  # 32 groups: their descriptors fill one block, in its usual place
        (33 * 8192, 0, "ext4_meta_bg"),
        (33 * 8192, 1, "ext4_meta_bg"),
        (33 * 8192, 2, "ext2"),  # META_BG is only for groups to come
    ],
)
def test_group_descriptors_that_are_spread_are_named(blocks: int, usual: int, name: str) -> None:
    image = marked(
        ext2(),
        (1024 + 4, struct.pack("<I", blocks)),
        (1024 + 96, struct.pack("<I", 0x12)),
        (1024 + 260, struct.pack("<I", usual)),
    )
    assert recognised(image).name == name


def test_spread_group_descriptors_of_the_real_tool_are_named(tmp_path: Path) -> None:
    if shutil.which("mke2fs") is None:
        pytest.skip("needs mke2fs")
    path = tmp_path / "disk.img"
    for mib, name in ((64, "ext4"), (300, "ext4_meta_bg")):
        path.write_bytes(b"")
        words = ["mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", "-O", "meta_bg,^resize_inode"]
        subprocess.run([*words, str(path), f"{mib}m"], check=True, capture_output=True)
        with path.open("rb") as file:
            assert recognised(file.read(1 << 17)).name == name


def test_a_row_that_says_swap_over_something_else_is_not_read(opened: Callable) -> None:
    small = ntfs.volume([Node("vu.txt", b"x")], size=1 << 20, label="", serial=5)
    disk = bytearray(1 << 20) + small + b"chiffre?" * (1 << 17)
    for row, (kind, start) in enumerate(((7, 2048), (0x82, 4096))):
        disk[446 + 16 * row : 462 + 16 * row] = struct.pack("<B3xB3xII", 0, kind, start, 2048)
    disk[510:512] = b"\x55\xaa"
    assert [(v.filesystem, v.why) for v in opened(bytes(disk)).volumes()] == [
        ("ntfs", ""),
        ("swap", "filesystem_not_read"),
    ]
    disk[2 << 20 :] = marked(bytes(1 << 20), SWAP, SWAP_HEADER)
    assert [(v.filesystem, v.why) for v in opened(bytes(disk)).volumes()] == [
        ("ntfs", ""),
        ("swap", "no_files"),
    ]
