"""The exFAT volumes filled here are sound by the maker of their tool, and hold what was put in."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from release import Refused
from release.image import exfat, handed, layout, stick, tools
from tests.stick.builder import programs
from toolkit.custody import keys
from toolkit.media import open_source
from toolkit.records import Entry, EntryKind

WHEN = 1_791_667_801_000_000_000  # an odd second, which two rows of a date hold
MIB = layout.MIB


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    if not shutil.which("mkfs.exfat"):
        pytest.skip("mkfs.exfat is not installed")
    folder = tmp_path / "top" / "cabinet" / "Été 2026"
    folder.mkdir(parents=True)
    for number in range(150):
        (folder / f"Compte rendu n° {number} de la consultation.txt").write_bytes(
            bytes([number]) * number * 90
        )
    os.utime(folder / "Compte rendu n° 7 de la consultation.txt", ns=(WHEN, WHEN))
    return tmp_path / "top"


def empty(image: Path, size: int) -> Path:
    with image.open("wb") as stream:
        stream.truncate(size)
    tools.run("mkfs.exfat", "-c", "4096", str(image))
    return image


def held(image: Path) -> dict[str, tuple[bytes, int | None]]:
    source, found = open_source(image), {}
    for one in source.walk():
        assert isinstance(one, Entry)
        if one.kind is EntryKind.FILE and not one.path.startswith("$"):
            with source.open(one) as stream:
                found[one.path] = (stream.read(), one.times.modified)
    source.close()
    if shutil.which("fsck.exfat"):
        subprocess.run(["fsck.exfat", "-n", str(image)], check=True, capture_output=True, timeout=60)
    return found


def test_what_was_put_in_is_read_and_the_volume_is_sound(laid: Path, tmp_path: Path) -> None:
    image = empty(tmp_path / "disque.img", 12 * MIB)
    exfat.fill(image, laid)
    found = held(image)
    put = {str(path.relative_to(laid)): path for path in laid.rglob("*.txt")}
    assert {name: content for name, (content, _) in found.items()} == {
        name: path.read_bytes() for name, path in put.items()
    }
    assert [name for name, (_, when) in found.items() if when == WHEN] == [
        str(Path("cabinet", "Été 2026", "Compte rendu n° 7 de la consultation.txt"))
    ]


def test_one_date_for_all(laid: Path, tmp_path: Path) -> None:
    image = empty(tmp_path / "disque.img", 12 * MIB)
    exfat.fill(image, laid, dated=WHEN)
    assert {when for _, when in held(image).values()} == {WHEN}


def test_a_file_longer_than_one_copy(laid: Path, tmp_path: Path) -> None:
    content = os.urandom(3 * MIB + 5)
    (laid / "long.bin").write_bytes(content)
    image = empty(tmp_path / "disque.img", 12 * MIB)
    exfat.fill(image, laid)
    assert held(image)["long.bin"][0] == content


def test_a_volume_too_small_is_refused(laid: Path, tmp_path: Path) -> None:
    image = empty(tmp_path / "petit.img", 3 * MIB)
    with pytest.raises(ValueError, match="full"):
        exfat.fill(image, laid)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    try:
        tools.need("fsck.exfat", "mkfs.exfat", "sfdisk", "tune.exfat")
    except Refused as refusal:
        pytest.skip(str(refusal))
    keys.make(tmp_path / "key")
    return tmp_path / "key"


def test_the_stick_of_one_key_is_the_same_twice_and_another_key_changes_it(key: Path, tmp_path: Path) -> None:
    windows = programs(tmp_path / "dist", "windows")["windows"]
    made = []
    for name, signer in (("one", key), ("two", key), ("three", None)):
        (tmp_path / name).mkdir()
        made.append(stick.made(windows, signer, tmp_path / name, WHEN // 10**9))
    first, second, third = (handed.digest(one.volume) for one in made)
    assert first == second != third
    assert made[0].fingerprint == made[1].fingerprint != made[2].fingerprint
    found = held(made[0].volume)
    assert "programs/windows/trousse.exe" in found
    assert not any(name.startswith("programs/linux") for name in found)
    assert b"F12" in found["LISEZ-MOI.txt"][0]  # the guide of a stick that starts machines
    assert b"PREUVES" in found["docs/stick-image.fr.md"][0]  # and what it leads to
    source = open_source(made[0].volume)
    cases = source.find("cases")
    source.close()
    assert cases is not None
    assert cases.kind is EntryKind.DIRECTORY
    # Room for a case, where the stick is no larger than the image.
    assert made[0].volume.stat().st_size > layout.FREE
    assert made[0].volume.read_bytes()[100:104] == stick.SERIAL.to_bytes(4, "little")


def test_a_folder_that_is_no_program_is_refused(key: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused, match="cannot be laid"):
        stick.made(tmp_path / "empty", key, tmp_path, 0)
