"""trousse deadlines: both clocks, from a typed time or a case, and a status that says when one is past."""

import json
from pathlib import Path

import pytest

from tests.spaces import typed
from toolkit.custody.case import Case

# typer asks click for names that click 9 drops; the program imports both as they are.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
Screen = pytest.CaptureFixture[str]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    with Case.create(tmp_path / "case", source={"label": "d", "kind": "folder", "size": 0}, language="fr"):
        return tmp_path / "case"


def trousse(*arguments: object, language: str = "fr") -> int:
    from toolkit.cli import run

    return run(["--lang", language, *map(str, arguments)])


def test_clocks_of_a_typed_time_are_shown_with_their_source(capsys: Screen) -> None:
    assert trousse("deadlines", "--t0", "24/10/2026 10h", "--now", "26/10/2026 10h") == 0
    shown = typed(capsys.readouterr().out)
    assert "mardi 27 octobre 2026 à 09:00:00, heure de Paris (2026-10-27 09:00:00 UTC)" not in shown
    assert shown.count("mardi 27 octobre 2026 à 09:00:00, heure de Paris (2026-10-27 08:00:00 UTC)") == 2
    assert shown.count("Il reste 23 h 00 min.") == 2
    assert "article L.12-10-1 du code des assurances (source : " in shown
    assert "vérifié le 22 novembre 2026" in shown
    assert "recommandé pour un cabinet libéral" in shown
    assert "obligatoire" not in shown


def test_a_clock_that_is_past_is_told_and_is_the_status(capsys: Screen) -> None:
    assert trousse("deadlines", "--t0", "2026-10-12 08:10", "--now", "2026-10-15 09:15", language="en") == 1
    assert capsys.readouterr().out.count("Past for 1 h 05 min.") == 2
    assert trousse("deadlines", "--t0", "2026-10-12 08:10", "--now", "2026-11-24 02:21") == 1
    assert capsys.readouterr().out.count("Délai passé depuis 39 jours, 19 h 11 min.") == 2
    assert trousse("deadlines", "--t0", "2026-10-12 08:10", "--now", "2026-10-13 20:00") == 0
    assert capsys.readouterr().out.count("Il reste 1 jour, 12 h 10 min.") == 2
    assert trousse("deadlines", "--t0", "2026-10-12 08:10", "--now", "2026-10-15 08:10") == 0


def test_the_machine_form_holds_both_clocks_and_the_duties(capsys: Screen) -> None:
    assert trousse("deadlines", "--t0", "2026-10-12 08:10", "--now", "2026-10-12 09:10", "--json") == 0
    first, *rest = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {"t0": "2026-10-12T08:10:00+02:00", "now": "2026-10-12T09:10:00+02:00", "odd": None}
    assert [(one["clock"], one["left_seconds"], one["past"]) for one in rest[:2]] == [
        ("complaint", 71 * 3600, False), ("cnil", 71 * 3600, False),
    ]  # fmt: skip
    assert rest[0]["end_paris"] == "2026-10-15T08:10:00+02:00"
    assert rest[0]["end"] == "2026-10-15T06:10:00+00:00"
    assert [one["duty"] for one in rest[2:]] == ["patients", "register", "health", "insurer"]


def test_odd_times_are_told(capsys: Screen) -> None:
    assert trousse("deadlines", "--t0", "2026-10-12 08:10", "--now", "2026-10-11 08:10") == 0
    assert "dans l'avenir" in capsys.readouterr().out
    assert trousse("deadlines", "--t0", "2024-10-12 08:10", "--now", "2026-10-11 08:10") == 1
    assert "plus d'un an" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-10-25 02:30", "deux fois"), ("2026-03-29 02:30", "n'a pas existé"), ("hier", "pas comprises"),
        ("31/02/2026 8h", "calendrier"), ("2026-12-01 08:00 été", "heure d'été ou d'hiver"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_refused_in_words(typed: str, said: str, capsys: Screen) -> None:
    assert trousse("deadlines", "--t0", typed) == 2
    assert said in capsys.readouterr().err


def test_a_case_gives_its_time_or_says_it_has_none(case: Path, capsys: Screen) -> None:
    assert trousse("deadlines", "--case", case) == 4
    assert "ne dit pas quand" in capsys.readouterr().err
    assert trousse("answers", "--case", case, "--unknown", "t0") == 0
    assert trousse("deadlines", "--case", case) == 4
    assert "je ne sais pas" in capsys.readouterr().err
    assert trousse("answers", "--case", case, "--set", "t0=25/10/2026 2h30 hiver") == 0
    assert trousse("deadlines", "--case", case, "--now", "26/10/2026 2h30") == 0
    assert "mercredi 28 octobre 2026 à 02:30:00" in capsys.readouterr().out


def test_one_source_of_time_is_asked_for(case: Path) -> None:
    assert trousse("deadlines") == 2
    assert trousse("deadlines", "--case", case, "--t0", "hier 8h") == 2
    assert trousse("deadlines", "--case", case / "absent") == 4
