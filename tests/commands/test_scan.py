"""The options of a scan: a manifest that claims nothing, and a pace that changes no answer."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.commands import summary
from toolkit.commands.screen import Screen
from toolkit.texts import Speech


def scan(*arguments: "str | Path") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", "scan", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for number in range(100):
        (folder / f"{number:02}.txt").write_bytes(b"une ligne de texte\n" * number)
    return folder


def test_a_manifest_says_that_nothing_was_examined(tree: Path) -> None:
    run = scan(tree, "--hash-only", "--jsonl", "-")
    assert run.returncode == 0, run.stderr
    *lines, last = [json.loads(line) for line in run.stdout.splitlines()]
    assert {line["path"]: line["sha256"] for line in lines} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tree.iterdir()
    }
    assert last["coverage"]["examined"] is False
    assert "No file was examined" in run.stderr


def test_a_manifest_is_written_where_it_is_asked_for_and_never_in_a_case(tree: Path, tmp_path: Path) -> None:
    run = scan(tree, "--hash-only", "--jsonl", tmp_path / "out.jsonl")
    assert run.returncode == 0, run.stderr
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 101
    run = scan(tree, "--hash-only", "--case", tmp_path / "case")
    assert (run.returncode, (tmp_path / "case").exists()) == (2, False)
    run = scan(tree, "--hash-only", "--rules", tmp_path / "ours.set")
    assert (run.returncode, run.stdout) == (2, "")
    run = scan(tree, "--hash-only", "--jsonl", tree / "out.jsonl")
    assert (run.returncode, (tree / "out.jsonl").exists()) == (6, False)


def test_a_pace_changes_no_line(tree: Path) -> None:
    usual = scan(tree, "--jsonl", "-")
    assert usual.returncode == 0, usual.stderr
    for options in (["--workers", "0"], ["--workers", "1"], ["--gentle"]):
        assert scan(tree, "--jsonl", "-", *options).stdout == usual.stdout


def test_a_number_of_workers_below_none_is_refused(tree: Path) -> None:
    assert scan(tree, "--workers", "-1").returncode == 2


def test_what_slowed_the_scan_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(Speech("en"))
    seen = {"files_seen": 1, "bytes_seen": 2, "complete": True, "warnings": [], "volumes": []}
    more = {"links_not_followed": 0, "remarks": ["workers_unavailable"]}
    summary.covered({**seen, **more}, screen.say, screen)
    assert screen.speech.say("coverage.workers_unavailable") in " ".join(capsys.readouterr().out.split())
