"""The hash an image states: compared before it is read, and a difference is never called fine."""

import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from demo.builder import ntfs, partition
from demo.builder.container_e01 import segments
from demo.builder.tree import Node
from toolkit.commands import hashes, opening
from toolkit.commands.screen import Screen
from toolkit.texts import Speech

LETTER = b"Monsieur,\r\nvotre ordonnance est au secretariat.\r\n" * 60


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def whole() -> bytes:
    nodes = [Node(f"lettre{number}.txt", LETTER) for number in range(3)]
    return partition.mbr([(7, ntfs.volume(nodes, size=2 * 1024 * 1024, label="D", serial=3))], disk_id=1)


@pytest.fixture
def good(tmp_path: Path, whole: bytes) -> Path:
    path = tmp_path / "good.E01"
    path.write_bytes(segments(whole, packed=False)[0])
    return path


@pytest.fixture
def changed(tmp_path: Path, whole: bytes) -> Path:
    held = bytearray(segments(whole, packed=False)[0])
    chunk = whole.index(LETTER[:64]) // 4096 * 4096
    place = held.index(whole[chunk : chunk + 4096])
    spot = held.index(b"ordonnance", place)
    held[spot : spot + 10] = b"ORDONNANCE"
    held[place + 4096 : place + 4100] = zlib.adler32(held[place : place + 4096]).to_bytes(4, "little")
    path = tmp_path / "changed.E01"
    path.write_bytes(held)
    return path


def record(case: Path, name: str) -> dict:
    return json.loads((case / "records" / f"{name}.json").read_text(encoding="utf-8"))


def test_an_image_with_its_hash_is_examined_without_a_word(good: Path, tmp_path: Path) -> None:
    told = run("examine", good, "--case", tmp_path / "case", "--no-seal")
    assert told.returncode == 0, told.stderr
    assert record(tmp_path / "case", "container")["hash_compared"] == "same"
    coverage = record(tmp_path / "case", "coverage")
    assert not [code for code in coverage["warnings"] if "hash" in code]
    assert coverage["complete"]


def test_an_image_changed_since_is_never_complete(changed: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    for more in ((), ("--resume",), ("--resume", "--check-hash")):
        told = run("examine", changed, "--case", case, "--no-seal", *more)
        assert told.returncode == 3, told.stdout + told.stderr
        assert "does not have the hash written in it" in told.stderr
        assert record(case, "container")["hash_compared"] == "differs"
    coverage = record(case, "coverage")
    assert "container_hash_differs" in coverage["warnings"]
    assert not coverage["complete"]
    judged = json.loads(run("backup", "check", changed, "--json").stdout)
    assert "container_hash_differs" in json.dumps(judged)
    assert judged["connect"] != "clean"


def test_a_large_image_is_compared_only_when_asked(
    good: Path, changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashes, "_SMALL", 1024)  # bytes, in place of 4 GiB
    screen = Screen(Speech("en"))
    for path, asked, expected in (
        (good, False, {"container_hash_not_compared"}),
        (good, True, set()),
        (changed, False, {"container_hash_not_compared"}),
        (changed, True, {"container_hash_differs"}),
    ):
        with opening.source(str(path), screen=screen, check_hash=asked) as opened:
            assert {code for code in opened.warnings if "hash" in code} == expected
