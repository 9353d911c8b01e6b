"""What several machines tell that cannot be so, or must be known: each code once, with a sentence."""

from dataclasses import replace
from typing import Any

import pytest

from tests.report import joined
from tests.report.drafts.builder import NS, case_facts, machine
from toolkit.report import machines, releves
from toolkit.report.answers import Answer
from toolkit.report.conflicts import conflicts
from toolkit.report.opened import Opened
from toolkit.report.practice import Conflict, worded
from toolkit.texts import LANGUAGES, Speech


def line(number: int, **given: Any) -> dict[str, Any]:
    facts = {
        "number": f"M{number:04d}", "ref": f"REF-{number}", "label": "x", "size": 1, "sha256": "0" * 64,
        "key": f"SHA256:{number}", "signed_by": "case", "anchored": True, "sealed_at": f"2026-01-0{number}",
    }  # fmt: skip
    return facts | given


def told(
    *held: Opened,
    lines: list[dict[str, Any]] | None = None,
    answers: dict[str, str] | None = None,
    **own: Any,
) -> list[tuple[str, dict[str, Any]]]:
    """Return the conflicts, each of which has a sentence in both languages; clocks are as good as exact."""
    given = {key: Answer(key, value, 0, None) for key, value in (answers or {}).items()}
    every = lines or [line(at) for at, _ in enumerate(held, start=1)]
    found = list(conflicts(case_facts(**own), held, [given, *[{}] * (len(held) - 1)], every, given))
    for code, facts in found:
        for language in LANGUAGES:
            speech = Speech(language)
            assert speech.say(f"practice.conflict_{code}", **worded(speech, Conflict(code, facts)))
    return found


def exact(label: str, **given: Any) -> Opened:
    facts = case_facts(clock={"offset_seconds": 0.0, "reference": "phone"}, **given.pop("facts", {}))
    return machine(label=label, facts=facts, triage=(), **given)


def only(found: list[tuple[str, dict[str, Any]]]) -> tuple[str, dict[str, Any]]:
    assert len(found) == 1, found
    return found[0]


def test_exact_clocks_and_like_machines_tell_nothing() -> None:
    assert told(exact("a"), exact("b")) == []


def test_clocks_are_told() -> None:
    def off(seconds: float | None) -> Opened:
        return replace(exact("a"), facts=case_facts(clock={"offset_seconds": seconds, "reference": None}))

    assert only(told(off(None))) == ("clock_unknown", {"machine": "a"})
    assert only(told(off(12.4))) == ("clock_ahead", {"machine": "a", "seconds": 12.4})
    assert only(told(off(-3600)))[0] == "clock_behind"
    assert told(off(4.9)) == []
    late = exact("a", facts={"opened": 1_791_678_000 * NS})
    assert only(told(late))[0] == "after_examination"


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("practice_differs", {"practice": "Cabinet A"}, {"practice": "Cabinet B"}),
        ("tool_differs", {"tool": "0.1.0"}, {"tool": "0.2.0"}),
        ("signatures_differs", {"signatures": "aa"}, {"signatures": "bb"}),
    ],
)
def test_what_machines_should_have_in_common(code: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    held = (exact("a", facts=one), exact("b", facts=other), exact("c", facts=one))
    assert only(told(*held, practice=None)) == (code, {"one": "a, c", "other": "b"})
    assert told(held[0], exact("b", facts=dict.fromkeys(other)), practice=None) == []


def test_another_practice_than_that_of_the_case() -> None:
    found = told(exact("a", facts={"practice": " cabinet  a"}), exact("b"), practice="Cabinet A")
    assert [code for code, _ in found] == ["practice_differs", "practice_other"]
    assert found[1][1]["one"] == "b"


def test_families_and_zones() -> None:
    def of(label: str, family: str, zone: str) -> Opened:
        held = machine().survey or {}
        families = [{"family": family, "certainty": "probable", "files": 1}]
        zoned = {"code": "zone_other", "at_ns": None, "facts": {"zone": zone}}
        return replace(exact(label), survey={**held, "families": families}, timeline=(zoned,))

    found = told(of("a", "akira", "Paris"), of("b", "qilin", "Réunion"), of("c", "akira", "Paris"))
    assert [code for code, _ in found] == ["zone_differs", "family_differs"]
    assert found[1][1] == {"one": "a, c", "other": "b", "mine": "akira", "theirs": "qilin"}


def test_one_machine_that_comes_twice() -> None:
    volume = {"source": {"volumes": [{"number": "1A2B-3C4D", "size": 9}]}}
    disk = {"source": {"disk": {"serial": "WD-12345"}}}
    named = ({"name": "system", "rows": [{"computer": "PC1", "serial": "To Be Filled By O.E.M."}]},)
    assert only(told(exact("a", medium=volume), exact("b", medium=volume))) == (
        "same_volume", {"one": "a", "other": "b"},
    )  # fmt: skip
    assert only(told(exact("a", medium=disk), exact("b", medium=disk)))[0] == "same_serial"
    both = [replace(exact(label), triage=named) for label in "ab"]
    assert only(told(*both))[0] == "same_name"


def test_archives_of_one_case_and_keys() -> None:
    two = (exact("a"), exact("b"))
    assert only(told(*two, lines=[line(1), line(2, anchored=False)])) == ("not_anchored", {"one": "M0002"})
    again = [line(1), line(2), line(3, ref="REF-1", key="SHA256:1")]
    assert only(told(*two, lines=again)) == (
        "superseded", {"one": "M0001", "other": "M0003", "ref": "REF-1"},
    )  # fmt: skip
    assert [one["number"] for one in machines.read_now(again)] == ["M0002", "M0003"]
    assert only(told(*two, lines=[line(1), line(2, ref="REF-1")]))[0] == "same_reference"
    forged = [line(1), line(2), line(3, ref="REF-1", key="SHA256:1", anchored=False)]
    assert [one["number"] for one in machines.read_now(forged)] == ["M0001", "M0002"]
    assert only(told(*two, lines=forged)) == (
        "superseded", {"one": "M0003", "other": "M0001", "ref": "REF-1"},
    )  # fmt: skip
    other = [line(1, anchored=False), line(2), line(3, ref="REF-1")]
    assert [one["number"] for one in machines.read_now(other)] == ["M0002", "M0003"]
    assert only(told(*two, lines=other)) == (
        "superseded", {"one": "M0001", "other": "M0003", "ref": "REF-1"},
    )  # fmt: skip
    assert only(told(*two, lines=[line(1), line(2, key="SHA256:1")]))[0] == "same_key"
    mine = {"signed_by": "technician"}
    assert told(*two, lines=[line(1, **mine), line(2, key="SHA256:1", **mine)]) == []
    assert only(told(*two, lines=[line(1, **mine), line(2, **mine)]))[0] == "signer_differs"


def test_what_nobody_compared_takes_the_place_of_nothing() -> None:
    loose = {"anchored": False}
    for known, new, number in (
        (line(1), line(2, ref="REF-1", key="SHA256:1", **loose), "M0001"),
        (line(1), line(2, ref="REF-1", **loose), "M0001"),
        (line(1, **loose), line(2, ref="REF-1", **loose), "M0001"),
        (line(1, **loose), line(2, ref="REF-1", key="SHA256:1", **loose), None),
        (line(1, **loose), line(2, ref="REF-1"), None),
        (line(1), line(2, **loose), None),
    ):
        found = machines.contested([known], new)
        assert (found and found["number"]) == number


def test_answers_and_the_moment_of_knowledge() -> None:
    before = told(exact("a"), answers={"t0": "2020-01-01T00:00:00+01:00"})
    assert only(before)[0] == "known_before"
    after = told(exact("a"), answers={"t0": "2026-12-01T00:00:00+01:00"})
    assert only(after)[0] == "known_after"
    # The case was opened at 08:26:40 and encryption began at 02:14:07, in Paris; people tell no seconds.
    for fitting in ("2026-10-11T02:14:00+02:00", "2026-10-11T08:26:00+02:00", "hier"):
        assert told(exact("a"), answers={"t0": fitting}) == []
    both = [{"tech.ip": Answer("tech.ip", value, 0, None)} for value in ("1", "2")]
    found = list(conflicts(case_facts(), [exact("a"), exact("b")], both, [line(1), line(2)], {}))
    assert found == [("answer_differs", {"one": "a", "other": "b", "key": "tech.ip"})]


def test_two_people_at_the_same_time() -> None:
    def by(label: str, who: str | None, opened: int) -> Opened:
        act = replace(an_act(), at="2026-10-12T00:00:00.000000Z")
        return exact(label, facts={"examiner": who, "opened": opened * NS}, acts=(act,))

    one, other = by("a", "A", 1_791_700_000), by("b", "B", 1_791_700_100)
    assert only(told(one, other, by("c", "B", 1_791_700_200)))[0] == "together"
    assert told(one, by("b", "A", 1_791_700_100)) == []
    assert told(one, by("b", None, 1_791_700_100)) == []


def an_act() -> Any:
    return releves.read(joined.sealed(0))[0].acts[0]


def test_a_zone_that_was_only_assumed_differs_from_nothing() -> None:
    def of(label: str, code: str, zone: str) -> Opened:
        return replace(exact(label), timeline=({"code": code, "at_ns": None, "facts": {"zone": zone}},))

    assert told(of("a", "zone_other", "Réunion"), of("b", "zone_assumed", "Europe/Paris")) == []


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"sys.disk.fate": "nothing", "sys.disk.image": "dd"}, "disk_kept_or_not"),
        ({"sys.disk.fate#2": "nothing", "sys.disk.holder#2": "X"}, "disk_kept_or_not"),
        ({"restore.waiver": "oui", "legal.pv": "2026/1"}, "waived_and_filed"),
        ({"pd.count": "99999999"}, "people_many"),
    ],
)
def test_answers_that_cannot_both_be_so(answers: dict[str, str], code: str) -> None:
    assert only(told(exact("a"), answers=answers))[0] == code
    for key, value in answers.items():
        assert code == "people_many" or told(exact("a"), answers={key: value}) == []
    assert (
        told(exact("a"), answers={"sys.disk.fate": "kept", "sys.disk.holder": "X", "pd.count": "3200"}) == []
    )
