"""trousse isolation and trousse live, as they are typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.texts import LANGUAGES, Speech


def run(*arguments: object, cwd: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", *map(str, arguments)]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, cwd=cwd, env=environment
    )


def test_isolation_for_a_machine(tmp_path: Path) -> None:
    found = run("isolation", "--json", cwd=tmp_path)
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert rows[0]["check"] == "isolated"
    assert found.returncode == (0 if rows[0]["answer"] == "yes" else 1)
    assert found.stderr == ""
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_isolation_for_a_person(language: str, tmp_path: Path) -> None:
    found = run("--lang", language, "isolation", cwd=tmp_path)
    first = found.stdout.splitlines()[0]
    speech = Speech(language)
    assert first in {speech.say(f"isolation.isolated_{answer}") for answer in ("yes", "no", "unknown")}
    assert (found.returncode == 0) == (first == speech.say("isolation.isolated_yes"))


def test_live_without_a_case_shows_and_writes_nothing(tmp_path: Path) -> None:
    found = run("live", "--json", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert [line["name"] for line in lines][:3] == ["isolation", "clock", "connections"]
    assert lines[-1]["name"] == "traces"
    assert {line["outcome"] for line in lines} <= {"found", "absent", "failed"}
    assert os.listdir(tmp_path) == []


def test_live_takes_no_case_of_another_source(tmp_path: Path) -> None:
    folder, case = tmp_path / "source", tmp_path / "case"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    assert run("triage", folder, "--case", case, cwd=tmp_path).returncode == 0
    refused = run("--lang", "en", "live", "--case", case, cwd=tmp_path)
    assert refused.returncode == 4
    assert Speech("en").say("errors.case_other_source", recorded="source") in refused.stderr
    assert not (case / "records" / "live.jsonl").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="this machine can be examined there")
def test_live_with_a_case_is_for_windows(tmp_path: Path) -> None:
    refused = run("live", "--case", tmp_path / "case", cwd=tmp_path)
    assert refused.returncode == 3
    assert os.listdir(tmp_path) == []
