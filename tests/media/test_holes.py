"""Files of terabytes that take no place on their disk: read while they are few, said when they are not."""

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from toolkit.media import open_source
from toolkit.records import Entry, EntryKind, Unread

GIB = 1024**3
CLUSTER = 4096

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a file made longer takes its place there")


def hollow(image: bytearray, name: str, size: int) -> None:
    """Make a file of one run a hole of `size` bytes (NTFS: a run without a place is one)."""
    record = image.rindex(b"FILE", 0, image.index(name.encode("utf-16-le")))
    while record >= 0 and name.encode("utf-16-le") not in image[record : record + 1024]:
        record = image.rindex(b"FILE", 0, record)
    (at,) = struct.unpack_from("<H", image, record + 20)
    while struct.unpack_from("<I", image, record + at)[0] != 0x80:
        at += struct.unpack_from("<I", image, record + at + 4)[0]
    at += record
    assert image[at + 8] == 1
    clusters = size // CLUSTER
    struct.pack_into("<Q", image, at + 24, clusters - 1)
    struct.pack_into("<3Q", image, at + 40, size, size, size)
    (pairs,) = struct.unpack_from("<H", image, at + 32)
    packed = b"\x04" + struct.pack("<i", clusters) + b"\0"
    image[at + pairs : at + pairs + len(packed)] = packed


def walked(path: Path) -> list[Entry | Unread]:
    source = open_source(path)
    try:
        return list(source.walk())
    finally:
        source.close()


def test_holes_are_read_until_they_are_too_many(tmp_path: Path) -> None:
    names = [f"creux{number}.bin" for number in range(3)]
    tree = [Node(name, b"x" * 100_000) for name in names] + [Node("z.txt", b"z")]
    image = bytearray(ntfs.volume(tree, size=4 * 1024 * 1024, label="", serial=5))
    for name, size in zip(names, (6 * GIB, 5 * GIB, 4 * GIB), strict=True):
        hollow(image, name, size)
    struct.pack_into("<Q", image, 40, 20 * GIB // 512 - 1)  # no run may be longer than its volume
    path = tmp_path / "disk.img"
    path.write_bytes(image)
    with path.open("r+b") as file:
        file.truncate(20 * GIB)
    found = walked(path)
    assert [entry.path for entry in found] == [*names, "z.txt"]
    assert [entry.size for entry in found[:3]] == [6 * GIB, 5 * GIB, 4 * GIB]
    assert [entry.why for entry in found if isinstance(entry, Unread)] == ["sparse_holes"]
    assert isinstance(found[1], Unread)
    assert walked(path) == found  # an interrupted scan meets the same ones


def test_a_hole_on_ext4_is_said(tmp_path: Path) -> None:
    if shutil.which("mke2fs") is None:
        pytest.skip("needs mke2fs")
    tree, path = tmp_path / "tree", tmp_path / "disk.img"
    tree.mkdir()
    (tree / "a.txt").write_bytes(b"a")
    with (tree / "creux.bin").open("wb") as file:
        file.truncate(12 * GIB)
    with path.open("wb") as file:
        file.truncate(20 * GIB)
    words = ["mke2fs", "-q", "-F", "-t", "ext4", "-O", "^has_journal", "-E", "nodiscard", "-N", "64"]
    subprocess.run([*words, "-d", str(tree), str(path)], check=True, capture_output=True)
    found = {entry.path: entry for entry in walked(path)}
    assert found["creux.bin"] == Unread("1", "creux.bin", "sparse_holes", "", 12 * GIB)
    assert isinstance(found["a.txt"], Entry)
    assert found["a.txt"].kind is EntryKind.FILE
