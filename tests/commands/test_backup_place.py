"""What cannot be a backup is refused before it is read; one medium checked twice is one in the documents."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.report.last_checked import last_checked


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("machine", "SAUVEGARDE"):
        (tmp_path / name).mkdir()
        for number in range(5):
            (tmp_path / name / f"lettre {number}.txt").write_text(f"Bonjour {number}\n" * 30)
    return tmp_path


def test_an_empty_name_is_not_the_current_folder() -> None:
    shown = run("backup", "check", "")
    assert (shown.returncode, "is empty" in shown.stderr) == (2, True)


def test_the_case_itself_is_no_backup(place: Path) -> None:
    assert run("scan", place / "machine", "--case", place / "case").returncode == 0
    for inside in (place / "case", place / "case" / "records"):
        shown = run("backup", "check", inside, "--against", place / "case")
        assert (shown.returncode, "in the case folder" in shown.stderr) == (3, True), shown


def test_a_case_on_the_medium_is_not_read_as_a_backup_and_leaves_no_yes(place: Path) -> None:
    case = place / "SAUVEGARDE" / "affaire"
    assert run("scan", place / "machine", "--case", case).returncode == 0
    shown = run("backup", "check", place / "SAUVEGARDE", "--against", case, "--json")
    told = json.loads(shown.stdout)
    assert told["coverage"]["files_seen"] == 5
    assert (told["connect"], told["rely"]) == ("unknown", "unknown")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
def test_what_the_system_makes_as_it_runs_is_no_backup() -> None:
    shown = run("backup", "check", "/proc/self")
    assert (shown.returncode, "no backup" in shown.stderr) == (3, True)


def test_two_checks_of_one_medium_are_one_row_and_two_records(place: Path) -> None:
    case = place / "case"
    assert run("scan", place / "machine", "--case", case).returncode == 0
    for _ in range(2):
        run("backup", "check", place / "SAUVEGARDE", "--against", case)
    (place / "SAUVEGARDE" / "autre.txt").write_text("autre\n")
    run("backup", "check", place / "SAUVEGARDE", "--against", case)
    lines = [json.loads(one.read_text()) for one in sorted((case / "records").glob("backup_*.jsonl"))]
    assert len(lines) == 3
    assert [one["checked"] for one in last_checked(lines)] == [2, 1]
    assert all(one["coverage"]["identity"].isalpha() for one in lines)


def test_without_letters_a_medium_is_its_name_its_device_and_its_size() -> None:
    def line(source: str, size: int, rely: str) -> dict[str, object]:
        coverage = {"medium": {"kind": "folder"}, "bytes_seen": size, "bytes_not_seen": 0}
        return {"source": source, "coverage": coverage, "rely": rely}

    told = last_checked(
        [line("a", 1, "stale"), line("b", 1, "good"), line("a", 2, "good"), line("a", 1, "good")]
    )
    assert [(one["source"], one["checked"], one["rely"]) for one in told] == [
        ("a", 2, "good"),
        ("b", 1, "good"),
        ("a", 1, "good"),
    ]


def test_a_fingerprint_of_another_key_is_told_with_both(place: Path) -> None:
    medium, made = place / "SAUVEGARDE", place / "b.json"
    assert run("backup", "baseline", medium, "--out", made).returncode == 0
    other = "SHA256:" + "A" * 43
    shown = run("backup", "check", medium, "--baseline", made, "--fingerprint", other)
    assert (shown.returncode, "not that of the key" in shown.stderr) == (3, True)
    assert shown.stderr.count("SHA256: ") == 2
    shown = run("backup", "check", medium, "--baseline", made, "--fingerprint", "abc")
    assert (shown.returncode, "43 signs" in shown.stderr) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_baseline_that_is_no_file_is_refused_at_once(place: Path) -> None:
    os.mkfifo(place / "tube")
    for path in (place / "tube", Path("/dev/zero"), place / "SAUVEGARDE"):
        shown = run("backup", "check", place / "SAUVEGARDE", "--baseline", path)
        assert (shown.returncode, "is not a file" in shown.stderr) == (3, True), shown


def test_the_baseline_of_another_medium_is_not_followed(place: Path) -> None:
    former, other = place / "a.json", place / "AUTRE"
    other.mkdir()
    (other / "image.txt").write_text("rien de commun\n")
    assert run("backup", "baseline", place / "SAUVEGARDE", "--out", former).returncode == 0
    shown = run("backup", "baseline", other, "--out", place / "b.json", "--previous", former)
    assert (shown.returncode, "another medium" in shown.stderr) == (3, True)
    assert not (place / "b.json").exists()
