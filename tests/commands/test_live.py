"""trousse isolation and trousse live, as they are typed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.spaces import typed
from toolkit import own_files
from toolkit.commands import summary
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.live import isolation
from toolkit.media import open_source
from toolkit.records import Answer, Artefact, Outcome
from toolkit.scan.known import Known
from toolkit.texts import LANGUAGES, Speech
from toolkit.texts.forms import moment

SURVEY: dict[str, Any] = {
    "state": "nothing", "damage": {}, "extensions": {}, "burst": None, "note_files": 0, "note_texts": 0,
    "suspect_files": 0, "families": [], "rules": {},
}  # fmt: skip
COVERAGE: dict[str, Any] = {
    "files_seen": 0, "bytes_seen": 0, "complete": True, "warnings": [], "volumes": [],
}  # fmt: skip


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
    # On a running Windows the two folders stand on one disk.
    words = Speech("en").say("screen.insist_words")
    insisted = ("--insist", words) if sys.platform == "win32" else ()
    assert run("triage", folder, "--case", case, *insisted, cwd=tmp_path).returncode == 0
    refused = run("--lang", "en", "live", "--case", case, cwd=tmp_path)
    assert refused.returncode == 4
    assert Speech("en").say("errors.case_other_source", recorded="dossier") in refused.stderr
    assert not (case / "records" / "live.jsonl").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="this machine can be examined there")
def test_live_with_a_case_is_for_windows(tmp_path: Path) -> None:
    refused = run("live", "--case", tmp_path / "case", cwd=tmp_path)
    assert refused.returncode == 3
    assert os.listdir(tmp_path) == []


def told(**answers: str) -> Artefact:
    rows = [{"check": check, "answer": Answer(answer)} for check, answer in answers.items()]
    return Artefact("isolation", Outcome.FOUND, tuple(rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_the_system_lists_is_called_closed(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    speech = Speech(language)
    asked = (*isolation.ROADS, "remote_program", "sync_agent", "backup_disk", "fast_startup")
    summary.isolated(told(isolated="yes", **dict.fromkeys(asked, "no")), Screen(speech))
    lines = " ".join(capsys.readouterr().out.split())
    start = [
        typed(speech.say(f"isolation.{code}", names="|")).partition("|")[0]
        for code in ("closed", "nothing_known")
    ]
    closed, known = lines.partition(start[1])[0].partition(start[0])[2], lines.partition(start[1])[2]
    weak = {"vpn", "remote_program", "remote_connection", "sync_agent"}
    for check in (*isolation.ROADS, "remote_program", "sync_agent"):
        name = speech.say(f"isolation.{check}")
        assert (name in known) == (check in weak)
        assert (f"{name}," in closed or f"{name}." in closed) == (check not in weak)
    for check in ("backup_disk", "fast_startup"):
        assert " ".join(speech.say(f"isolation.{check}_no").split()) in lines


@pytest.mark.filterwarnings("ignore:'click:DeprecationWarning")  # typer's, of its own imports
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_on_isolation_is_noted_and_told_with_its_time(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.commands import live

    given: list[Answer] = []
    monkeypatch.setattr(isolation, "overall", lambda _: {"check": "isolated", "answer": given[0]})
    (tmp_path / "source").mkdir()
    tables = {
        name: (own_files.signatures() / name).read_bytes()
        for name in ("remote_access.toml", "sync_agents.toml")
    }
    known = cast("Known", SimpleNamespace(signatures=SimpleNamespace(files=tables)))
    screen, source = Screen(Speech(language)), open_source(str(tmp_path / "source"))
    about = {"label": "live", "kind": "live", "size": 0}
    with Case.create(tmp_path / "case", source=about, language=language) as case:
        for answer in ("no", "unknown", "yes"):  # the stage is closed from the second on
            given[:] = [Answer(answer)]
            names = [one.name for one in live.recorded(case, source, known, screen)]
            assert names[0] == "isolation"
            assert (len(names) > 1) == (answer == "no")
            looked = case.marks["isolation.looked"]
            assert looked["answer"] == answer
            case.write_json("survey", SURVEY)
            case.write_json("coverage", COVERAGE)
            capsys.readouterr()
            summary.examined(case, tmp_path / "rapport.html", screen)
            first = " ".join(capsys.readouterr().out.split())
            when = moment(screen.speech, looked["taken_ns"])
            assert first.startswith(screen.speech.say(f"isolation.then_{answer}", when=when))
    log = (tmp_path / "case" / "custody.jsonl").read_text(encoding="utf-8").splitlines()
    noted = [line["facts"]["answer"] for line in map(json.loads, log) if line["act"] == "isolation.looked"]
    assert noted == ["no", "unknown", "yes"]
    source.close()
