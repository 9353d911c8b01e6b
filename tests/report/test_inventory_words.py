"""The page shows what deserves a look first, cuts long tables, and says what is known of the medium."""

from html import unescape
from pathlib import Path
from typing import Any

import pytest

from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.records import Artefact, Outcome
from toolkit.report import medium_words
from toolkit.report.inventory_words import ODD, fact, odd, ordered, shared
from toolkit.report.page import ROWS
from toolkit.texts import Speech
from toolkit.texts.forms import moment

AT = 1_791_677_640_400_000_000
PROVEN = {
    "proven": True, "faults": [], "nodes": 2, "regions": 12, "checks": 3,
    "before": {"regions_sha256": "a", "sectors_written": 1},
    "after": {"regions_sha256": "a", "sectors_written": 1},
}  # fmt: skip
FAULTS = (
    "in_use", "not_set", "flag_lost", "not_read", "content_changed", "counter_unknown", "sectors_written",
)  # fmt: skip


def line(name: str, *rows: dict[str, Any], outcome: str = "found") -> dict[str, Any]:
    return {"name": name, "outcome": outcome, "detail": "", "rows": list(rows), "unread": []}


def test_what_bears_a_flag_comes_first() -> None:
    told = ordered([
        line("software", {"name": "a"}), line("tasks", outcome="failed"), line("groups", outcome="absent"),
        line("services", {"name": "b"}, {"name": "c", "flags": ["in_public_folder"]}),
    ])  # fmt: skip
    assert [one["name"] for one in told] == ["services", "software", "tasks", "groups"]
    assert [row["name"] for row in told[0]["rows"]] == ["c", "b"]


def test_one_artefact_does_not_hide_the_others() -> None:
    speech = Speech("en")
    many = [{"name": str(i), "flags": ["in_public_folder"]} for i in range(ODD + 5)]
    told = odd(speech, ordered([line("services", *many), line("tasks", {"task": "t", "flags": ["x"]})]))
    assert [(len(one["rows"]), one["more"]) for one in told] == [(ODD, 5), (1, 0)]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"program": "A.EXE", "image": r"C:\A.EXE"}, "A.EXE"), ({"image": r"C:\a.exe"}, r"C:\a.exe"),
        ({"what": "event", "code": "log_cleared", "log": "System"}, "log cleared"), ({}, "–"),
    ],
)  # fmt: skip
def test_a_row_is_named_by_what_tells_most(row: dict[str, Any], name: str) -> None:
    told = odd(Speech("en"), ordered([line("x", {**row, "flags": ["in_public_folder"]})]))
    assert told[0]["rows"][0]["name"].casefold() == name.casefold()


def test_times_are_words_in_lists_too() -> None:
    speech = Speech("fr")
    assert (
        fact(speech, "earlier_ns", [AT, AT]) == "2026-10-11 00:14:00.4000000Z, 2026-10-11 00:14:00.4000000Z"
    )
    assert fact(speech, "at_ns", AT) == moment(speech, AT)
    assert "octobre" in fact(speech, "at_ns", AT)


def test_what_several_artefacts_rest_on_is_said_once() -> None:
    same, own = {"path": "SYSTEM", "why": "x"}, {"path": "SAM", "why": "y"}
    lines = [{**line("a"), "unread": [same, own]}, {**line("b"), "unread": [dict(same)]}]
    assert shared(lines) == [same]
    assert [one["unread"] for one in lines] == [[own], []]


def test_a_disk_is_called_unmodified_only_where_everything_says_so() -> None:
    speech = Speech("en")
    assert medium_words.read_only(speech, None) is None
    proven = medium_words.read_only(speech, PROVEN)
    assert proven is not None
    assert proven[0]
    assert "Regions checked: 12" in " ".join(proven[1])
    for wrong in ({}, {"proven": "yes"}, {**PROVEN, "faults": ["in_use"]}, {**PROVEN, "proven": False}):
        told = medium_words.read_only(speech, wrong)
        assert told is not None
        assert not told[0]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_sentence(fault: str, language: str) -> None:
    speech = Speech(language)
    told = medium_words.read_only(speech, {**PROVEN, "proven": False, "faults": [fault]})
    assert told is not None
    assert speech.say(f"report.read_only_{fault}") in told[1][0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_tells_of_the_medium_and_cuts_its_tables(tmp_path: Path, language: str) -> None:
    container = {
        "format": "E01",
        "identifier": "0-1",
        "hashes": {"md5": "c" * 32},
        "made": {"examiner": "Dupontel"},
    }
    source = {"label": "d.E01", "kind": "image", "size": 1}
    case = Case.create(tmp_path / "case", source=source, language=language)
    case.write_json("read_only", PROVEN)
    case.write_json("container", container)
    opened = {
        "protector": "recovery",
        "key_id": "AB12CD34",
        "method": "xts",
        "partial": True,
        "key_given": True,
    }
    case.write_json("unlocked", {"1": opened})
    rows = tuple({"name": f"logiciel {i}"} for i in range(ROWS + 1234))
    list(case.record("triage", [Artefact("software", Outcome.FOUND, rows)]))
    page = unescape(procedure.write_report(case, language).read_text(encoding="utf-8"))
    speech = Speech(language)
    rest = speech.say("report.rest", more=speech.number(1234), place="releves/triage.jsonl")
    for text in (speech.say("report.read_only_proven"), "AB12CD34", speech.say("report.unlocked_partial"),
                 "E01", "c" * 32, rest):  # fmt: skip
        assert text in page, text
    assert "Dupontel" not in page
    assert page.count("logiciel ") == ROWS
    case.close()
