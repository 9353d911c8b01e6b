"""Directories of FAT, exFAT and ext volumes that lie or were overwritten: said, never silent."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.media.ntfs.record import Damaged
from toolkit.media.tsk.directory import exfat_label, held

from .builder import EXT_FILES, SECTOR, exfat, ext2, fat16, fat_entry


def test_ext_files_are_read(opened: Callable, read_all: Callable) -> None:
    source = opened(bytes(ext2()))
    assert [v.filesystem for v in source.volumes()] == ["ext2"]
    assert read_all(source) == (EXT_FILES, {})


@pytest.mark.parametrize(
    ("inodes", "reasons"),
    [
        ([12], {"a/b": "damaged_directory"}),
        ([2], {"": "damaged_directory"}),
        ([11, 12], {"a": "damaged_directory", "a/b": "damaged_directory"}),
        ([13], {}),  # the file is read all the same
    ],
)
def test_one_cleared_bit_hides_nothing_in_silence(
    inodes: list[int], reasons: dict[str, str], opened: Callable, read_all: Callable
) -> None:
    image = ext2()
    for number in inodes:
        image[4 * 1024 + (number - 1) // 8] &= ~(1 << (number - 1) % 8)
    assert read_all(opened(bytes(image))) == (EXT_FILES, reasons)


def test_a_name_in_the_index_of_a_large_folder_is_none(opened: Callable, read_all: Callable) -> None:
    image = ext2()
    at = 11 * 1024
    # The first block of an indexed folder: ".." reaches to its end, and hides what is no name.
    struct.pack_into("<H", image, at + 12 + 4, 1012)
    struct.pack_into("<IHBB8s", image, at + 24, 13, 1000, 1, 1, b"x")
    hashes, reasons = read_all(opened(bytes(image)))
    assert (hashes.keys(), reasons) == ({"gros.bin"}, {})


@pytest.mark.parametrize("mode", [0, 0o70644, 0o20644, 0o120777, 0o40755])
def test_an_inode_of_another_kind_than_its_name_is_damaged(
    mode: int, opened: Callable, read_all: Callable
) -> None:
    image = ext2()
    struct.pack_into("<H", image, 5 * 1024 + 14 * 128, mode)
    hashes, reasons = read_all(opened(bytes(image)))
    assert (hashes.keys(), reasons) == ({"a/b/1.txt", "a/b/2.txt"}, {"gros.bin": "damaged"})


EMPTY_OF_ANOTHER = struct.pack("<IHBB4sIHBB4s", 11, 12, 1, 2, b".", 2, 1012, 2, 2, b"..") + bytes(1000)


@pytest.mark.parametrize("content", [bytes(1024), bytes(range(1, 256)) * 5, EMPTY_OF_ANOTHER])
def test_an_overwritten_ext_folder_is_said(content: bytes, opened: Callable, read_all: Callable) -> None:
    image = ext2()
    image[11 * 1024 : 12 * 1024] = content[:1024]
    hashes, reasons = read_all(opened(bytes(image)))
    assert (hashes.keys(), reasons) == ({"gros.bin"}, {"a/b": "damaged_directory"})


@pytest.mark.parametrize("content", [bytes(512), bytes(range(1, 256)) * 3])
def test_an_overwritten_fat_folder_is_said(content: bytes, opened: Callable, read_all: Callable) -> None:
    image = fat16()
    at = image.index(b".          ")
    image[at : at + 512] = content[:512]
    _, reasons = read_all(opened(bytes(image)))
    assert reasons["DOSSIER"] == "damaged_directory"


def test_a_fat_name_the_sleuth_kit_does_not_believe_is_said(opened: Callable, read_all: Callable) -> None:
    image = fat16()
    at = image.index(b"PATIEN~1TXT") + 28
    struct.pack_into("<I", image, at, 0x7FFFFFFF)  # bytes
    hashes, reasons = read_all(opened(bytes(image)))
    assert hashes == {}
    assert reasons


def test_names_after_the_end_of_a_fat_folder_are_said(opened: Callable, read_all: Callable) -> None:
    image = fat16()
    at = image.index(b"DOSSIER    ") + 32
    image[at : at + 64] = bytes(32) + fat_entry(b"CACHE   EXE", 0x20, 3, 5)
    _, reasons = read_all(opened(bytes(image)))
    assert reasons[""] == "damaged_directory"


def test_exfat_entries_of_no_known_kind_are_said(opened: Callable, read_all: Callable) -> None:
    image = exfat()
    at = 261 * SECTOR - SECTOR  # cluster 6, the root
    assert image[at] == 0x83
    image[at + 96] = 0xF7
    _, reasons = read_all(opened(bytes(image)))
    assert reasons[""] == "damaged_directory"


@given(
    st.binary(max_size=4096),
    st.sampled_from(["fat12", "fat32", "exfat", "ext2", "ext4"]),
    st.sampled_from([1024, 4096, 65536]),
    st.booleans(),
)
def test_any_bytes_give_an_answer(content: bytes, kind: str, block: int, root: bool) -> None:
    assert len(exfat_label(content)) <= 11
    try:
        found = held(kind, content, root=root, own=2, block=block, last=100)
    except Damaged:
        return
    assert 0 <= found.names <= len(content) // 8
