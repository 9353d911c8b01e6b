"""An examination of a device, from the command line: what guards it, what is recorded, what is told."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.volumes.outside import Absent, looped

if sys.platform == "win32":
    pytest.skip("a barrier of Linux", allow_module_level=True)


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Path]:
    """Give a loop device of our own over a small NTFS volume."""
    image = tmp_path / "disk.img"
    image.write_bytes(ntfs.volume([Node("a.txt", b"bonjour")], size=8 << 20, label="DONNEES", serial=1))
    try:
        with looped(image) as place:
            yield Path(place)
    except Absent as reason:
        pytest.skip(str(reason))


def _trousse(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_an_examined_device_is_proven_unchanged(device: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    done = _trousse("examine", device, "--case", case, "--no-seal")
    assert done.returncode == 0, done.stderr
    found = json.loads((case / "records/read_only.json").read_text())
    assert (found["proven"], found["faults"]) == (True, [])
    assert found["before"] == found["after"]
    assert "not modified" in done.stderr
    assert "read_only" in (case / "custody.jsonl").read_text()


def test_a_device_changed_between_two_runs_is_not_proven(device: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    assert _trousse("triage", device, "--case", case).returncode == 0
    subprocess.run(["blockdev", "--setrw", str(device)], check=True)
    with device.open("r+b", buffering=0) as held:
        held.seek(4096)
        held.write(b"\xff" * 512)
        os.fsync(held.fileno())
    assert _trousse("scan", device, "--case", case).returncode == 0
    found = json.loads((case / "records/read_only.json").read_text())
    assert (found["proven"], found["faults"]) == (False, ["content_changed"])


def test_an_image_needs_no_barrier(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(ntfs.volume([Node("a.txt", b"bonjour")], size=8 << 20, label="", serial=1))
    assert _trousse("triage", image, "--case", tmp_path / "case").returncode == 0
    assert not (tmp_path / "case/records/read_only.json").exists()


def _image(path: Path, names: list[str], serial: int) -> Path:
    nodes = [Node(name, name.encode() * 50) for name in names]
    path.write_bytes(ntfs.volume(nodes, size=8 << 20, label="DONNEES", serial=serial))
    return path


def test_another_disk_at_the_same_place_is_refused(tmp_path: Path) -> None:
    image, case = _image(tmp_path / "disk.img", ["a.txt", "b.txt"], 1), tmp_path / "case"
    assert _trousse("triage", image, "--case", case).returncode == 0
    _image(image, ["c.txt"], 2)
    refused = _trousse("scan", image, "--case", case)
    assert refused.returncode == 4, refused.stderr
    assert not (case / "records/scan.jsonl").exists()


def test_a_disk_written_on_between_two_runs_is_never_complete(tmp_path: Path) -> None:
    image, case = _image(tmp_path / "disk.img", ["a.txt", "b.txt"], 1), tmp_path / "case"
    assert _trousse("triage", image, "--case", case).returncode == 0
    content = bytearray(image.read_bytes())
    content[300] ^= 0xFF  # boot code: the volume stays what it is
    image.write_bytes(content)
    assert _trousse("scan", image, "--case", case).returncode == 0
    coverage = json.loads((case / "records/coverage.json").read_text())
    assert (coverage["complete"], coverage["warnings"]) == (False, ["source_changed"])
    assert '"act":"source.changed"' in (case / "custody.jsonl").read_text().replace(" ", "")
