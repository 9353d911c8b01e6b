"""The exFAT volumes of the measure are sound by the maker of their tool, and hold what was put in."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from evaluation.backups import programs
from evaluation.backups.exfat import filled
from toolkit.media import open_source
from toolkit.records import Entry, EntryKind

WHEN = 1_791_667_801_000_000_000  # an odd second, which two rows of a date hold


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    if not shutil.which("mkfs.exfat"):
        pytest.skip("mkfs.exfat is not installed")
    folder = tmp_path / "cabinet" / "Été 2026"
    folder.mkdir(parents=True)
    for number in range(150):
        (folder / f"Compte rendu n° {number} de la consultation.txt").write_bytes(
            bytes([number]) * number * 90
        )
    os.utime(folder / "Compte rendu n° 7 de la consultation.txt", ns=(WHEN, WHEN))
    return tmp_path


def test_what_was_put_in_is_read_and_the_volume_is_sound(laid: Path) -> None:
    medium = laid / "medium"
    medium.mkdir()
    programs.exfat(laid, medium)
    image = medium / "disque.img"
    source, found = open_source(image), {}
    for one in source.walk():
        assert isinstance(one, Entry)
        if one.kind is EntryKind.FILE:
            with source.open(one) as stream:
                found[one.path] = (stream.read(), one.times.modified == WHEN)
    put = {str(path.relative_to(laid)): path for path in (laid / "cabinet").rglob("*.txt")}
    assert found == {name: (path.read_bytes(), " 7 " in name) for name, path in put.items()}
    if shutil.which("fsck.exfat"):
        subprocess.run(["fsck.exfat", "-n", str(image)], check=True, capture_output=True, timeout=60)


def test_a_volume_too_small_is_refused(laid: Path) -> None:
    image = laid / "petit.img"
    with image.open("wb") as stream:
        stream.truncate(3 << 20)
    programs.run("mkfs.exfat", "-c", "4096", str(image))
    with pytest.raises(ValueError, match="full"):
        filled(image.read_bytes(), laid)
