"""Whether a medium can be written on is asked, never tried; what nobody tells is unknown."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stick.builder import KEY, place, stick
from toolkit.errors import OutputRefusal
from toolkit.stick import protection
from toolkit.stick.check import Stick, check
from toolkit.stick.make import make
from toolkit.stick.protection import Protection


@pytest.mark.parametrize(
    ("device", "volume", "medium", "how"),
    [
        (True, True, "protected", "device"),
        (True, None, "protected", "device"),
        (True, False, "protected", "device"),
        (False, True, "protected", "volume"),
        (None, True, "protected", "volume"),
        (False, False, "writable", "device"),
        (False, None, "writable", "device"),
        (None, False, "writable", "volume"),
        (None, None, "unknown", "not_told"),
    ],
)
def test_what_is_told_is_weighed(device: bool | None, volume: bool | None, medium: str, how: str) -> None:
    assert protection.judged(device=device, volume=volume) == Protection(medium, how)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    if sys.platform != "win32":
        assert protection.of(tmp_path / "absent").medium == "unknown"


def test_a_folder_we_write_in_is_not_protected(tmp_path: Path) -> None:
    (tmp_path / "written").write_bytes(b"x")
    assert protection.of(tmp_path).medium in {"writable", "unknown"}


@pytest.mark.skipif(sys.platform == "win32", reason="reads /sys of Linux")
@pytest.mark.parametrize(
    ("disk", "part", "flagged"),
    [
        ("1", "0", True),
        ("0", "1", True),
        ("0", "0", False),
        (None, None, None),
        ("", "x", None),
        ("0", None, None),
    ],
)
def test_the_flag_of_a_disk_counts_for_its_partitions(
    tmp_path: Path, disk: str | None, part: str | None, flagged: bool | None
) -> None:
    if sys.platform != "win32":
        node = tmp_path / "devices" / "sdb" / "sdb1"
        node.mkdir(parents=True)
        for place, flag in ((node.parent, disk), (node, part)):
            if flag is not None:
                (place / "ro").write_text(f"{flag}\n", encoding="ascii")
        blocks = tmp_path / "block"
        blocks.mkdir()
        (blocks / "8:17").symlink_to(node)
        assert protection.flagged(blocks, os.makedev(8, 17)) is flagged
        assert protection.flagged(blocks, os.makedev(8, 33)) is None


@pytest.mark.skipif(sys.platform == "win32" or os.name != "posix" or os.geteuid() != 0, reason="mounts")
def test_a_stick_on_a_volume_mounted_read_only(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
    if shutil.which("umount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        stick(tmp_path)
        subprocess.run(["mount", "-o", "remount,ro", tmp_path], check=True, capture_output=True)
        state = check(place(tmp_path))
        assert (state.stick, state.medium, state.how) == (Stick.WHOLE, "protected", "volume")
        with pytest.raises(OutputRefusal):
            make(
                tmp_path / "other",
                {system: tmp_path / "dist" / system for system in ("windows", "linux")},
                KEY,
            )
    finally:
        subprocess.run(["umount", tmp_path], check=True)
