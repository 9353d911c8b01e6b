"""The log of the visit in the complaint file: one line each, masked, and nothing where there was no visit."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.report.dossier.builder import attacked, whole
from tests.spaces import typed
from toolkit.paper.blocks import Document, Listing
from toolkit.report import dossier
from toolkit.report.answers import Answer
from toolkit.report.dossier.visit import ROWS
from toolkit.report.practice import Practice
from toolkit.texts import Speech

FIRST = "lundi 23 novembre 2026 à 8 h 10, A. Technicien – Isoler : « Débranchez le câble » : fait"
NOTED = "lundi 23 novembre 2026 à 8 h 12, A. Technicien – Isoler : note « vu, appeler le 06 39 98 47 17 »"
SECOND = "lundi 23 novembre 2026 à 9 h 40, A. Technicien – Remise : note « copiée, relue »"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    folder: Path = tmp_path_factory.mktemp("visit")
    return attacked(folder / "case")


def written(practice: Practice, given: dict[str, str | None], language: str = "fr") -> Document:
    told = {key: Answer(key, value, 1, None) for key, value in given.items()}
    return dossier.complaint(replace(practice, answers=told), Speech(language))


def _typed(point: object) -> str:
    return typed(str(point))


def test_each_line_stands_alone_in_the_order_of_the_pages(practice: Practice) -> None:
    document = written(practice, {"ev.visit#2": SECOND, "ev.visit": f"{FIRST} ; {NOTED}"})
    found = [one.points for one in document.blocks if isinstance(one, Listing)]
    lines = next(items for items in found if any("8 h 10" in _typed(point) for point in items))
    assert len(lines) == 3
    assert "8 h 10" in _typed(lines[0])
    assert "note « vu, appeler" in _typed(lines[1])
    assert "9 h 40" in _typed(lines[2])


def test_what_a_note_holds_of_other_people_is_masked(practice: Practice) -> None:
    shown = whole(written(practice, {"ev.visit": NOTED}))
    assert "06 39 98 47 17" not in shown
    assert "[tél.]" in shown


def test_no_visit_no_section(practice: Practice) -> None:
    assert "Main courante" not in whole(written(practice, {}))
    assert "Log of the visit" in whole(written(practice, {"ev.visit": FIRST}, "en"))


def test_more_lines_than_are_printed_are_counted(practice: Practice) -> None:
    line = "2026-11-23 08:10 Note : x (A)"
    pages = {f"ev.visit#{number}": " ; ".join([line] * 120) for number in (2, 3)}
    shown = whole(written(practice, pages))
    assert shown.count("08:10 Note") == ROWS
    assert "40" in shown.partition("08:10 Note")[2]
