"""The words that lead plain mode: back, skip, note, go, help, in either language."""

from pathlib import Path

import pytest

from tests.walkthrough.plain.talking import ready, talk, visit_of
from toolkit.walkthrough import path
from toolkit.walkthrough.plain import words


def test_back_shows_what_was_answered_and_keeps_or_changes_it(tmp_path: Path) -> None:
    _, heard = talk(
        tmp_path / "visit", "hier 8h10", "retour", "", "Le titulaire", "back", "back", "La secrétaire"
    )
    assert "Déjà répondu" in heard
    visit = visit_of(tmp_path / "visit")
    assert visit.t0 is not None
    assert visit.value("t0.who") == "La secrétaire"


def test_there_is_nothing_before_the_first_question(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "retour")
    assert "première question" in heard


def test_a_step_is_skipped_for_a_reason_and_taken_up_again(tmp_path: Path) -> None:
    before = ("nsp", "nsp", "nsp", "nsp")
    _, heard = talk(tmp_path / "visit", "passer", *before, "passer", "", "Passer", "Réseau déjà coupé")
    assert "Cette étape ne se passe pas" in heard  # the first
    visit = visit_of(tmp_path / "visit")
    assert visit.skipped["isolation"].text == "Réseau déjà coupé"
    _, heard = talk(tmp_path / "visit", "etapes", "aller 3", "1", "go 15")
    assert "3. Couper" in heard
    assert "passée" in heard
    assert "quand celles d'avant sont réglées" in heard
    visit = visit_of(tmp_path / "visit")
    assert visit.skipped == {}
    assert visit.value("isolation/network") == "done"


def test_a_note_is_kept_and_none_is_invented(tmp_path: Path) -> None:
    talk(tmp_path / "visit", "note", "Écran\x1b[31m rouge", "note", "")
    (note,) = visit_of(tmp_path / "visit").notes["discovery"]
    assert note.text == "Écran [31m rouge"


@pytest.mark.parametrize("typed", ["quitter", "retour", "?"])
def test_a_word_that_leads_is_no_note_and_no_reason(tmp_path: Path, typed: str) -> None:
    _, heard = talk(ready(tmp_path / "visit", "photo"), "note", typed, "passer", typed)
    assert heard.count("Rien n'est changé") == 2
    visit = visit_of(tmp_path / "visit")
    assert not visit.notes
    assert not visit.skipped


def test_a_step_that_is_none(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "aller 99")
    assert "elles vont de 1 à 26" in heard


def test_the_words_shown_are_explained(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "?")
    assert "CNIL : " in heard
    assert visit_of(tmp_path / "visit").given == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_is_explained(tmp_path: Path, language: str) -> None:
    _, heard = talk(tmp_path / "visit", "aide" if language == "fr" else "help", language=language)
    at = 0 if language == "fr" else -1
    missing = [said[at] for code, said in words.WORDS.items() if code != "terms" and said[at] not in heard]
    assert missing == []


def test_words_are_understood_in_either_language_and_without_accents() -> None:
    assert words.meant(" ÉTAPES ") == ("steps", 0)
    assert words.meant("Arrêter") == words.meant("stop") == ("stop", 0)
    assert words.meant("aller à 12") == words.meant("go to 12") == ("go", 12)
    assert words.meant("note du matin") is None


def test_a_word_in_quotation_marks_is_an_answer(tmp_path: Path) -> None:
    talk(tmp_path / "visit", "nsp", "« note »")
    assert visit_of(tmp_path / "visit").value("t0.who") == "note"


def test_the_language_is_changed_on_the_way(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "english", "français")
    assert heard.index("Étape 1 sur") < heard.index("Step 1 of") < heard.rindex("Étape 1 sur")


def test_every_step_can_be_reached_by_skipping(tmp_path: Path) -> None:
    typed = [line for _ in range(40) for line in ("nsp", "passer", "essai", "")]
    status, heard = talk(tmp_path / "visit", *typed)
    assert status == 0
    assert set(visit_of(tmp_path / "visit").skipped) <= {step.CODE for step in path.steps()}
    assert "Étape 22 sur 26" in heard
