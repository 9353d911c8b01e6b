"""What the built volumes showed, again on bytes made by hand, so that no tool is needed."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.builder import SECTOR, ext2, fat16, fat_entry, long_name
from toolkit.errors import SourceRefusal
from toolkit.media import open_source
from toolkit.media.filesystems import recognise
from toolkit.media.ntfs.record import Damaged
from toolkit.media.source import Source
from toolkit.media.tsk.directory import held
from toolkit.media.tsk.fscrypt import encrypted
from toolkit.records import Entry, Unread

ROOT = (1 + 2 * 32) * SECTOR


@pytest.fixture
def names(tmp_path: Path) -> Callable[[bytes], list[str]]:
    def read(image: bytes) -> list[str]:
        (tmp_path / "x.img").write_bytes(image)
        source: Source = open_source(tmp_path / "x.img")
        try:
            return [one.path for one in source.walk() if isinstance(one, Entry)]
        finally:
            source.close()

    return read


@pytest.mark.parametrize("length", [12, 13, 195, 196, 207, 208, 209, 247, 248, 255])
def test_a_long_fat_name_is_whole(length: int, names: Callable) -> None:
    image, wanted = fat16(), "é" * (length - 9) + ".verrou_a"
    deleted = bytearray(long_name("z" * 250, b"AUTRE   TXT") + fat_entry(b"AUTRE   TXT", 0x20, 0, 0))
    deleted[::32] = b"\xe5" * (len(deleted) // 32)
    rows = bytes(deleted) + long_name(wanted, b"LONG~1  VER") + fat_entry(b"LONG~1  VER", 0x20, 0, 0)
    image[ROOT + 96 : ROOT + 96 + len(rows)] = rows
    assert wanted in names(bytes(image))


def test_long_fat_names_alike_to_their_last_letters_stay_apart(names: Callable) -> None:
    image, wanted = fat16(), [f"{'x' * 200}.{end}" for end in ("txt", "locked")]
    rows = b""
    for number, name in enumerate(wanted, 1):
        short = b"XXXXXX~%dTXT" % number
        rows += long_name(name, short) + fat_entry(short, 0x20, 0, 0)
    image[ROOT + 96 : ROOT + 96 + len(rows)] = rows
    assert set(wanted) <= set(names(bytes(image)))


def test_a_directory_of_ext4_kept_in_its_inode_is_no_damaged_one() -> None:
    rows = struct.pack("<IHBB4s", 12, 12, 2, 1, b"un") + struct.pack("<IHBB8s", 13, 44, 4, 1, b"deux")
    content = struct.pack("<I", 2) + rows.ljust(56, b"\0")
    found = held("ext4", content, root=False, own=11, block=4096, last=100)
    assert found.known == {(12, 2), (13, 4)}
    with pytest.raises(Damaged):
        held("ext4", content[:20] + b"\xff" * 40, root=False, own=11, block=4096, last=100)


@given(
    st.lists(st.binary(min_size=32, max_size=32), max_size=60), st.sampled_from(["fat16", "exfat", "ext4"])
)
@settings(max_examples=200, deadline=None)
def test_any_directory_is_counted_or_damaged(rows: list[bytes], kind: str) -> None:
    content = b"".join(rows)
    try:
        found = held(kind, content, root=True, own=2, block=1024, last=100)
    except Damaged:
        return
    assert 0 <= found.names <= len(content) // 8


@pytest.mark.parametrize("features", [0x10000, 0x10000 | 0x80, 0])
def test_a_file_that_linux_encrypted_is_told_and_not_read(features: int, tmp_path: Path) -> None:
    image = ext2()
    _or(image, 1024 + 96, features)
    if features & 0x80:  # descriptors of 64 bytes
        struct.pack_into("<H", image, 1024 + 254, 64)
    for inode in (12, 13, 15):  # the folder a/b, a/b/1.txt and gros.bin
        _or(image, 5 * 1024 + (inode - 1) * 128 + 32, 0x800)
    (tmp_path / "x.img").write_bytes(image)
    source = open_source(tmp_path / "x.img")
    told = {one.path: one.why if isinstance(one, Unread) else "" for one in source.walk()}
    source.close()
    locked = {"a/b/1.txt", "gros.bin"} if features else set()
    assert told == {path: "fscrypt" if path in locked else "" for path in
                    ("a", "a/b", "a/b/1.txt", "a/b/2.txt", "gros.bin")}  # fmt: skip


def _or(image: bytearray, place: int, bits: int) -> None:
    struct.pack_into("<I", image, place, struct.unpack_from("<I", image, place)[0] | bits)


@given(st.binary(min_size=1024, max_size=4096), st.integers(0, 1 << 32))
@settings(max_examples=200, deadline=None)
def test_a_damaged_volume_never_stops_the_question_of_encryption(held: bytes, inode: int) -> None:
    whole = bytearray(1024) + held
    _or(whole, 1024 + 96, 0x10000)
    answer = encrypted(lambda offset, length: bytes(whole[offset : offset + length]))
    assert answer(inode) in {True, False}


def test_an_ext_volume_of_large_clusters_is_named_and_not_read(tmp_path: Path) -> None:
    image = ext2()
    _or(image, 1024 + 100, 0x200)
    found = recognise(lambda offset, length: bytes(image[offset : offset + length]))
    assert found is not None
    assert found.name == "ext4_bigalloc"
    (tmp_path / "x.img").write_bytes(image)
    with pytest.raises(SourceRefusal) as refused:
        open_source(tmp_path / "x.img")
    assert refused.value.facts["found"] == "ext4_bigalloc"
