"""trousse stick, through the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stick.builder import place, programs, stick


def said(*words: object) -> tuple[int, str, str]:
    command = [sys.executable, "-X", "utf8", "-m", "toolkit", "--lang", "fr", *(str(word) for word in words)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    return run.returncode, run.stdout, run.stderr


def test_make_then_check(tmp_path: Path) -> None:
    found = programs(tmp_path / "dist")
    status, out, _ = said(
        "stick", "make", place(tmp_path), "--windows", found["windows"], "--linux", found["linux"]
    )
    assert status == 0
    fingerprint = next(line.strip() for line in out.splitlines() if line.strip().startswith("SHA256:"))
    status, out, _ = said("stick", "check", place(tmp_path), "--fingerprint", fingerprint)
    assert (status, fingerprint in out) == (0, True)
    status, out, _ = said("stick", "check", place(tmp_path), "--fingerprint", "SHA256:" + "A" * 43)
    assert (status, "autre clé" in out) == (1, True)


def test_a_missing_system_is_said(tmp_path: Path) -> None:
    found = programs(tmp_path / "dist", "linux")
    status, out, _ = said("stick", "make", place(tmp_path), "--linux", found["linux"])
    assert (status, "--windows" in out) == (0, True)


def test_every_difference_is_named(tmp_path: Path) -> None:
    stick(tmp_path)
    root = place(tmp_path) / "programs" / "windows"
    (root / "trousse.exe").write_bytes(b"x")
    (root / "_internal" / "python311.dll").unlink()
    for number in range(40):
        (root / f"{number:02}.dll").write_bytes(b"x")
    status, out, _ = said("stick", "check", place(tmp_path))
    assert status == 1
    for name in ("trousse.exe", "_internal/python311.dll", *(f"{number:02}.dll" for number in range(40))):
        assert f"programs/windows/{name}\n" in out


@pytest.mark.parametrize(("damage", "status"), [(False, 0), (True, 1)])
def test_the_machine_form(tmp_path: Path, damage: bool, status: int) -> None:
    stick(tmp_path)
    if damage:
        (place(tmp_path) / "README.txt").unlink()
    found, out, _ = said("stick", "check", place(tmp_path), "--json")
    answer = json.loads(out)
    assert (found, answer["whole"]) == (status, not damage)
    assert answer["names"]["missing"] == (["README.txt"] if damage else [])


def test_refusals(tmp_path: Path) -> None:
    assert said("stick", "check")[0] == 3
    assert said("stick", "check", tmp_path / "absent")[0] == 3
    assert said("stick", "make", tmp_path / "x", "--linux", tmp_path)[0] == 3
    found = programs(tmp_path / "dist", "linux")
    assert said("stick", "make", tmp_path, "--linux", found["linux"])[0] == 6
    status, _, err = said("stick", "make", tmp_path / "y", "--linux", found["linux"], "--key", tmp_path)
    assert (status, "ssh-keygen" in err) == (3, True)


@pytest.mark.parametrize("words", [["stick"], ["stick", "make"], ["stick", "check"]])
def test_help_in_french(words: list[str]) -> None:
    status, out, _ = said(*words, "--help")
    assert status == 0
    assert "clé" in out
