"""The complaint file: every question has its place, nothing is cut in silence, hostile facts stay text."""

import string
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests.report.dossier.builder import TEXT, attacked, texts, whole
from tests.spaces import typed
from toolkit.custody.case import Case
from toolkit.legal import dictionary
from toolkit.paper import html, pdf
from toolkit.paper.blocks import Code, Document, Heading, NewPage, Picture, Preformatted, Table
from toolkit.report import dossier, note_texts
from toolkit.report.answers import Answer
from toolkit.report.dossier import exhibits, facts_in_order
from toolkit.report.dossier.standing import STATES
from toolkit.report.practice import Conflict, Practice
from toolkit.texts import LANGUAGES, Speech

NEEDED = [key for key, one in dictionary.questions().items() if "C" in one.need]
# Told when it was answered: whoever complains does not restore without a complaint.
WHEN_ANSWERED = {"restore.waiver", "ev.visit"}
T0 = "2026-10-24T09:10:00+02:00"
HOSTILE = (
    "<script>alert(1)</script>\x1b[2J\u202e{title}{{7*7}}\ud800#import \"x\"\n=cmd|' /C calc'!A0 "
    + "A" * 5000
)


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    return attacked(tmp_path / "case")


def told(**answers: str | None) -> dict[str, Answer]:
    return {
        key.replace("__", "."): Answer(key.replace("__", "."), value, 1, None)
        for key, value in answers.items()
    }


def every(value: str | None) -> dict[str, Answer]:
    return {key: Answer(key, value, 1, None) for key in dictionary.questions()}


def written(practice: Practice, language: str = "fr", **given: Any) -> Document:
    return dossier.complaint(practice, Speech(language), **given)


def named(key: str, language: str) -> str:
    return typed(Speech(language).say(f"dossier.field_{key.replace('.', '_')}"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "answers", [{}, every(None), every("Réponse donnée")], ids=["none", "unknown", "told"]
)
def test_every_question_of_a_complaint_has_its_place(
    practice: Practice, language: str, answers: dict[str, Answer]
) -> None:
    document = written(replace(practice, answers=answers), language)
    shown = whole(document)
    wanted = [key for key in NEEDED if answers or key not in WHEN_ANSWERED]
    assert len(wanted) > 40
    assert [key for key in wanted if named(key, language) not in shown] == []


def test_unknown_is_told_and_differs_from_never_asked(practice: Practice) -> None:
    asked = [key for key in NEEDED if dictionary.questions()[key].origin == "asked"]
    never = whole(written(practice))
    unknown = whole(written(replace(practice, answers=every(None))))
    assert "je ne sais pas" not in never
    # The disk's other lines stand only where they are wanted.
    assert unknown.count("je ne sais pas") >= len(asked) - 4


def test_answers_stand_beside_what_was_found(practice: Practice) -> None:
    answers = told(attack__amount="5 000 EUR", insurer="Assureur Exemple", sys__disk__fate="kept", t0=T0)
    shown = whole(written(replace(practice, answers=answers)))
    assert "4 500 EUR" in shown
    assert "5 000 EUR" in shown
    assert "Assureur Exemple" in shown
    assert "le disque d'origine est conservé" in shown
    assert "samedi 24 octobre 2026 à 09:10:00" in shown
    # 72 hours that passed, over the end of summer time.
    assert "mardi 27 octobre 2026 à 8 h 10" in shown


def test_identifiers_of_others_do_not_leave_in_answers(practice: Practice) -> None:
    answers = told(t0__who="M. X, 2 84 05 75 123 456 78, x@mail.example", victim__phone="01 23 45 67 89")
    shown = whole(written(replace(practice, answers=answers)))
    assert "284057512345678" not in shown.replace(" ", "")
    assert "x@mail.example" not in shown
    assert "01 23 45 67 89" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_language_at_a_time(practice: Practice, language: str) -> None:
    other = next(one for one in LANGUAGES if one != language)
    shown = whole(written(practice, language))
    text = files("toolkit.texts").joinpath(other, "dossier.toml").read_text(encoding="utf-8")
    own = files("toolkit.texts").joinpath(language, "dossier.toml").read_text(encoding="utf-8")
    mine = tomllib.loads(own)
    for code, sentence in tomllib.loads(text).items():
        pieces = [piece for piece, *_ in string.Formatter().parse(sentence) if len(piece) > 12]
        assert [one for one in pieces if one in shown and one not in mine[code]] == [], code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_file(practice: Practice, language: str, state: str) -> None:
    document = written(standing(practice, state), language)
    assert typed(Speech(language).say(f"dossier.standing_{state}")) in whole(document)
    assert len(pdf.render(document)) > 10_000
    assert html.render(document)


def standing(practice: Practice, state: str) -> Practice:
    machine = practice.machines[0]
    survey, coverage = dict(machine.survey or {}), dict(machine.coverage or {})
    if state == "unscanned":
        return replace(practice, machines=(bare(practice),))
    if state in {"unread", "incomplete"}:
        coverage |= {"files_seen": 0 if state == "unread" else 7, "complete": False}
    survey["state"] = state if state in {"attacked", "doubtful"} else "nothing"
    return replace(practice, machines=(replace(machine, survey=survey, coverage=coverage),))


def bare(practice: Practice) -> Any:
    """Return a machine of which nothing but the opening was recorded."""
    return replace(
        practice.machines[0], survey=None, coverage=None, triage=(), timeline=(), capture=(), backups=(),
        live=(), medium={}, acts=(),
    )  # fmt: skip


def test_a_case_of_which_nothing_is_known_still_gives_a_file(practice: Practice) -> None:
    shown = whole(written(replace(practice, machines=(bare(practice),), answers=every(None))))
    assert "on ne peut rien conclure" in shown
    assert "Aucune sauvegarde n'a été vérifiée" in shown
    assert "Pièces dans l'archive : 0 ; dans l'annexe : 0 (annexe non faite)" in shown


def test_the_first_page_is_plain_and_alone(practice: Practice) -> None:
    page = first(written(practice))
    shown = "\n".join(text for block in page for text in texts(block))
    assert not [block for block in page if any(isinstance(one, Code) for one in parts(block))]
    assert "SHA" not in shown
    assert "P-" not in shown
    assert ".akira" not in shown


def first(document: Document) -> tuple[object, ...]:
    return document.blocks[: document.blocks.index(NewPage())]


def parts(block: object) -> list[object]:
    if isinstance(block, tuple):
        return [part for one in block for part in parts(one)]
    return [block, *(part for one in getattr(block, "__dict__", {}).values() for part in parts(one))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("machines", [1, 6])
def test_the_first_page_fits_one_page(practice: Practice, language: str, machines: int) -> None:
    long = "une réponse longue " * 90
    # With everything that lengthens it: late, doubtful, unfinished, times of no exact clock.
    answers = every(long) | told(t0="2026-09-01T09:10:00+02:00", attack__vector=None)
    doubt = Conflict("known_before", {"known_ns": 1, "first_ns": 2})
    labelled = [replace(practice.machines[0], label=f"Poste au nom long numéro {n}") for n in range(machines)]
    late = replace(practice, machines=tuple(labelled), answers=answers, conflicts=(doubt,))
    document = written(late, language)
    pages = pypdf.PdfReader(BytesIO(pdf.render(document))).pages
    said = Speech(language).say
    assert said("dossier.complainant") in pages[1].extract_text()
    assert said("dossier.complainant") not in pages[0].extract_text()
    assert said("dossier.not_known") in pages[0].extract_text()


def test_ten_thousand_rows_are_cut_and_the_file_with_all_is_named(practice: Practice) -> None:
    machine = practice.machines[0]
    many = replace(machine, timeline=machine.timeline * 4000, capture=machine.capture * 10_000)
    document = written(replace(practice, machines=(many,)))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert max(len(table.rows) for table in tables) == max(facts_in_order.ROWS, exhibits.ROWS)
    cut = [table.more for table in tables if table.more]
    assert any("02_CHRONOLOGIE.csv" in more for more in cut)
    assert any("9 960" in typed(more) and "03_PIECES.csv" in more for more in cut)


def test_machines_are_told_apart_and_conflicts_told(practice: Practice) -> None:
    clean = standing(practice, "nothing").machines[0]
    two = (replace(practice.machines[0], label="Accueil"), replace(clean, label="Fauteuil 2"))
    conflicts = (
        Conflict("practice_differs", {"one": "Accueil", "other": "Fauteuil 2"}),
        Conflict("never_heard_of", {}),
    )
    shown = whole(written(replace(practice, machines=two, conflicts=conflicts)))
    assert "Accueil : attaquée" in shown
    assert "Fauteuil 2 : rien trouvé" in shown
    assert "le nom du cabinet n'y est pas écrit de la même façon" in shown
    assert "Deux relevés ne concordent pas" in shown
    assert "never_heard_of" not in shown


def test_no_address_of_the_attacker_can_be_followed(practice: Practice) -> None:
    shown = whole(written(practice))
    assert "rescue[@]attack[.]example" in shown
    assert "rescue@attack.example" not in shown
    assert "aaaabbbbccccdddd[.]onion" in shown
    assert "1BitcoinEaterAddressDontSendf59kuE" in shown
    assert "hypothèse" in shown


def test_the_text_of_a_note_is_read_from_the_case_and_cut(tmp_path: Path, practice: Practice) -> None:
    held = note_texts.texts(Case.read(tmp_path / "case"), practice)
    (digest,) = held
    (shown,) = noted(written(practice, notes=held))
    assert shown == "Vos fichiers sont chiffrés.\n\nÉcrivez à rescue@attack.example"
    assert len(TEXT) > len(shown)
    document = written(practice, notes={digest: "x\n" * 90_000})
    assert len(noted(document)[0]) < 3100
    assert "il est entier dans la pièce P0001" in whole(document)


def noted(document: Document) -> list[str]:
    return [
        block.text
        for block in document.blocks
        if isinstance(block, Preformatted) and "certutil" not in block.text
    ]


@dataclass(frozen=True)
class Closed:
    name: str = "DOSSIER_K7Q2-M9XD.zip"
    sha256: str = "cd" * 32
    manifest_sha256: str = "ab" * 32
    fingerprint: str = "SHA256:abc"


def test_the_hash_is_printed_once_it_is_known(practice: Practice) -> None:
    assert "abab abab" not in whole(written(practice))
    shown = whole(written(practice, seal=Closed()))
    assert " ".join(["abab"] * 16) in shown
    assert "cd" * 32 in shown


def test_pictures_are_told_in_words(practice: Practice) -> None:
    pictures = [block for block in written(practice).blocks if isinstance(block, Picture)]
    assert len(pictures) == 3
    assert all(len(one.alt) > 20 and one.svg.startswith("<svg") for one in pictures)


def test_headings_follow_the_order_of_the_file(practice: Practice) -> None:
    document = written(replace(practice, answers=told(ev__visit="2026-11-23 08:10 Isoler : fait")))
    heads = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert len(heads) == len(dossier.SECTIONS)
    assert heads[0] == "En une page"


def test_hostile_facts_stay_text(practice: Practice) -> None:
    machine = practice.machines[0]
    bad = replace(
        machine,
        label=HOSTILE,
        survey=poisoned(machine.survey),
        triage=tuple(poisoned(one) for one in machine.triage),
        timeline=tuple(poisoned(one) for one in machine.timeline),
        capture=tuple(poisoned(one) for one in machine.capture),
    )
    hostile = replace(
        practice, machines=(bad,), answers=every(HOSTILE), facts=replace(practice.facts, practice=HOSTILE)
    )
    document = written(hostile, notes={str(bad.capture[0]["sha256"]): HOSTILE})
    hidden = {"Cc", "Cf", "Cs"}
    bad_ones = [
        (text[:80], char)
        for block in document.blocks
        for text in texts(block)
        for char in text
        if unicodedata.category(char) in hidden and not (char == "\n" and isinstance(block, Preformatted))
    ]
    assert bad_ones == []
    assert b"<script>" not in html.render(document)
    assert pdf.render(document)


_CODES = {
    "kind",
    "code",
    "outcome",
    "sure",
    "verdict",
    "certainty",
    "state",
    "reason",
    "name",
    "sha256",
    "artefact",
}


def poisoned(facts: Any, key: str = "") -> Any:
    """Put the hostile text where evidence may stand; codes of ours stay."""
    if isinstance(facts, str):
        return facts if key in _CODES else HOSTILE
    if isinstance(facts, dict):
        return {name: poisoned(value, name) for name, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [poisoned(one, key) for one in facts]
    return facts
