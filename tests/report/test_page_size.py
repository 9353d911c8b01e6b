"""The page of a large case stays one that opens, says what it cuts and where the rest is."""

import pytest

from toolkit import procedure, report
from toolkit.custody.case import Case
from toolkit.custody.log import Act
from toolkit.records import Artefact, Exhibit, Outcome, Times, Volume
from toolkit.report import exhibit_rows, log_rows, story
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.texts import LANGUAGES, Speech
from toolkit.timeline import Statement, Sure

AT = 1_791_677_647_312_500_000
SECOND = 1_000_000_000


def exhibit(number: str, reason: str = "note") -> Exhibit:
    sha256 = f"{int(number[1:]):064x}"
    return Exhibit(number, reason, "1", f"Users/x/{number}.txt", 9, Times(AT, AT, AT, AT), None, sha256,
                   f"exhibits/{number}.txt", facts={"as_scanned": True})  # fmt: skip


def statement(number: int) -> Statement:
    at = AT - number * SECOND
    return Statement("tool_ran", at, at, Sure.LIKELY, {"name": f"x{number}.exe", "purpose": "recovery"})


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    source = {"label": "x", "kind": "image", "size": 1}
    case = Case.create(tmp_path_factory.mktemp("large") / "case", source=source, language="fr")
    survey = Survey()
    case.write_json("survey", survey.facts())
    facts = {**coverage_facts(survey, [Volume("1", "ntfs")], ()), "links": []}
    case.write_json("coverage", {**facts, "signatures": {"hash": "ab", "rules": 1, "files": 1}})
    rows = tuple({"name": f"program {i}", "path": f"C:\\Program Files\\x\\{i}.exe"} for i in range(3000))
    list(case.record("triage", [Artefact("software", Outcome.FOUND, rows)]))
    list(case.record("timeline", [Statement("began", AT, None, Sure.ESTABLISHED, {"path": "x"}),
                                  *map(statement, range(10_000))]))  # fmt: skip
    open_ = [exhibit(f"P{i:04}") for i in range(1, 501)]
    annex = [exhibit(f"A{i:04}", "event_log") for i in range(1, 301)]
    list(case.record("capture", [*open_, *annex]))
    return case


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_large_case_is_a_page_that_opens_and_says_what_it_cuts(case: Case, language: str) -> None:
    page, speech = report.page(case, procedure.pseudonyms(case), language), Speech(language)
    assert len(page.encode()) < 2_000_000
    for more, place in (
        (3000 - 40, "releves/triage.jsonl"),
        (10_001 - story.LINES, "releves/timeline.jsonl, 02_CHRONOLOGIE.csv"),
        (500 - exhibit_rows.ROWS, "03_PIECES.csv"),
        (300 - exhibit_rows.ANNEX, "03_PIECES.csv"),
    ):
        assert speech.say("report.rest", more=speech.number(more), place=place) in page


def test_the_beginning_is_told_though_ten_thousand_lines_stand_before_it(case: Case) -> None:
    page = report.page(case, procedure.pseudonyms(case), "en")
    assert "Encryption began at" in page


def test_lines_stand_in_the_order_of_time_and_those_without_at_the_end() -> None:
    lines = [
        {"code": "undated", "at_ns": None, "until_ns": None, "sure": "likely", "facts": {}, "evidence": []},
        *({"code": "tool_ran", "at_ns": at, "until_ns": None, "sure": "likely", "facts": {}, "evidence": []}
          for at in (AT + SECOND, AT - SECOND, AT)),
    ]  # fmt: skip
    told = story.story(lines, Speech("en"))
    assert told is not None
    assert [row["at"][-2:] for row in told["rows"]] == ["06", "07", "08"]
    assert len(told["undated"]) == 1
    assert told["more"] == 0


def test_the_same_case_gives_the_same_page_whatever_was_only_reported_since(case: Case) -> None:
    tokens = procedure.pseudonyms(case)
    before = report.page(case, tokens, "fr")
    case.write_report("rapport_fr.html", before)
    assert report.page(case, tokens, "fr") == before
    case.note("sample.agreed")
    assert report.page(case, tokens, "fr") != before


def act(n: int, code: str, **facts: str) -> Act:
    at = f"2026-10-11T00:14:{n:02}.000000+00:00"
    return Act(n, at, at, None, code, facts, "", "")


def test_acts_that_repeat_are_told_once_with_their_number() -> None:
    acts = [act(1, "case.opened"), *(act(i, "exhibit.kept", number=f"P000{i}") for i in range(2, 7))]
    told = log_rows.rows(Speech("en"), [*acts, act(7, "sample.agreed"), act(8, "report.written", name="x")])
    assert [(row["n"], row["alike"]) for row in told["rows"]] == [("1", 1), ("2–6", 5), ("7", 1)]
    assert "P0002" in told["rows"][1]["what"]
    assert "P0006" in told["rows"][1]["what"]
    assert told["count"] == 7


def test_dates_that_are_the_same_are_told_in_one() -> None:
    line = {"times": {"created": AT, "modified": AT, "changed": None, "accessed": AT + SECOND}}
    told = exhibit_rows.dates(Speech("en"), line)
    assert [names for names, _ in told] == ["created, modified", "read"]


def test_a_wrapped_program_is_found_by_its_own_hash() -> None:
    lines = [{"number": "P0001", "sha256": "aa", "facts": {"content_sha256": "bb"}},
             {"number": "P0002", "failed": "denied"}]  # fmt: skip
    assert exhibit_rows.numbers(lines) == {"aa": "P0001", "bb": "P0001"}
