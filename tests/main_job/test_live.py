"""Writing where the evidence is: refused, unless somebody insists in words; and naming no source."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.main_job.conftest import Run
from toolkit.commands.opening import said

WORDS = {"fr": "j'écris sur le disque suspect", "en": "I write on the suspect disk"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("a")
    return source


def acts(case: Path) -> list[str]:
    return [json.loads(line)["act"] for line in (case / "custody.jsonl").read_text().splitlines()]


def test_the_words_are_forgiven_their_form_and_nothing_else() -> None:
    for words in (
        "J’écris sur le  disque suspect.",
        "i WRITE on the suspect disk",
        " J'ÉCRIS sur le disque suspect ",
    ):
        assert said(words)
    for words in (None, "", "oui", "j'écris sur le disque", "I do not write on the suspect disk"):
        assert not said(words)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_refusal_shows_the_words_and_the_words_help(trousse: Run, folder: Path, lang: str) -> None:
    case = folder / "preuves" / "cas"
    refused = trousse("examine", folder, "--case", case, lang=lang)
    assert refused.returncode == 4
    assert f'--insist "{WORDS[lang]}"' in refused.stderr
    other = trousse("examine", folder, "--case", case, "--insist", "oui", lang=lang)
    assert other.returncode == 4
    assert other.stderr != refused.stderr, "words that are not the ones asked for are told as such"
    assert os.listdir(folder) == ["a.txt"]
    done = trousse("examine", folder, "--case", case, "--insist", WORDS[lang], lang=lang)
    assert done.returncode == 0, done.stderr
    assert acts(case).count("case.on_suspect_disk") == 1
    lines = [json.loads(line) for line in (case / "records" / "scan.jsonl").read_text().splitlines()]
    assert {line["path"]: line["errors"] for line in lines} == {"a.txt": [], "preuves/cas": ["own_case"]}
    coverage = json.loads((case / "records" / "coverage.json").read_text())
    assert not coverage["complete"]
    (archive,) = case.glob("DOSSIER_*.zip")
    assert trousse("verify", archive).returncode == 0


def test_who_insisted_need_not_again(trousse: Run, folder: Path) -> None:
    case = folder / "cas"
    steps = ("--insist", WORDS["fr"])
    assert trousse("triage", folder, "--case", case).returncode == 4
    assert trousse("triage", folder, "--case", case, *steps).returncode == 0
    assert trousse("scan", "--case", case).returncode == 0
    assert trousse("capture", "--case", case).returncode == 0
    assert acts(case).count("case.on_suspect_disk") == 1
    assert trousse("examine", "--case", case, "--resume").returncode == 0


def test_words_that_were_not_needed_change_nothing(trousse: Run, folder: Path, tmp_path: Path) -> None:
    case = tmp_path / "cas"
    assert trousse("examine", folder, "--case", case, "--insist", WORDS["en"]).returncode == 0
    assert "case.on_suspect_disk" not in acts(case)


def test_nobody_can_insist_onto_an_image(trousse: Run, disk: Path, tmp_path: Path) -> None:
    refused = trousse("examine", disk, "--case", disk, "--insist", WORDS["en"])
    assert refused.returncode == 4
    assert "--insist" not in refused.stderr
    assert disk.is_file()


def test_the_log_holds_the_stick_and_the_signatures(trousse: Run, folder: Path, tmp_path: Path) -> None:
    case = tmp_path / "cas"
    trousse("triage", folder, "--case", case)
    lines = [json.loads(line) for line in (case / "custody.jsonl").read_text().splitlines()]
    by_act = {line["act"]: line["facts"] for line in lines}
    assert len(by_act["signatures.loaded"]["sha256"]) == 64
    assert by_act["signatures.loaded"]["rules"] > 10
    assert "stick" in by_act["stick.checked"]


@pytest.mark.skipif(sys.platform == "win32", reason="there, no source means this machine")
def test_elsewhere_a_source_must_be_named(trousse: Run, tmp_path: Path) -> None:
    for words in (
        ("examine", "--case", tmp_path / "cas"),
        ("scan",),
        ("examine", "--volume", "C:", "--case", "x"),
    ):
        run = trousse(*words)
        assert run.returncode == 2, run.stderr
        assert not (tmp_path / "cas").exists()
