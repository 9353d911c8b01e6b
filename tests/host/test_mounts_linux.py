"""Whether writing would write on the medium examined: real file systems on loop devices are asked about."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from toolkit.host import mounts_linux
from toolkit.host.places import lies_on, may_be_insisted, within

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="mounts file systems as Linux does")


class Mounts:
    """What a test mounts, let go of at its end."""

    def __init__(self, place: Path, ending: ExitStack) -> None:
        self.place, self._ending = place, ending

    def run(self, *words: object) -> str:
        done = subprocess.run(
            [str(word) for word in words], capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            pytest.skip(f"mounts cannot be made here: {done.stderr.strip()}")
        return done.stdout.strip()

    def image(self, name: str) -> Path:
        path = self.place / name
        with path.open("wb") as stream:
            stream.truncate(8 << 20)
        self.run("mkfs.ext4", "-q", "-F", path)
        return path

    def loop(self, image: Path) -> Path:
        device = Path(self.run("losetup", "--find", "--show", image))
        self._ending.callback(subprocess.run, ["losetup", "-d", device], check=False)
        self.run("blockdev", "--setrw", device)  # a read-only mark outlives the image that bore it before
        return device

    def mount(self, what: Path, name: str, *words: str) -> Path:
        point = self.place / name
        point.mkdir()
        self.run("mount", *words, what, point)
        self._ending.callback(subprocess.run, ["umount", point], check=False)
        return point


def ran(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def mounts(tmp_path: Path) -> Iterator[Mounts]:
    if os.geteuid() != 0 or not all(map(shutil.which, ("losetup", "mkfs.ext4", "mount"))):
        pytest.skip("mounts file systems, which only root may")
    with ExitStack() as ending:
        yield Mounts(tmp_path, ending)


def test_a_folder_stands_for_its_disk(mounts: Mounts) -> None:
    disk = mounts.mount(mounts.loop(mounts.image("disk.img")), "suspect disk")
    users = disk / "Users"
    users.mkdir()
    assert lies_on(disk / "case", users)
    assert within(disk / "case", users) is None
    assert may_be_insisted(disk / "case", users)
    assert not lies_on(mounts.place / "case", users)
    # The technician's own disk is not the suspect one, though the image lies on it; the image itself is.
    assert lies_on(mounts.place / "disk.img", users)


def test_the_command_refuses_and_takes_the_words(mounts: Mounts) -> None:
    disk = mounts.mount(mounts.loop(mounts.image("disk.img")), "disk")
    users = disk / "Users"
    users.mkdir()
    (users / "a.txt").write_text("a")
    words = ("examine", users, "--case", disk / "case", "--no-seal")
    refused = ran(*words)
    assert refused.returncode == 4, refused.stderr
    assert "--insist" in refused.stderr
    assert ran("scan", users, "--jsonl", disk / "out.jsonl").returncode == 6
    assert sorted(path.name for path in disk.iterdir()) == ["Users", "lost+found"]
    insisted = ran(*words, "--insist", "I write on the suspect disk")
    assert insisted.returncode == 0, insisted.stderr


def test_one_folder_under_two_names(mounts: Mounts) -> None:
    source = mounts.place / "copy"
    (source / "deep").mkdir(parents=True)
    whole, part = mounts.mount(source, "whole", "--bind"), mounts.mount(source / "deep", "part", "--bind")
    for case, inside in ((whole / "case", "case"), (part / "a" / "case", "deep/a/case"), (whole, ".")):
        assert lies_on(case, source)
        assert within(case, source) == inside
        assert lies_on(source / "deep" / "x", part)
    assert not lies_on(source / "case", part)
    assert not may_be_insisted(whole, source)


def test_an_image_its_loop_devices_and_what_is_mounted_from_it(mounts: Mounts) -> None:
    image = mounts.image("disk.img")
    other = mounts.place / "other name.img"
    os.link(image, other)
    first, second = mounts.loop(image), mounts.loop(other)
    disk = mounts.mount(second, "disk")
    for source in (image, other, first, second):
        assert lies_on(disk / "case", source), source
        assert lies_on(image, source)
        assert lies_on(other, source)
        assert not may_be_insisted(disk / "case", source)
        assert not lies_on(mounts.place / "case", source)
    assert within(disk / "case", second) == "case"
    assert within(disk / "case", image) is None
    assert lies_on(first, second)


def test_memory_is_no_suspect(mounts: Mounts) -> None:
    memory = mounts.mount(Path("none"), "memory", "-t", "tmpfs")
    (memory / "copy").mkdir()
    assert not lies_on(memory / "case", memory / "copy")
    assert lies_on(memory / "copy" / "case", memory / "copy")


def test_the_table_of_mounts_may_be_missing_or_mad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path.stat().st_dev
    table = tmp_path / "proc/self/mountinfo"
    table.parent.mkdir(parents=True)
    monkeypatch.setattr(mounts_linux, "_SYSTEM", tmp_path)
    assert mounts_linux.of(tmp_path).device == here
    for line in (b"", b"\xff\xfe\n", b"1 2 x:y / / rw - ext4 /dev/sda rw\n", b"1 2 8:1 / / rw\n", b"- " * 9):
        table.write_bytes(line)
        assert mounts_linux.of(tmp_path).device == here
    point = str(tmp_path).replace("t", "\\164").encode()
    table.write_bytes(b"1 2 0:99 /@home " + point + b" rw shared:1 - btrfs /dev/none rw\n")
    found = mounts_linux.of(tmp_path)
    assert (found.device, found.kind, str(found.place)) == (99, "btrfs", "/@home")
    (tmp_path / "source").mkdir()
    assert lies_on(tmp_path / "case", tmp_path / "source")


@pytest.fixture
def blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A /sys/dev/block of a disk with two partitions, a volume mapped on the second, and a looped image."""
    folder, devices = tmp_path / "sys/dev/block", tmp_path / "devices"
    numbers = {"sda": (8, 0), "sda/sda1": (8, 1), "sda/sda2": (8, 2), "dm-0": (253, 0), "loop0": (7, 0)}
    folder.mkdir(parents=True)
    for name, (major, minor) in numbers.items():
        (devices / name / "slaves").mkdir(parents=True)
        (folder / f"{major}:{minor}").symlink_to(devices / name)
    for name in ("sda/sda1", "sda/sda2"):
        (devices / name / "partition").write_text("1\n")
    (devices / "dm-0" / "slaves" / "sda2").symlink_to(devices / "sda/sda2")
    (devices / "sda" / "slaves" / "dm-0").symlink_to(devices / "dm-0")  # no kernel makes such a ring
    (devices / "loop0" / "loop").mkdir()
    (devices / "loop0" / "loop" / "backing_file").write_text("/gone/disk.img (deleted)\n")
    monkeypatch.setattr(mounts_linux, "_SYSTEM", tmp_path)
    return {name: os.makedev(*number) for name, number in numbers.items()}


def test_partitions_and_mappings_rest_on_their_disk(blocks: dict[str, int]) -> None:
    disk = mounts_linux.grounds(blocks["sda"])
    for name in ("sda/sda1", "sda/sda2", "dm-0"):
        assert not disk.isdisjoint(mounts_linux.grounds(blocks[name])), name
    loop = mounts_linux.grounds(blocks["loop0"])
    assert disk.isdisjoint(loop)
    assert "file /gone/disk.img (deleted)" in loop
    assert mounts_linux.grounds(os.makedev(0, 42)) == frozenset()


def test_another_partition_is_no_part_of_a_source(blocks: dict[str, int]) -> None:
    sda, one, two = blocks["sda"], blocks["sda/sda1"], blocks["sda/sda2"]
    assert mounts_linux.holds(sda, one)
    assert mounts_linux.holds(one, one)
    assert not mounts_linux.holds(one, two)
    assert not mounts_linux.holds(one, sda)
    assert not mounts_linux.holds(os.makedev(0, 42), one)
