"""The checkup as it is typed: what is refused before anything is read, and a backup held against SOURCE."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.backup.builder import medium, practice


def run(*arguments: object, typed: str | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", "checkup", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, input=typed)


def rows(*arguments: object, typed: str | None = None) -> dict[str, Any]:
    shown = run(*arguments, "--json", typed=typed)
    assert shown.returncode == 1, shown.stderr
    told: dict[str, Any] = json.loads(shown.stdout)
    return told


def trial(told: dict[str, Any]) -> list[str]:
    return [row["code"] for row in told["rows"] if row["subject"] == "trial"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the data of a practice."""
    return medium(tmp_path_factory.mktemp("poste"), practice(), below="Données")


def test_a_backup_is_held_against_the_names_of_the_source(place: Path, tmp_path: Path) -> None:
    whole = rows(place, "--backup", medium(tmp_path / "whole", practice()))
    assert trial(whole) == ["trial_good"]
    part = rows(place, "--backup", medium(tmp_path / "part", practice()[1:]))
    assert trial(part) == ["trial_incomplete"]
    assert part["answer"] == "no"
    found = next(row for row in part["rows"] if row["subject"] == "trial")
    assert (found["kinds"], found["count"], found["total"]) == (["database"], 1, len(practice()))


def test_without_anything_to_compare_nothing_is_in_order(place: Path, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.ini").write_text("a=1\n" * 9)
    told = rows(tmp_path / "notes", "--backup", place)
    assert [row["state"] for row in told["rows"] if row["subject"] == "trial"] != ["good"]
    assert told["answer"] != "yes"


def test_a_copy_in_the_source_is_no_backup(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place, tmp_path / "poste")
    for copy in ("poste", "poste/Données"):
        assert "trial_same_disk" in trial(rows(tmp_path / "poste", "--backup", tmp_path / copy))


def test_an_empty_medium_is_called_so(place: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert trial(rows(place, "--backup", tmp_path / "empty")) == ["trial_empty"]


def test_what_could_not_be_written_or_found_is_refused_first(place: Path, tmp_path: Path) -> None:
    absent = run(place, "--out", tmp_path / "none" / "page.pdf")
    assert (absent.returncode, absent.stdout) == (6, "")
    assert "does not exist" in absent.stderr
    (tmp_path / "page.html").write_text("x")
    assert run(place, "--out", tmp_path / "page.html").returncode == 6
    assert run(place, "--backup", tmp_path / "none").returncode == 3


def test_the_password_of_a_backup_is_asked_for_as_a_check_does(place: Path) -> None:
    asked = run(place, "--backup", place, "--backup-password", typed="")
    assert asked.returncode == 2
    assert asked.stdout == ""


class _Interrupted(io.StringIO):
    """What a keyboard gives on which somebody presses Ctrl-C."""

    def readline(self, _size: int | None = -1, /) -> str:
        raise KeyboardInterrupt


# What the import of typer warns about is not ours.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_interruption_says_what_is_true_of_a_checkup(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from toolkit import cli

    monkeypatch.setattr(sys, "stdin", _Interrupted())
    stopped = ["--lang", "en", "checkup", str(place), "--backup", str(place), "--backup-password"]
    assert cli.run(stopped) == 130
    told = " ".join(capsys.readouterr().err.split())
    assert "Nothing was written" in told
    assert "examine" not in told
