"""What is handed out with an image: its sum as sha256sum reads it, its record, what to note on paper."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from release.image import handed, layout, table


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "trousse-1.2.3-stick.img"
    path.write_bytes(bytes(layout.MIB) + b"\1" * layout.MIB + b"\2" * 3 * layout.MIB)
    return path


def record(image: Path) -> handed.Record:
    return handed.Record(
        version="1.2.3",
        dated=1_791_667_801,
        size=image.stat().st_size,
        sha256=handed.digest(image),
        root_hash="ab" * 32,
        root_offset=4096,
        stick_fingerprint="SHA256:NPZIZXVKEL08lwzxgbNoPXUjTCQuC87whskebRfUwck",
        partitions=(handed.part(image, table.Place(layout.ROOT, layout.MIB, 2 * layout.MIB)),),
        weighs={"root": 12_345_678},
    )


def test_the_sum_and_the_record_stand_beside_the_image(image: Path, tmp_path: Path) -> None:
    made = record(image)
    left = handed.placed(image, made, tmp_path / "dist")
    assert not image.exists()
    if shutil.which("sha256sum"):
        command = ["sha256sum", "-c", "--strict", f"{left.name}.sha256"]
        subprocess.run(command, cwd=left.parent, check=True, capture_output=True)
    said = json.loads(Path(f"{left}.json").read_text(encoding="ascii"))
    assert (said["sha256"], said["root_hash"], said["size"]) == (made.sha256, made.root_hash, made.size)
    (part,) = said["partitions"]
    assert (part["number"], part["start"], part["size"]) == (4, layout.MIB, 2 * layout.MIB)
    with left.open("rb") as stream:
        stream.seek(part["start"])
        (tmp_path / "part").write_bytes(stream.read(part["size"]))
    assert handed.digest(tmp_path / "part") == part["sha256"]


def test_what_to_note_is_said_and_a_key_that_is_gone(image: Path) -> None:
    made = record(image)
    kept, gone = (handed.report(image, made, kept=one) for one in (True, False))
    for word in (made.sha256, made.root_hash, "SHA256: NPZI ZXVK", "12.3 MB"):
        assert word in kept
    assert "--key" not in kept
    assert "--key" in gone


def test_differences_are_named(image: Path) -> None:
    first = record(image)
    assert handed.differences(first, first) == []
    moved = replace(first.partitions[0], sha256="0" * 64)
    other = replace(first, sha256="1" * 64, partitions=(moved,))
    assert handed.differences(first, other) == ["trousse-root"]
    assert handed.differences(first, replace(first, sha256="1" * 64)) == ["the table of partitions"]
