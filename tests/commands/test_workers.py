"""How many processes may work is said in the help, and more or fewer are refused alike."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.scan.pace import MOST_WORKERS


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)


@pytest.mark.parametrize("workers", [-1, MOST_WORKERS + 1, 100])
def test_a_number_that_help_does_not_name_is_refused(tmp_path: Path, workers: int) -> None:
    (tmp_path / "source").mkdir()
    for command in (
        ["scan", tmp_path / "source"],
        ["examine", tmp_path / "source", "--case", tmp_path / "c"],
    ):
        done = run(*command, f"--workers={workers}")
        assert done.returncode == 2
        assert "The value given for “--workers” will not do." in done.stderr
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("workers", [0, MOST_WORKERS])
def test_the_ends_that_help_names_are_taken(tmp_path: Path, workers: int) -> None:
    (tmp_path / "bonjour.txt").write_text("bonjour")
    assert run("scan", tmp_path, "--workers", workers).returncode == 0
