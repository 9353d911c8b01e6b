"""What context decided and how far the damage goes: on the page in plain words, and without any name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.report.planted_search import found, patterns
from tests.scan.survey.test_context import NOTE, healthy, line, struck
from toolkit import procedure, report
from toolkit.custody.case import Case
from toolkit.records import Volume
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.scan.survey.practice_kinds import KINDS
from toolkit.texts import LANGUAGES, Speech

N = "Dupontel"


def lines() -> Iterator[dict[str, Any]]:
    yield line(f"Patients/{N} Jean/README.txt", note=NOTE)
    yield from struck(12, folder=f"Patients/{N} Jean")
    yield from struck(12, folder=f"{N}")
    yield line(f"Patients/{N} Jean/{N}.txt.h4tz9q", "unknown", "too_small")
    yield line(f"Radios/{N}/x.{N}", "random")
    yield from healthy(80, f"Courriers/{N}")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.create(
        tmp_path / "case", source={"label": "disk", "kind": "image", "size": 0}, language="fr",
        pseudonym_key=b"p" * 32,
    )  # fmt: skip
    survey = Survey()
    for _ in case.record("scan", lines()):
        pass
    for one in lines():
        survey.add(one)
    assert list(case.record("context", survey.context.changes()))
    case.write_json("survey", survey.facts())
    facts = {**coverage_facts(survey, [Volume("1", "ntfs")], ()), "links": []}
    case.write_json("coverage", {**facts, "signatures": {"hash": "ab", "rules": 1, "files": 1}})
    case.write_json("data_roots", ["1:"])
    return case


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_a_folder_leaves(case: Case, language: str) -> None:
    members = report.documents(case, procedure.pseudonyms(case), language)
    for name, content in members.items():
        assert found(content, patterns((N.casefold(),), ()), name) == []
    assert json.loads(members["releves/survey.json"])["by_context"]["files"] == 1
    case.close()


def test_folders_that_differ_by_a_name_are_one_row(case: Case) -> None:
    members = report.documents(case, procedure.pseudonyms(case), "fr")
    rows = json.loads(members["releves/survey.json"])["extent"]["folders"]
    folders = {row["path"]: row["encrypted"]["files"] for row in rows}
    assert folders["Patients"] == 13
    assert len(folders) == len(rows)
    case.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_every_state_and_why(case: Case, language: str) -> None:
    speech = Speech(language)
    page = report.page(case, procedure.pseudonyms(case), language).replace("&#39;", "'")
    for state in ("encrypted", "intact", "protected", "damaged", "undetermined", "not_read"):
        assert speech.say(f"scan.extent_{state}") in page
    survey = case.read_json("survey")
    assert survey is not None
    for reason in survey["state_reasons"]:
        assert speech.say(f"scan.state_{reason}") in page
    assert speech.say("scan.context_extension") in page
    assert "&lt;span" not in page
    case.close()


def test_every_code_has_its_words() -> None:
    source = Path(procedure.__file__).parent.parent / "scan"
    assert all(Speech("fr").knows(f"scan.kind_{kind}") for kind in KINDS)
    standing = (source / "survey" / "standing.py").read_text(encoding="utf-8")
    codes = [part for part in standing.split('"')[1::2] if "_" in part and part.islower()]
    assert len(codes) > 10
    assert [code for code in codes if not Speech("fr").knows(f"scan.state_{code}")] == []
