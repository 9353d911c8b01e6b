"""A sample says what it read and what that allows to say, and is never called a whole scan."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spaces import typed


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
    assert "only a sample was read" in typed(done.stdout)
    assert "Sample: 10 files chosen at random among 40: 0 encrypted, 10 intact, 0 that cannot" in typed(
        done.stdout
    )
    assert "Among the files that can be judged, at most 25.89 % are encrypted" in typed(done.stdout)
    assert "Of all files" not in typed(done.stdout)
    assert "--sample 10 --seed one" in typed(done.stdout)
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert len([line for line in lines if "path" in line]) == 10
    (coverage,) = (line["coverage"] for line in lines if "coverage" in line)
    assert coverage["complete"] is False
    assert coverage["sample"]["of"] == 40
    again = run("scan", source, "--sample", 10, "--seed", "one", "--jsonl", tmp_path / "b.jsonl")
    assert again.returncode == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


@pytest.mark.parametrize(("lang", "words"), [("fr", "protégés : "), ("en", "protected: ")])
def test_files_that_cannot_be_judged_are_in_the_bound(source: Path, lang: str, words: str) -> None:
    for number in range(40):
        (source / f"f{number}.txt.enc").write_bytes(b"Salted__" + os.urandom(4096 + 16 * number))
    done = run("--lang", lang, "scan", source, "--sample", 20, "--seed", "one", "--jsonl", "-")
    assert done.returncode == 0, done.stderr
    (coverage,) = (
        one["coverage"] for line in typed(done.stdout).splitlines() if "coverage" in (one := json.loads(line))
    )
    sample = coverage["sample"]
    assert sample["encrypted"] == 0
    assert sample["undetermined"] == sample["verdicts"]["protected"] > 0
    assert sample["judged_high"] < 0.5 < sample["high"]
    assert f"{words}{sample['undetermined']}" in typed(done.stderr)


def test_a_sample_of_all_files_is_a_scan(source: Path, tmp_path: Path) -> None:
    done = run("scan", source, "--sample", 1000, "--jsonl", tmp_path / "a.jsonl")
    assert done.returncode == 0, done.stderr
    assert "All 40 files of the medium were drawn" in typed(done.stdout)
    assert "Sample:" not in typed(done.stdout)
    assert "only a sample" not in typed(done.stdout)
    (last,) = (tmp_path / "a.jsonl").read_text().splitlines()[-1:]
    coverage = json.loads(last)["coverage"]
    assert coverage["complete"] is True
    assert "sample" not in coverage


@pytest.mark.parametrize(
    "words",
    [("--sample", 5, "--case", "case"), ("--sample", 0), ("--seed", "x")],
    ids=["case", "none", "seed"],
)
def test_what_no_sample_can_be_is_refused(source: Path, tmp_path: Path, words: tuple[object, ...]) -> None:
    given = [tmp_path / "case" if word == "case" else word for word in words]
    assert run("scan", source, *given).returncode == 2
    assert not (tmp_path / "case").exists()
