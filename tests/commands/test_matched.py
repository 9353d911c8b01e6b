"""What a scan says on screen: nothing cut without a word, attacks first, a place behind every rule."""

from typing import Any

import pytest

from toolkit.commands import matched, summary
from toolkit.commands.screen import Screen
from toolkit.records import Damage, DamageVerdict, Seen, Volume, plain
from toolkit.scan.known import load
from toolkit.scan.rules.rule_set import RuleSet
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.texts import LANGUAGES, Speech


def line(path: str, verdict: str = "intact", volume: str = "1", **changes: Any) -> dict[str, Any]:
    seen = Seen(
        volume=volume, path=path, size=100, sha256="ab" * 32, type=None,
        damage=Damage(DamageVerdict(verdict)), note=None, rules=(), errors=(),
    )  # fmt: skip
    return {**plain(seen), **changes}


def surveyed(*lines: dict[str, Any], hostile: tuple[str, ...] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    survey = Survey(hostile=frozenset(hostile))
    for one in lines:
        survey.add(one)
    volume = Volume(lines[0]["volume"], "ntfs", 1 << 20, 1 << 26)
    return survey.facts(), coverage_facts(survey, [volume], ())


def shown(facts: tuple[dict[str, Any], dict[str, Any]], language: str, capsys: Any) -> str:
    screen = Screen(Speech(language))
    screen.out.width = 1000
    summary.surveyed(*facts, screen)
    return str(capsys.readouterr().out)


@pytest.mark.parametrize("language", LANGUAGES)
def test_attacks_come_first_notes_last_and_the_rest_is_counted(language: str, capsys: Any) -> None:
    lines = [line(f"n{n}.txt", rules=["Trousse_Note_French"]) for n in range(9)]
    lines += [line(f"{rule}.exe", rules=[rule]) for rule in ("a", "b", "c", "d", "e")]
    survey, coverage = surveyed(*lines, hostile=("e", "Trousse_Note_French"))
    assert matched.ordered(survey) == ["e", "a", "b", "c", "d", "Trousse_Note_French"]
    told = shown((survey, coverage), language, capsys)
    assert told.index("e.exe") < told.index("a.exe")
    assert "n0.txt" not in told
    assert Speech(language).say("screen.more", more=1) in told


def test_an_added_rule_is_told_by_what_its_author_says(capsys: Any) -> None:
    survey, coverage = surveyed(line("x.exe", rules=["them:R"]))
    coverage["signatures"] = {"attributions": [{"rule": "them:R", "description": "steals files"}]}
    assert "steals files (them:R) (files: 1). Example: x.exe" in shown((survey, coverage), "en", capsys)


def test_added_sets_are_told_with_their_own_count_and_hash(capsys: Any) -> None:
    known = load()
    own = len(known.signatures.facts)
    added = RuleSet("theirs.set", "cd" * 32, None, None, ({"rule": "them:R", "severity": "", "kind": ""},))
    known = type(known)(known.signatures.beside((added,)), known.notes)
    screen = Screen(Speech("en"))
    screen.out.width = 1000
    summary.loaded(known, screen)
    told = capsys.readouterr().out
    assert f"checked: {own} rules" in told
    assert f"Added rules (theirs.set): 1. Hash of the set: {'cd' * 32}" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_read_whole_is_not_called_partly_read(language: str, capsys: Any) -> None:
    facts = surveyed(
        line("a.zip", volume="", errors=["inside_damaged"]), line("b", volume="", errors=["rules_timeout"])
    )
    told, speech = shown(facts, language, capsys), Speech(language)
    for code, why in (("seen_inside", "inside_damaged"), ("partly_seen", "rules_timeout")):
        assert speech.say(f"screen.{code}", where="", count="1", why=speech.say(f"scan.{why}")) in told
    assert "volume" not in told


def test_what_context_decides_is_part_of_the_first_figure(capsys: Any) -> None:
    lines = [line(f"{n}.jpg.akira", "encrypted") for n in range(7)]
    lines += [line("small.txt.akira", "unknown")]
    told = shown(surveyed(*lines), "en", capsys)
    assert "Encrypted files: 8 of 8 (800 bytes), 1 of them known by what surrounds them" in told
