"""A sample says what it read and what that allows to say, and is never called a whole scan."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for number in range(40):
        (folder / f"f{number}.txt").write_text(f"bonjour {number}\n")
    return folder


def test_a_sample_gives_its_bound_and_no_green(source: Path, tmp_path: Path) -> None:
    done = run("scan", source, "--sample", 10, "--seed", "one", "--jsonl", tmp_path / "a.jsonl")
    assert done.returncode == 0, done.stderr
    assert "only a sample was read" in done.stdout
    assert "of 10 files chosen at random among 40: none encrypted, that is at most 25.89 %" in done.stdout
    assert "--sample 10 --seed one" in done.stdout
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert len([line for line in lines if "path" in line]) == 10
    (coverage,) = (line["coverage"] for line in lines if "coverage" in line)
    assert coverage["complete"] is False
    assert coverage["sample"]["of"] == 40
    again = run("scan", source, "--sample", 10, "--seed", "one", "--jsonl", tmp_path / "b.jsonl")
    assert again.returncode == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


@pytest.mark.parametrize(
    "words",
    [("--sample", 5, "--case", "case"), ("--sample", 0), ("--seed", "x")],
    ids=["case", "none", "seed"],
)
def test_what_no_sample_can_be_is_refused(source: Path, tmp_path: Path, words: tuple[object, ...]) -> None:
    given = [tmp_path / "case" if word == "case" else word for word in words]
    assert run("scan", source, *given).returncode == 2
    assert not (tmp_path / "case").exists()
