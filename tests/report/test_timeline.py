"""The story on the page and in the archive: hostile facts stay text, no name of a patient leaves."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.report.planted_search import found, patterns
from toolkit import procedure, report
from toolkit.custody.case import Case
from toolkit.custody.people import People
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.records import Artefact, Outcome, Volume
from toolkit.report.story import story as view
from toolkit.report.timeline_open import open_statements
from toolkit.report.timeline_words import Words
from toolkit.report.triage_open import open_artefact
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.texts import LANGUAGES, Speech
from toolkit.timeline import Statement, Sure

N = "Dupontel"
HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e{{1237*1009}}\ud800"
AT = 1_791_677_647_312_500_000
TALLY = {"files": 3, "bytes": 30}
STATES = {"encrypted": TALLY, "intact": TALLY, "unknown": {"files": 0, "bytes": 0}}


def story(name: str) -> list[Statement]:
    path, image = f"Patients/{name}/{name}.jpg.akira", rf"C:\Patients\{name}\x.exe"
    evidence = ({"artefact": "usn", "volume": "1", "usn": 7, "path": path, "at_ns": AT},)
    folders = [{"volume": "1", "path": f"Patients/{name}{i}", **STATES} for i in range(3)]
    order = [{"volume": "1", "path": f"Patients/{name}", "at_ns": AT}]
    return [
        Statement("zone_paris", sure=Sure.LIKELY, facts={"zone": "Romance Standard Time"}),
        Statement("began", AT, None, Sure.ESTABLISHED, {"volume": "1", "path": path}, evidence),
        Statement("first_folder", AT, None, Sure.ESTABLISHED,
                  {"volume": "1", "path": f"Patients/{name}", "folders": 1, "order": order}, evidence),
        Statement("program", AT, None, Sure.ESTABLISHED, {"image": image, "before_s": 5, "flags": []}),
        Statement("service", AT, None, Sure.LIKELY, {"name": "svc", "image": f'{image} -p "{name}" {name}'}),
        Statement("tool_ran", AT, AT, Sure.LIKELY, {"name": "vssadmin.exe", "purpose": "recovery",
                  "command": f"vssadmin delete shadows /all {name}", "flags": []}),
        Statement("protection_disabled", AT, None, Sure.LIKELY, {"detail": rf"X\Exclusions\Paths\C:\{name}"}),
        Statement("program_deleted", AT, None, Sure.LIKELY, {"volume": "1", "path": f"Patients/{name}.bat"}),
        Statement("minutes", facts={"start_ns": AT, "step_ns": 60_000_000_000, "files": [4, 0, 2]}),
        Statement("extent", facts=STATES),
        Statement("extent_folders", facts={"folders": folders, "rest": STATES}),
        Statement("extent_kinds", facts={"kinds": [{"kind": "images", **STATES}]}),
    ]  # fmt: skip


def opened(folder: Path, name: str) -> Case:
    about = {"label": "x", "kind": "image", "size": 1}
    case = Case.create(folder / "case", source=about, language="fr", pseudonym_key=b"p" * 32)
    survey = Survey()
    case.write_json("survey", survey.facts())
    facts = {**coverage_facts(survey, [Volume("1", "ntfs")], ()), "links": []}
    case.write_json("coverage", {**facts, "signatures": {"hash": "ab", "rules": 1, "files": 1}})
    case.write_json("data_roots", ["Patients"])
    list(case.record("triage", [Artefact("users", Outcome.ABSENT)]))
    list(case.record("timeline", story(name)))
    return case


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_a_patient_leaves(tmp_path: Path, language: str) -> None:
    case = opened(tmp_path, N)
    members = report.documents(case, procedure.pseudonyms(case), language)
    case.close()
    assert "releves/timeline.jsonl" in members
    for name, content in members.items():
        assert found(content, patterns((N.casefold(),), ()), name) == []
    lines = [json.loads(line) for line in members["releves/timeline.jsonl"].splitlines()]
    told = {line["code"]: line["facts"] for line in lines}
    assert told["tool_ran"]["command"].startswith("vssadmin delete shadows /all P-")
    # One file alone bears that ending, which may then be a name.
    assert told["began"]["path"].endswith(".jpg.P")
    assert told["protection_disabled"]["detail"].startswith("Exclusions\\Paths\\C:\\")
    assert told["program"]["image"].endswith("\\x.exe")
    assert "x.exe" not in told["service"]["image"]  # only likely: it may be the practice's own
    assert [row["path"] for row in told["extent_folders"]["folders"]] == ["Patients"]
    assert told["extent_folders"]["folders"][0]["encrypted"]["files"] == 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_facts_stay_text_and_pictures_hold_nothing_else(tmp_path: Path, language: str) -> None:
    case = opened(tmp_path, HOSTILE)
    page = procedure.write_report(case, language).read_text(encoding="utf-8")
    case.close()
    parsed = Tags()
    parsed.feed(page)
    assert "script" not in parsed.tags
    assert parsed.tags.count("svg") == 2
    assert not [char for char in page if (ord(char) < 32 and char != "\n") or char in "\u202e\ud800"]
    assert "1248133" not in parsed.text
    assert page.count("href=") == page.count('href="#')


def test_the_page_tells_the_story_in_both_languages(tmp_path: Path) -> None:
    case = opened(tmp_path, N)
    for language, sentence in (("fr", "Le chiffrement a commencé à 02:14:07"),
                               ("en", "Encryption began at 02:14:07")):  # fmt: skip
        page = procedure.write_report(case, language).read_text(encoding="utf-8")
        assert sentence in page
        assert '2026-10-11 02:14:07<br><span class="soft">00:14:07 UTC</span>' in page
        assert page.count("<rect") >= 2 + 3
    case.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_unknown_is_still_a_sentence(language: str) -> None:
    speech = Speech(language)
    codes = {line.code for line in story(N)} | {
        "logon_from",
        "account",
        "wave",
        "clock_set_back",
        "usb_connected",
    }
    lines = [{"code": code, "at_ns": None, "until_ns": None, "sure": "likely", "facts": {}, "evidence": []}
             for code in sorted(codes) if not code.startswith(("extent", "minutes"))]  # fmt: skip
    words = Words(speech, [])
    assert all(words.sentence(line) for line in lines)
    strange: list[dict[str, Any]] = [{**line, "at_ns": 2**80, "until_ns": -(2**80)} for line in lines]
    assert all(words.sentence(line) for line in strange)


def test_the_machine_s_own_time_is_shown_where_it_is_not_that_of_paris() -> None:
    zone = {"code": "zone_other", "facts": {"zone": "Mauritius Standard Time", "ahead_minutes": 240}}
    words = Words(Speech("en"), [zone])
    assert "04:14:07" in words.when(AT)
    assert "2026-10-11 00:14:07 UTC" in words.when(AT)
    assert words.when(2**80) == Words(Speech("en"), []).when(2**80)


def test_a_case_without_a_story_has_none_on_its_page() -> None:
    assert view([], Speech("fr")) is None


def test_services_bear_no_patient_and_tools_and_threats_their_name() -> None:
    people = People(words=frozenset({"zorblatti"}))
    tokens = Pseudonyms(bytes(32), (), people=people)
    told = [
        ("service", "name", "Suivi Zorblatti"),
        ("service", "name", "AnyDesk"),
        ("tool_ran", "name", "netscan.exe"),
        ("detected", "detail", "HackTool:Win32/Mimikatz"),
        ("notes_first", "path", "Patients/akira_readme.txt"),
    ]
    lines = [
        {"code": code, "sure": "likely", "facts": {key: text}, "evidence": []} for code, key, text in told
    ]
    shown = open_statements(lines, dict, tokens, {"akira_readme.txt"})
    kept = [line["facts"][key] for line, (_, key, _) in zip(shown, told, strict=True)]
    assert kept[1:] == [text for _, _, text in told[1:]]
    assert kept[0].startswith("P-")


def test_what_a_patient_is_known_by_is_hidden_in_names_of_things() -> None:
    tokens = Pseudonyms(bytes(32), (), people=People(words=frozenset({"zorblatti"})))
    rows = {
        "services": {"name": "Suivi Zorblatti", "display": "Zorblatti"},
        "autoruns": {"name": "Zorblatti Annie"},
        "software": {"name": "Dossier Zorblatti", "publisher": "Zorblatti"},
        "system": {"owner": "Zorblatti Annie"},
        "defender": {"kind": "process", "excluded": "zorblatti.exe"},
    }
    for name, row in rows.items():
        shown = open_artefact({"name": name, "rows": [row]}, tokens, frozenset())
        assert "orblatti" not in json.dumps(shown), name
        assert set(shown["rows"][0]) == set(row)
    account = open_artefact({"name": "users", "rows": [{"name": "zorblatti"}]}, tokens, frozenset())
    assert account["rows"] == [{"name": "zorblatti"}]
    maker = {"name": "WinSCP 6.1", "publisher": "Martin Prikryl"}
    assert open_artefact({"name": "software", "rows": [maker]}, tokens, frozenset())["rows"] == [maker]


def test_one_time_is_said_once_and_a_medium_without_volumes_has_no_empty_place() -> None:
    words = Words(Speech("fr"), [])
    other = {"code": "outside", "at_ns": AT, "until_ns": AT, "sure": "likely", "facts": {"files": 3}}
    assert words.sentence(other).count("2026") == words.when(AT).count("2026")
    assert " au " not in words.sentence(other)
    folder = {"code": "journal_absent", "at_ns": None, "until_ns": None, "facts": {"volume": ""}}
    assert "sur ce support" in words.sentence(folder)
    assert "–" not in words.sentence(folder)
