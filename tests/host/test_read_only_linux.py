"""The barrier on real loop devices; where there are none to be had, the test says so."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.volumes.outside import Absent, looped
from toolkit.host.read_only_linux import raised

if sys.platform == "win32":
    pytest.skip("a barrier of Linux", allow_module_level=True)

_SIZE = 8 * 1024 * 1024


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Path]:
    """Give a loop device of our own over a file of zeros."""
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(_SIZE))
    try:
        with looped(image) as place:
            yield Path(place)
    except Absent as reason:
        pytest.skip(str(reason))


def _overwrite(device: Path) -> None:
    descriptor = os.open(device, os.O_WRONLY)
    try:
        os.pwrite(descriptor, b"x" * 512, 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def test_a_device_nobody_uses_is_guarded_and_that_is_proven(device: Path) -> None:
    barrier = raised(device)
    assert barrier is not None
    with pytest.raises(PermissionError):
        _overwrite(device)
    found = barrier.facts()
    assert found["proven"]
    assert found["faults"] == []
    assert found["before"] == found["after"]
    assert found["before"]["regions_sha256"] is not None


def test_a_flag_that_was_taken_back_is_not_proven(device: Path) -> None:
    barrier = raised(device)
    assert barrier is not None
    subprocess.run(["blockdev", "--setrw", str(device)], check=True)
    barrier.check()
    assert raised(device) is not None  # set again: what happened in between stays told
    assert barrier.facts()["faults"] == ["flag_lost"]


def test_a_byte_written_behind_our_back_is_told(device: Path) -> None:
    barrier = raised(device)
    assert barrier is not None
    subprocess.run(["blockdev", "--setrw", str(device)], check=True)
    _overwrite(device)
    assert set(barrier.facts()["faults"]) == {"flag_lost", "content_changed", "sectors_written"}


def test_a_device_mounted_for_writing_is_left_as_it_is(device: Path, tmp_path: Path) -> None:
    if not shutil.which("mkfs.ext4"):
        pytest.skip("mkfs.ext4 is not installed")
    subprocess.run(["mkfs.ext4", "-q", str(device)], check=True)
    point = tmp_path / "mounted"
    point.mkdir()
    if subprocess.run(["mount", str(device), str(point)], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us mount")
    try:
        barrier = raised(device)
        assert barrier is not None
        assert "in_use" in barrier.facts()["faults"]
        _overwrite_file(point / "still_writable")
    finally:
        subprocess.run(["umount", str(point)], check=True)


def _overwrite_file(path: Path) -> None:
    path.write_bytes(b"x")


def test_a_file_is_no_device(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(512))
    assert raised(image) is None
    assert raised(tmp_path / "missing") is None


def test_a_device_that_a_file_system_of_several_devices_holds_is_in_use(device: Path, tmp_path: Path) -> None:
    if not shutil.which("mkfs.btrfs"):
        pytest.skip("mkfs.btrfs is not installed")
    big = tmp_path / "disk.img"
    with big.open("r+b") as image:
        image.truncate(128 << 20)
    subprocess.run(["losetup", "-c", str(device)], check=True)
    subprocess.run(["mkfs.btrfs", "-q", str(device)], check=True)
    point = tmp_path / "mounted"
    point.mkdir()
    if subprocess.run(["mount", str(device), str(point)], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not mount Btrfs")
    try:
        barrier = raised(device)
        assert barrier is not None
        assert "in_use" in barrier.facts()["faults"]
    finally:
        subprocess.run(["umount", str(point)], check=True)


def test_what_a_loop_device_is_made_of_is_not_covered(device: Path) -> None:
    barrier = raised(device)
    assert barrier is not None
    assert barrier.facts()["limits"] == ["made_of_others"]
