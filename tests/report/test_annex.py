"""The annex of a case names every code that leaves, lists every file, and holds hostile names as text."""

import csv
import io
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from toolkit import procedure, report
from toolkit.custody.annex.content import Content
from toolkit.custody.case import Case
from toolkit.custody.pseudonym import CODE, Pseudonyms
from toolkit.errors import CaseRefusal
from toolkit.records import Artefact, Damage, DamageVerdict, Exhibit, Outcome, Seen, Times, Volume, plain
from toolkit.report import annex
from toolkit.scan.survey import Survey, coverage_facts

LONG = "Zorblatti " * 400
EXAMPLE = "P-1234567890"  # what the documents show a code by
NASTY = (
    '=HYPERLINK("http://x")',
    'ligne\nsuivante;"x"',
    "\udc80\ud800",
    "\u202exedoc",
    LONG,
    "-1+1",
    "<script>x</script>",
)
PATHS = (
    "Wlogos2/Patients/Zorblatti Élodie/radio.jpg.akira",
    "Wlogos2/Patients/ZORBLATTI ÉLODIE/radio.jpg.akira",
    "Windows/System32/notepad.exe",
    *(f"Wlogos2/Patients/{name}/x|y.pdf" for name in NASTY),
)


def seen(path: str) -> Seen:
    damage = Damage(DamageVerdict.ENCRYPTED, ("entropy",), 0.5)
    times = Times(created=-5, modified=1_791_677_647_000_000_000)
    return Seen("1", path, 7, "ab" * 32, "jpeg", damage, None, ("R",), (), times=times)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    source = {"label": "x.img", "kind": "image", "size": 1}
    with Case.create(tmp_path / "case", source=source, language="fr") as opened:
        yield opened


def filled(case: Case, paths: tuple[str, ...] = PATHS) -> Case:
    rows = (
        {
            "where": "run",
            "name": "v",
            "command": r"C:\Dossiers\Durand Marc\v.exe",
            "flags": ["in_user_folder"],
        },
        {"where": "startup_folder", "name": "Lenoir.lnk", "command": "Users/r/Documents/Lenoir.lnk"},
    )
    survey, volume = Survey(), Volume("1", "ntfs", label="Réseau Durand")
    path = "Patients/Zorblatti/lisez.txt"
    facts = {"as_scanned": True}
    exhibit = Exhibit(
        "P0001", "note", "1", path, 3, Times(), None, "cd" * 32, "exhibits/P0001.txt", facts=facts
    )
    case.keep("P0001", BytesIO(b"note"), ".txt")
    case.write_json("data_roots", ["C:\\Wlogos2\\Patients"])
    list(case.record("triage", [Artefact("autoruns", Outcome.FOUND, rows)]))
    for one in case.record("scan", map(seen, paths)):
        survey.add(plain(one))
    list(case.record("context", []))
    list(case.record("capture", [exhibit]))
    case.write_json("survey", survey.facts())
    facts = {**coverage_facts(survey, [volume], ()), "links": []}
    case.write_json(
        "coverage", {**facts, "signatures": {"hash": "ab", "rules": 1, "files": 1, "families": 1}}
    )
    return case


def tokens(case: Case) -> Pseudonyms:
    return procedure.pseudonyms(case)


def contents(case: Case) -> dict[str, tuple[Content, bytes]]:
    made = annex.contents(case, tokens(case), "fr")
    return {each.told: (each, b"".join(each.chunks())) for each in made}


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_every_code_that_leaves_has_its_name(case: Case) -> None:
    filled(case)
    leaving = report.documents(case, tokens(case), "fr")
    codes = {
        code for content in leaving.values() for code in CODE.findall(content.decode("utf-8", "replace"))
    }
    assert len(codes) > 5
    named = {row[0] for row in table(contents(case)["noms.csv"][1])}
    assert codes - {EXAMPLE} <= named


def test_each_spelling_of_a_name_is_told_with_where_it_stands(case: Case) -> None:
    rows = table(contents(filled(case))["noms.csv"][1])
    assert rows[0] == ["code", "nom", "où"]
    code = tokens(case).path("1", PATHS[0]).split("/")[2]
    assert [row[1:] for row in rows if row[0] == code] == [
        ["Zorblatti Élodie", "1:Wlogos2/Patients"],
        ["ZORBLATTI ÉLODIE", "1:Wlogos2/Patients"],
    ]
    assert len({(row[0], row[1]) for row in rows}) == len(rows)


def test_every_file_is_listed_with_its_code(case: Case) -> None:
    rows = table(contents(filled(case))["fichiers.csv"][1])
    assert len(rows) == len(PATHS) + 1
    assert rows[1][:4] == ["1", PATHS[0], tokens(case).path("1", PATHS[0]), "7"]
    assert rows[1][5] == "2026-10-11 00:14:07Z"
    assert rows[1][8:] == ["ab" * 32, "encrypted", "entropy R"]
    assert rows[3][2] == PATHS[2]


def test_hostile_names_stay_one_cell_and_one_line(case: Case) -> None:
    made = contents(filled(case, tuple(NASTY) + PATHS))
    for told in ("noms.csv", "fichiers.csv"):
        rows = table(made[told][1])
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
        assert not set("\n\r\u202e\ud800").intersection(*[set("".join(row)) for row in rows])
        assert "\u202e" not in made[told][1].decode()
    assert LONG in made["noms.csv"][1].decode()
    lines = made["bodyfile.txt"][1].decode().splitlines()
    assert len(lines) == len(PATHS) + len(NASTY)
    assert {line.count("|") for line in lines} == {10}
    assert lines[-len(PATHS)].endswith("|0|r/rrwxrwxrwx|0|0|7|0|1791677647|0|0")


def test_the_clear_report_holds_names_and_no_markup_of_theirs(case: Case) -> None:
    filled(
        case, tuple(f"Wlogos2/Patients/{name}/a.jpg" for name in ("Zorblatti", "<script>alert(1)</script>"))
    )
    shown = contents(case)["rapport.html"][1].decode()
    coded = report.page(case, tokens(case), "fr")
    assert CODE.findall(coded)
    assert not CODE.findall(shown)
    assert "Durand" not in coded
    assert "Durand" in shown
    assert "<script>alert" not in shown


def test_exhibits_of_the_annex_are_in_it_and_the_others_are_not(case: Case) -> None:
    filled(case)
    case.keep("A0001", BytesIO(b"journal" * 1000), ".evtx")
    made = contents(case)
    assert made["A0001.evtx"][1] == b"journal" * 1000
    assert not [told for told in made if told.startswith("P0")]


def test_an_exhibit_that_changed_is_not_packed(case: Case, tmp_path: Path) -> None:
    filled(case)
    case.keep("A0001", BytesIO(b"journal"), ".evtx")
    (case.folder / "exhibits" / "A0001.evtx").write_bytes(b"JOURNAL")
    with pytest.raises(CaseRefusal) as refused:
        annex.annexed(case, tokens(case), "fr", tmp_path / "o", "vorace-temporel-mardi-courage-assiette")
    assert refused.value.code == "case_damaged"
    assert not list((tmp_path / "o").iterdir())


def test_a_case_with_nothing_in_it_has_an_annex_too(case: Case, tmp_path: Path) -> None:
    made = annex.annexed(case, tokens(case), "en", tmp_path, "vorace-temporel-mardi-courage-assiette")
    assert made.files == 6
    assert table(contents(case)["noms.csv"][1]) == [["code", "nom", "où"]]


def test_the_log_of_the_annex_is_that_of_the_case(case: Case) -> None:
    filled(case)
    assert contents(case)["journal.jsonl"][1] == (case.folder / "custody.jsonl").read_bytes()
