"""The page for the practitioner: what is done is told as done, what is doubtful as doubtful."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests.report.dossier.builder import attacked, texts, whole
from tests.spaces import typed
from toolkit.legal import dictionary
from toolkit.paper import pdf
from toolkit.paper.blocks import Block
from toolkit.report.answers import Answer
from toolkit.report.dossier import access, checking, complaint, demand, first_page, machines
from toolkit.report.dossier.matter import Matter
from toolkit.report.practice import Conflict, Practice
from toolkit.texts import LANGUAGES, Speech

DONE = {
    "t0": "2026-09-01T09:10:00+02:00",
    "legal.pv": "2026/004512",
    "legal.cnil": "N-2026-1234",
    "legal.parquet": "26286000123",
    "sys.disk.fate": "kept",
    "sys.disk.holder": "Dr Martin",
    "insurer": "Assureur, contrat 1",
}


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    return attacked(tmp_path / "case")


def told(practice: Practice, answers: dict[str, str | None]) -> Practice:
    return replace(practice, answers={key: Answer(key, value, 1, None) for key, value in answers.items()})


def shown(section: Any, practice: Practice, language: str = "fr") -> str:
    blocks: list[Block] = list(section.blocks(Matter(practice, Speech(language))))
    return typed("\n".join(texts(tuple(blocks))))


def surveyed(practice: Practice, state: str, **facts: Any) -> Practice:
    machine = practice.machines[0]
    survey = {**(machine.survey or {}), "state": state, **facts}
    return replace(practice, machines=(replace(machine, survey=survey, timeline=()),))


def clean(practice: Practice) -> Practice:
    machine = surveyed(practice, "nothing", contacts={}, notes=[], note_files=0, families=[]).machines[0]
    survey = {key: value for key, value in (machine.survey or {}).items() if key not in {"extent", "damage"}}
    survey |= {"damage": {"intact": {"files": 3, "bytes": 3}}, "hostile_rules": []}
    coverage = {**(machine.coverage or {}), "complete": True, "files_seen": 3}
    return replace(practice, machines=(replace(machine, survey=survey, coverage=coverage),))


def test_a_step_that_was_taken_is_told_as_done_and_never_as_late(practice: Practice) -> None:
    page = shown(first_page, told(practice, DONE))
    assert "Fait : plainte, 2026/004512." in page
    assert "Fait : notification à la CNIL, N-2026-1234." in page
    assert "gardé par Dr Martin" in page
    assert "Assurance (Assureur, contrat 1)" in page
    assert "Déposez plainte" not in page
    assert "sans attendre" not in page
    late = shown(first_page, told(practice, {"t0": DONE["t0"]}))
    assert late.count("sans attendre") == 2
    assert "Calculés le " in late


def test_where_to_go_and_what_has_no_clock_stand_on_the_page(practice: Practice) -> None:
    page = shown(first_page, practice)
    for words in ("17Cyber", "Commissariat, gendarmerie ou lettre au procureur", "pas THESEE",
                  "Registre interne, portail santé", "mots de passe"):  # fmt: skip
        assert words in page
    assert "http" not in page


def test_numbers_that_authorities_gave_stand_with_the_complainant(practice: Practice) -> None:
    document = whole(complaint(told(practice, DONE), Speech("fr")))
    for label in ("Plainte : récépissé, lieu, date", "N° de parquet", "N° de notification à la CNIL"):
        assert label in document
        assert label not in whole(complaint(practice, Speech("fr")))


def test_what_is_only_doubtful_is_told_as_a_doubt(practice: Practice) -> None:
    page = shown(first_page, surveyed(practice, "doubtful", hostile_rules=["x"]))
    assert "Des fichiers paraissent chiffrés" in page
    assert "Un texte ressemble à une demande de rançon" in page
    assert "ils ne s'ouvrent plus" not in page
    assert "a été laissée" not in page
    assert "aucune date n'a pu être établie" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_is_no_complaint(practice: Practice, language: str) -> None:
    speech = Speech(language)
    document = whole(complaint(clean(practice), speech))
    assert speech.say("dossier.title_nothing", ref=practice.facts.ref) in document
    assert speech.say("dossier.demand_none") in document
    for code in ("unknown_origin", "field_legal_offence", "field_attack_wallet"):
        assert typed(speech.say(f"dossier.{code}")) not in document
    # What people told stands, and makes it one.
    stolen = told(clean(practice), {"attack.nature": "theft", "attack.payment": "aucun"})
    assert speech.say("dossier.title", ref=practice.facts.ref) in whole(complaint(stolen, speech))


def test_a_length_never_mixes_two_clocks(practice: Practice) -> None:
    machine = practice.machines[0]
    exact = replace(machine, facts=replace(machine.facts, clock={"offset_seconds": 5400.0, "reference": "x"}))
    page = shown(first_page, replace(practice, machines=(machine, replace(exact, label="autre"))))
    assert "pendant" not in page
    assert "pendant" in shown(first_page, practice)


def test_an_offset_that_was_told_is_known_and_not_applied(practice: Practice) -> None:
    page = shown(first_page, told(practice, {"t.offset": "le PC avance de 2 minutes"}))
    assert "écart indiqué non appliqué" in page
    assert "est noté, pas appliqué aux heures" in page
    assert "une horloge n'a pas été comparée" in shown(first_page, practice)


def test_one_name_of_the_practice_everywhere(practice: Practice) -> None:
    answered = whole(complaint(told(practice, {"victim.name": "SELARL Exemple"}), Speech("fr")))
    assert "SELARL Exemple" in answered
    assert "Cabinet Exemple" not in answered
    unknown = complaint(told(practice, {"victim.name": None}), Speech("fr"))
    assert "Cabinet Exemple" in unknown.subtitle
    assert "je ne sais pas" not in whole(unknown)


def test_a_folder_is_no_name_of_a_machine(practice: Practice) -> None:
    machine = practice.machines[0]
    source = {"label": "dossier", "kind": "folder", "size": 1}
    folder = replace(
        machine, triage=(), label="dossier", facts=replace(machine.facts, source=source)
    )  # fmt: skip
    differing = Conflict("tool_differs", {"one": "POSTE-1", "other": "dossier"})
    two = replace(practice, machines=(machine, folder), conflicts=(differing,))
    assert "Machine 2 (dossier examiné)" in shown(first_page, two)
    assert "POSTE-1 et Machine 2 (dossier examiné) ont été examinés" in shown(machines, two)


def test_an_address_stands_once_with_what_is_odd_about_it(practice: Practice) -> None:
    site = "aaaabbbbccccdddd.onion"
    contacts = {"onion": [site], "url": [f"http://{site}"], "mistyped": [site, "0xbad"]}
    page = shown(demand, surveyed(practice, "attacked", contacts=contacts))
    assert page.count("aaaabbbbccccdddd") == 1
    assert "Site du réseau Tor · ses chiffres de contrôle sont faux" in page
    assert "Adresse qui ne peut pas être juste" in page


def test_an_archive_that_is_not_closed_is_not_told_as_closed(practice: Practice) -> None:
    page = shown(checking, practice)
    assert "Une fois l'archive fermée" in page
    assert "est rangé dans une archive signée" not in page


def test_accounts_of_the_logs_are_named_where_their_hive_is_missing(practice: Practice) -> None:
    missing = {"volume": "1", "path": "SAM", "why": "hive_absent"}
    users = {"name": "users", "outcome": "found", "rows": [], "unread": [missing]}
    machine = replace(practice.machines[0], triage=(users,))
    page = shown(access, replace(practice, machines=(machine,)))
    assert "Lu, sans rien d'inhabituel : Les comptes" not in page
    assert "Lu en partie, sans rien d'inhabituel dans ce qui a été lu : Les comptes" in page
    assert "Comptes créés ou changés d'après les journaux" in page
    assert "support$" in page


def test_a_reading_that_was_broken_off_is_told_under_the_demand_too(practice: Practice) -> None:
    begun = next(act for act in practice.machines[0].acts if act.act == "scan.opened")
    cut = replace(practice.machines[0], survey=None, coverage=None, timeline=(), acts=(begun,))
    page = shown(demand, replace(practice, machines=(cut,)))
    assert "La lecture des fichiers de cette machine a été interrompue" in page
    assert "n'ont pas encore été lus" not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", ["filled", "unknown", "never_asked", "nothing"])
def test_the_page_stays_one_page(practice: Practice, language: str, case: str) -> None:
    unknown = dict.fromkeys(dictionary.questions())
    given = {"filled": DONE, "unknown": unknown}.get(case, {})
    one = told(clean(practice) if case == "nothing" else practice, given)
    pages = pypdf.PdfReader(BytesIO(pdf.render(complaint(one, Speech(language))))).pages
    heading = "examined_for" if case == "nothing" else "complainant"
    assert pages[1].extract_text().startswith(Speech(language).say(f"dossier.{heading}"))
