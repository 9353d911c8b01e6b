"""What Linux tells of devices and mounts is read whole, and what it does not tell is nothing."""

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.host.booted_machine import lay
from toolkit import kernel_files
from toolkit.kernel_files import Mount

TABLE = """\
36 35 8:1 / /a ro,noatime shared:1 - ext4 /dev/sda1 ro
37 35 8:2 /@home /b\\040c\\134x41 ro,noatime - ext4 /dev/sda2 rw,errors=remount-ro
38 35 8:3 / /c rw - vfat /dev/sda3 rw
39 35 8:4 / /d
40 35 none / /e ro shared:1 - ext4 /dev/sda5 ro
"""


def test_each_mount_is_told_with_both_its_states(tmp_path: Path) -> None:
    lay(tmp_path, {"proc/self/mountinfo": TABLE})
    assert kernel_files.mounts(tmp_path) == [
        Mount("8:1", "/", "/a", True, "ext4", "/dev/sda1", True),
        Mount("8:2", "/@home", "/b c\\x41", True, "ext4", "/dev/sda2", False),
        Mount("8:3", "/", "/c", False, "vfat", "/dev/sda3", False),
    ]


def test_a_name_ends_no_line_and_keeps_its_bytes(tmp_path: Path) -> None:
    row = "36 35 8:1 / /a\u2028b\udcff ro shared:1 - ext4 /dev/sda1 ro\n"
    place = tmp_path / "proc/self/mountinfo"
    place.parent.mkdir(parents=True)
    place.write_bytes(row.encode("utf-8", "surrogateescape"))
    (found,) = kernel_files.mounts(tmp_path)
    assert found.point == "/a\u2028b\udcff"


def test_a_table_is_read_to_its_end_and_a_file_is_not(tmp_path: Path) -> None:
    row = TABLE.splitlines(keepends=True)[0]
    lay(tmp_path, {"proc/self/mountinfo": row * 5_000, "long": "x" * 10**6})
    assert len(kernel_files.mounts(tmp_path)) == 5_000
    assert len(kernel_files.text(tmp_path / "long")) < 10**6


def test_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert kernel_files.text(gone) == ""
    assert kernel_files.below(gone) == []
    assert kernel_files.mounts(gone) == []
    assert kernel_files.udev(tmp_path, gone) == {}
    assert kernel_files.number_of(gone) is None
    assert kernel_files.number_of(tmp_path) is None


def test_udev_is_asked_by_the_number_of_a_device(tmp_path: Path) -> None:
    lay(tmp_path, {"sys/block/sda/dev": "8:0\n", "run/udev/data/b8:0": "N:sda\nE:ID_SERIAL=A=B\nE:odd\n"})
    assert kernel_files.udev(tmp_path, tmp_path / "sys/block/sda") == {"ID_SERIAL": "A=B"}
    lay(tmp_path, {"sys/block/sda/dev": "../../x\n"})
    assert kernel_files.udev(tmp_path, tmp_path / "sys/block/sda") == {}


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_any_table_is_read(lines: list[bytes]) -> None:
    whole = b"\n".join(lines).decode("utf-8", "surrogateescape").split("\n")
    assert all(isinstance(one, Mount) for one in kernel_files._mounts(whole))
    assert all(os.fsencode(kernel_files.unescaped(line)) is not None for line in whole)
