"""trousse brief: the page at any time, in words and as one line of JSON, with a status a script can use."""

import json
from pathlib import Path

import pytest

from tests.report.dossier.builder import attacked
from tests.report.test_practitioner import machine
from tests.scan.survey.test_context import healthy
from tests.spaces import typed

# typer asks click for names that click 9 drops; the program imports both as they are.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def run(arguments: list[str]) -> int:
    from toolkit.cli import run as trousse

    return trousse(arguments)


def test_red_ends_with_one_and_green_with_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    attacked(tmp_path / "rouge")
    machine(tmp_path / "vert", healthy(30))
    assert run(["--lang", "fr", "brief", "--case", str(tmp_path / "rouge")]) == 1
    assert typed(capsys.readouterr().out).startswith("FEU ROUGE :")
    assert run(["--lang", "en", "brief", "--case", str(tmp_path / "vert")]) == 0
    assert capsys.readouterr().out.startswith("GREEN LIGHT:")


def test_the_machine_form_holds_codes_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    attacked(tmp_path / "case")
    before = (tmp_path / "case" / "custody.jsonl").read_bytes()
    assert run(["brief", "--case", str(tmp_path / "case"), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["light"], told["state"], told["encrypted"], told["notes"]) == ("red", "attacked", 40, 2)
    # Nothing is written in the case.
    assert (tmp_path / "case" / "custody.jsonl").read_bytes() == before


def test_no_case_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "fr", "brief", "--case", str(tmp_path)]) == 4
    assert capsys.readouterr().err
