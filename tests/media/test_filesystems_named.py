"""Every file system that is not read is named: as its tools make it where they are, else by its marks."""

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from toolkit.media.filesystems import NAMED, READ_HERE, recognise, why_not_read

MIB = 1024 * 1024
MD = b"\xfc\x4e\x2b\xa9"


def named(disk: bytes) -> str | None:
    found = recognise(lambda offset, length: disk[offset : offset + length], len(disk))
    return found.name if found else None


def marked(*marks: tuple[int, bytes], on: bytes = b"", size: int = 2 * MIB) -> bytes:
    disk = bytearray(on.ljust(size, b"\0"))
    for offset, mark in marks:
        disk[offset : offset + len(mark)] = mark
    return bytes(disk)


@pytest.mark.parametrize(
    ("offset", "mark", "name"),
    [
        (3, b"ReFS\0\0\0\0", "refs"),
        (32, b"NXSB", "apfs"),
        (1024, b"H+\0\4", "hfsplus"),
        (512, b"LABELONE", "lvm"),
        (0, b"LUKS\xba\xbe\0\1", "luks"),
        (16384, b"SKUL\xba\xbe\0\2", "luks"),
        (32768, b"JFS1", "jfs"),
        (65588, b"ReIsEr2Fs", "reiserfs"),
        (MIB, b"\x0d\xd0\x01\xc0", "vmfs"),
        (16384, bytes.fromhex("010100000000000000000001"), "zfs"),
        (0, MD + b"\1\0\0\0", "mdraid"),
        (4096, MD + b"\1\0\0\0", "mdraid"),
        (0, b"", None),
    ],
)
def test_each_is_known_by_its_mark(offset: int, mark: bytes, name: str | None) -> None:
    assert named(marked((offset, mark))) == name


def member(level: int, *, on: bytes, old: bool) -> bytes:
    """Make a member of a Linux RAID whose mark stands at its end: metadata 0.90, or 1.0."""
    size = 3 * MIB + 1024
    place = size // 65536 * 65536 - 65536 if old else (size // 512 - 16) // 8 * 8 * 512
    mark = bytearray(MD + struct.pack("<I", 0 if old else 1)).ljust(96, b"\0")
    struct.pack_into("<i", mark, 28 if old else 72, level)
    return marked((place, bytes(mark)), on=on, size=size)


@pytest.mark.parametrize("old", [True, False])
def test_a_mirror_is_read_and_any_other_member_is_not(old: bool) -> None:
    whole = ntfs.volume([Node("a.txt", b"a")], size=2 * MIB, label="", serial=1)
    longer = ntfs.volume([Node("a.txt", b"a")], size=4 * MIB, label="", serial=1)[: 2 * MIB]
    assert named(member(1, on=whole, old=old)) == "ntfs"
    assert named(member(0, on=longer, old=old)) == "mdraid"
    assert named(member(5, on=b"", old=old)) == named(member(1, on=b"", old=old)) == "mdraid"
    # The mark of an older life behind a volume that is whole hides nothing.
    assert named(member(5, on=whole, old=old)) == "ntfs"


@pytest.mark.parametrize(
    ("tool", "words", "mib", "name"),
    [
        ("mkfs.xfs", ("-q",), 320, "xfs"),
        ("mkfs.btrfs", ("-q",), 128, "btrfs"),
        (
            "cryptsetup",
            ("luksFormat", "-q", "--type", "luks1", "--pbkdf-force-iterations", "1000"),
            4,
            "luks",
        ),
    ],
)
def test_what_the_real_tools_make_is_named(
    tool: str, words: tuple[str, ...], mib: int, name: str, tmp_path: Path
) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"needs {tool}")
    path = tmp_path / "disk.img"
    with path.open("wb") as file:
        file.truncate(mib * MIB)
    end = ("-",) if tool == "cryptsetup" else ()
    subprocess.run([tool, *words, str(path), *end], check=True, capture_output=True, input=b"motdepasse")
    with path.open("rb") as file:

        def at(offset: int, length: int) -> bytes:
            file.seek(offset)
            return file.read(length)

        found = recognise(at, mib * MIB)
    assert found is not None
    assert found.name == name


def test_each_name_has_its_sentence() -> None:
    assert {why_not_read(name) for name in NAMED} == {f"not_read_{name}" for name in NAMED}
    assert why_not_read("unknown") == "filesystem_not_read"
    assert not set(NAMED) & READ_HERE
