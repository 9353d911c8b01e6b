"""The practitioner's light: red for an attack, green where nothing was found and all was seen, else amber."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.report.dossier.builder import ENDED, INVENTORY, STORY, attacked
from tests.scan.survey.test_context import ATTACK, healthy, line, struck
from tests.spaces import typed
from toolkit.custody.case import Case
from toolkit.records import Artefact, Outcome, Volume
from toolkit.report import practitioner
from toolkit.report.practitioner import GREEN, ORANGE, RED, Machine
from toolkit.report.practitioner_words import said
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.texts import LANGUAGES, Speech

SIGNATURES = {"hash": "ab" * 32, "rules": 3, "families": 2}
QUIET = (
    Artefact("system", Outcome.FOUND, ({"computer": "POSTE-1", "flags": ["support_ended"]},)),
    Artefact("defender", Outcome.ABSENT),
)
STAGES = ("triage", "scan", "context", "timeline")


def machine(
    folder: Path,
    lines: Iterable[Mapping[str, Any]],
    inventory: Iterable[Artefact] = QUIET,
    stages: Iterable[str] = STAGES,
    **changes: Any,
) -> Machine:
    """Return what is told of a case that recorded these lines; `changes` are those of its coverage."""
    source = {"label": "disque.img", "kind": "image", "size": 4096}
    with Case.create(folder, source=source, language="fr", clock_offset=60.0) as case:
        survey, kept = Survey(), list(lines)
        for one in kept:
            survey.add(one)
        held: dict[str, Iterable[Any]] = {"triage": inventory, "scan": kept, "context": (), "timeline": ()}
        for stage in stages:
            list(case.record(stage, held[stage]))
        case.write_json("survey", survey.facts())
        facts = {**coverage_facts(survey, [Volume("1", "ntfs")], ()), "signatures": SIGNATURES}
        case.write_json("coverage", facts | changes)
    return of(folder)


def of(folder: Path) -> Machine:
    (found,) = practitioner.of_case(Case.read(folder))
    return found


def words(one: Machine, language: str = "fr") -> list[str]:
    speech = Speech(language)
    return [typed(speech.say(each.code, **each.facts)) for each in said(one, speech)]


def unread() -> Iterator[Mapping[str, Any]]:
    yield line("Docs/fermé.pdf", sha256=None, errors=["denied"])


def test_an_attack_is_red_with_its_time_its_reach_and_what_to_do(tmp_path: Path) -> None:
    attacked(tmp_path / "case")
    one = of(tmp_path / "case")
    assert (one.light, one.state, one.name) == (RED, "attacked", "POSTE-1")
    assert (one.began_ns, one.ended_ns) == (ATTACK, ENDED)
    light, _, happened, far, *rest = words(one)
    assert light.startswith("FEU ROUGE :")
    assert "2 exemplaires" in happened
    assert "a duré 10 min" in happened
    assert "40 fichiers chiffrés sur 70" in far
    assert rest[-1].startswith("À faire : laissez ce poste débranché")


def test_times_are_those_of_an_exact_clock_where_its_offset_is_known(tmp_path: Path) -> None:
    attacked(tmp_path / "case", clock_offset=3600.0)
    assert of(tmp_path / "case").began_ns == ATTACK - 3_600_000_000_000


def test_green_only_where_nothing_was_found_and_all_was_seen(tmp_path: Path) -> None:
    one = machine(tmp_path / "case", healthy(30))
    assert (one.light, one.state) == (GREEN, "nothing_found")
    shown = words(one)
    assert shown[0].startswith("FEU VERT :")
    assert "ne prouve pas" in shown[1]
    assert one.facts()["complete"] is True


FAILED = (Artefact("defender", Outcome.FAILED, detail="hive_absent"),)
LIVE = {"complete": False, "warnings": ["live_volume"]}
TOOLS = (Artefact("prefetch", Outcome.FOUND, ({"program": "PSEXEC.EXE", "flags": ["attack_tool_ran"]},)),)
AMBER: dict[str, tuple[str, dict[str, Any]]] = {
    "a file was not read": ("nothing_found_incomplete", {"lines": [*healthy(30), *unread()]}),
    "a warning hides something": (
        "nothing_found_incomplete",
        {"complete": False, "warnings": ["live_volume"]},
    ),
    "a sample": ("nothing_found_sample", {"sample": {"files": 9, "of": 90}}),
    "nothing read": ("nothing_read", {"files_seen": 0, "complete": False}),
    "no rules": ("rules_missing", {"signatures": {"hash": "ab" * 32, "rules": 0}}),
    "rules unknown": ("rules_missing", {"signatures": {}}),
    "the inventory was not made": ("unfinished", {"stages": ("scan", "context", "timeline")}),
    "the timeline was not told": ("unfinished", {"stages": ("triage", "scan", "context")}),
    "part of Windows is unreadable": ("inventory_failed", {"inventory": FAILED}),
    "no Windows is there": ("no_windows", {"inventory": QUIET[1:]}),
    "an attack's tool ran": ("signs", {"inventory": TOOLS}),
    "a few encrypted files": ("doubtful", {"lines": [*healthy(30), *struck(2)]}),
}


@pytest.mark.parametrize("name", AMBER)
def test_what_is_not_known_is_amber_and_says_what_to_do(tmp_path: Path, name: str) -> None:
    state, changes = AMBER[name][0], dict(AMBER[name][1])
    one = machine(tmp_path / "case", changes.pop("lines", list(healthy(30))), **changes)
    assert (one.light, one.state) == (ORANGE, state)
    for language in LANGUAGES:
        first, _, *rest = words(one, language)
        assert first.startswith(("FEU ORANGE :", "AMBER LIGHT:"))
        assert rest[-1].startswith(("À faire :", "To do:"))


def test_a_case_without_a_scan_is_amber(tmp_path: Path) -> None:
    source = {"label": "disque.img", "kind": "image", "size": 4096}
    Case.create(tmp_path / "case", source=source, language="fr").close()
    one = of(tmp_path / "case")
    assert (one.light, one.state) == (ORANGE, "unscanned")
    assert "on ne sait pas" in " ".join(words(one))


def test_what_was_not_seen_is_named_with_its_reason(tmp_path: Path) -> None:
    one = machine(tmp_path / "case", [*healthy(30), *unread()])
    assert one.facts()["not_seen"] == [{"why": "denied", "count": 1}]
    assert any(each.startswith("Pas vu : ") and "(1)" in each for each in words(one))


def test_an_attack_stays_red_whatever_was_not_seen(tmp_path: Path) -> None:
    lines = [*healthy(30), *struck(20), *struck(20, folder="Radios"), *unread()]
    one = machine(tmp_path / "case", lines, stages=("scan",))
    assert one.light == RED
    shown = words(one)
    assert any("pas menées à leur terme" in each for each in shown)


def test_what_a_practice_needs_first_is_named_first_and_the_rest_counted(tmp_path: Path) -> None:
    lines = [*healthy(5)]
    for ending in ("docx", "jpg", "sqlite", "ics", "eml", "xlsx"):
        lines += [line(f"D/{n}.{ending}.h4tz9q", "encrypted", "whole_random", ATTACK + n) for n in range(8)]
    one = machine(tmp_path / "case", lines)
    kinds = [row["kind"] for row in one.facts()["kinds"]]
    assert kinds[0] == "database"
    far = words(one)[3]
    assert "bases de données (8 sur 8)" in far
    assert re.search(r"et \d autres? sortes?\.", far) or len(kinds) <= 4


def test_names_of_the_evidence_are_shown_as_escapes(tmp_path: Path) -> None:
    bad = (Artefact("system", Outcome.FOUND, ({"computer": "P\x1b[2J\u202e" + "A" * 500},)),)
    one = machine(tmp_path / "case", healthy(9), bad)
    speech = Speech("fr")
    shown = " ".join(speech.say(each.code, **each.facts) for each in said(one, speech, several=True))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "A" * 100 not in shown


def test_the_builder_of_the_documents_tells_the_same_dates(tmp_path: Path) -> None:
    assert {each.code for each in STORY} >= {"began", "ended"}
    assert any(each.outcome is Outcome.FAILED for each in INVENTORY)
    attacked(tmp_path / "case")
    assert of(tmp_path / "case").failed == ["defender"]
