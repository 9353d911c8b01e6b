"""A page made from a hostile case shows every name as text, and runs, loads and reorders nothing."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.records import (
    Artefact,
    Damage,
    DamageVerdict,
    Exhibit,
    Note,
    NoteVerdict,
    Outcome,
    Seen,
    Times,
    Volume,
    plain,
)
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.texts import Speech
from toolkit.triage import ARTEFACTS

HOSTILE = "<script>alert(1)</script>\x1b[2J\u202egpj.exe\"'{{1237*1009}}\ud800&amp;"
SHA = "ab" * 32


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(**changes: Any) -> Seen:
    facts: dict[str, Any] = {
        "volume": "1", "path": f"Users/Public/{HOSTILE}", "size": 9, "sha256": SHA, "type": HOSTILE,
        "damage": Damage(DamageVerdict.ENCRYPTED), "rules": (HOSTILE,), "errors": (), "note": Note(
            NoteVerdict.NOTE, family=HOSTILE, language=HOSTILE, contacts={"email": (HOSTILE,)}
        ),
        "times": Times(1, 2**70, -(2**70), 0),
    }  # fmt: skip
    return Seen(**{**facts, **changes})


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.create(
        tmp_path / "case",
        source={"label": HOSTILE, "kind": "image", "size": 1},
        language="fr",
        practice=HOSTILE,
        examiner=HOSTILE,
    )
    lines = [plain(seen()), plain(seen(sha256=None, errors=("denied",), note=None))]
    survey = Survey()
    for line in lines:
        survey.add(line)
    volume = Volume("1", HOSTILE, label=HOSTILE)
    coverage = coverage_facts(survey, [volume], ("truncated",))
    case.write_json("survey", survey.facts())
    case.write_json(
        "coverage", {**coverage, "links": [], "signatures": {"hash": SHA, "rules": 1, "files": 1}}
    )
    list(case.record("triage", [
        Artefact("users", Outcome.FOUND, ({"name": HOSTILE, HOSTILE: [HOSTILE, True], "seen_ns": 2**80},)),
        Artefact("tasks", Outcome.FAILED, detail=HOSTILE, unread=({"why": HOSTILE, "path": HOSTILE},)),
        Artefact("services", Outcome.ABSENT, detail=HOSTILE),
    ]))  # fmt: skip
    program = {
        "volume": "1", "path": f"Users/Public/{HOSTILE}.exe", "size": 9, "sha256": SHA, "copies": 2,
        "times": {"created": 1, "modified": 2**70}, "rules": [HOSTILE], "asks_for": [HOSTILE],
    }  # fmt: skip
    case.write_json("programs", {"count": 9, "programs": [program]})
    side = {"volume": "1", "path": f"Users/Public/{HOSTILE}", "size": 9, "sha256": HOSTILE}
    pair = {"encrypted": side, "intact": side, "why": HOSTILE, "added": 0, "public": True, "copied": False}
    case.write_json("pairs", {"count": 9, "pairs": [pair]})
    files = {HOSTILE: HOSTILE}
    case.write_json("tool", {"version": HOSTILE, "program": {"sha256": SHA}, "signatures": {"files": files}})
    list(case.record("capture", [
        Exhibit("P0001", "note", "1", f"Users/{HOSTILE}", 9, Times(), None, SHA, "exhibits/P0001.txt",
                facts={"as_scanned": False}),
        {"number": "P0002", "failed": "denied", "volume": "1", "path": HOSTILE},
    ]))  # fmt: skip
    return case


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hostile_facts_stay_text(case: Case, language: str) -> None:
    page = procedure.write_report(case, language).read_text(encoding="utf-8")
    parsed = Tags()
    parsed.feed(page)
    assert "script" not in parsed.tags
    assert "<script>alert(1)</script>\\x1b[2J\\u202egpj.exe" in parsed.text
    assert not [char for char in page if (ord(char) < 32 and char != "\n") or char in "\u202e\ud800"]
    assert "1248133" not in parsed.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_contents_lead_to_every_part_and_nowhere_else(case: Case, language: str) -> None:
    page = procedure.write_report(case, language).read_text(encoding="utf-8")
    targets = re.findall(r'href="([^"]*)"', page)
    assert len(targets) > 10
    assert [one for one in targets if page.count(f'<h2 id="{one[1:]}">') != 1] == []
    assert "http" not in page.replace("http-equiv", "").replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_a_folder_without_windows_folds_what_it_lacks(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", source={"label": "x", "kind": "folder"}, language="en") as case:
        names = [unit.__name__.rpartition(".")[2] for unit in ARTEFACTS]
        list(case.record("triage", [Artefact(name, Outcome.ABSENT, detail="no_windows") for name in names]))
        page = procedure.write_report(case, "en").read_text(encoding="utf-8")
    absent = Speech("en").say("report.group_absent")
    assert page.count(absent) == 1
    assert "inventory-" not in page


def test_a_case_without_a_scan_says_that_nothing_can_be_concluded(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case", source={"label": "x", "kind": "image", "size": 1}, language="en")
    page = procedure.write_report(case, "en").read_text(encoding="utf-8")
    assert "nothing can be concluded" in page
    assert "No sign of an attack" not in page
