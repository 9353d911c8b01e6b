"""Disks of several volumes, MBR and GPT, with sectors of 512 and 4,096 bytes, through the whole program."""

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.volumes.plan import Built
from tests.volumes.reading import read

Make = Callable[[str], tuple[Path, list[Built]]]
NO_CONCLUSION = "no conclusion is possible"
KINDS = {
    "gpt": ["ntfs", "exfat", "ext4"],
    "mbr": ["ntfs", "fat16", "ext4"],
    "gpt_sectors_4096": ["ntfs", "ext4"],
}


def trousse(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, words)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("name", KINDS)
def test_every_volume_of_a_disk_is_read(name: str, disk: Make) -> None:
    image, built = disk(name)
    found = read(image)
    assert [one.filesystem for one in found] == KINDS[name]
    for reading, one in zip(found, built, strict=True):
        assert {path: reading.hashes.get(path) for path in one.wrote} == one.wrote
        assert not reading.unread


def test_a_volume_that_is_not_read_keeps_the_answer_from_being_green(disk: Make) -> None:
    image, _ = disk("gpt_xfs")
    partly = trousse("scan", image)
    assert partly.returncode == 0, partly.stderr
    assert NO_CONCLUSION in partly.stdout
    assert "XFS" in partly.stdout
    whole = trousse("scan", disk("gpt")[0])
    assert whole.returncode == 0, whole.stderr
    assert NO_CONCLUSION not in whole.stdout  # the same NTFS volume, and all else read


def test_a_disk_of_three_volumes_is_examined_to_its_end(disk: Make, tmp_path: Path) -> None:
    image, built = disk("gpt")
    before = sha256(image.read_bytes()).digest()
    done = trousse("examine", image, "--case", tmp_path / "case", "--no-seal")
    assert done.returncode == 0, done.stderr
    assert sha256(image.read_bytes()).digest() == before
    coverage = json.loads((tmp_path / "case/records/coverage.json").read_text(encoding="utf-8"))
    told = {one["volume"]: (one["files_seen"], one["files_not_seen"]) for one in _volumes(coverage)}
    assert told == {str(number): (len(one.wrote), 0) for number, one in enumerate(built, 1)}


def _volumes(coverage: object) -> list[dict[str, object]]:
    found = coverage if isinstance(coverage, list) else coverage["volumes"]  # type: ignore[index]
    return [one for one in found if isinstance(one, dict)]
