"""The path by keys alone: answers, the way back, skips, notes, and a visit taken up."""

from pathlib import Path

import pytest

from tests.walkthrough.app.seat import ARRIVED, Seat, lead, told
from toolkit.custody import visit_journal
from toolkit.texts import Speech
from toolkit.walkthrough.app.answering import Choices
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.step import Kind


def answers(folder: Path) -> dict[str, str | None]:
    lines = visit_journal.read(folder)
    return {one["facts"]["card"]: one["facts"]["value"] for one in lines if one["act"] == "card.answered"}


@pytest.mark.parametrize(("language", "next_words"), [("fr", "Où écrire"), ("en", "Where")])
def test_the_path_begins_with_the_discovery_and_its_clocks(
    tmp_path: Path, language: str, next_words: str
) -> None:
    async def script(seat: Seat) -> None:
        assert seat.place == "t0"
        assert "72" in seat.part("clocks")
        await seat.type("11/10/2026 8h10")
        assert "14/10" in seat.part("clocks")
        assert "8:10" in seat.part("clocks")
        await seat.press("down", "enter")
        await seat.sees(next_words)
        choices = seat.app.leading.query_one(Choices)
        await seat.until(lambda: not any(one in seat.words() for one in ("Recherche de", "Looking for")))
        # Before the last two: another path, to be typed.
        await seat.press(*["down"] * (choices.option_count - 2), "enter")
        await seat.type(str(tmp_path / "visit"))
        assert seat.place == "ev.operator"
        await seat.type("Marc Petit")
        await seat.type("Cabinet du Port")
        assert seat.place == "isolation/network"

    lead(script, language=language)
    given = answers(tmp_path / "visit")
    assert given["t0"] == "2026-10-11T08:10:00+02:00"
    assert given["t0.who"] is None
    assert given["victim.name"] == "Cabinet du Port"


def test_digits_answer_also_by_the_top_row_of_a_french_keyboard(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        assert seat.place == "isolation/network"
        await seat.press("&")
        await seat.press("é")
        await seat.press("2")
        await seat.press("apostrophe")
        assert seat.place == "sys.power"

    lead(script, tmp_path)
    given = answers(tmp_path)
    assert given["isolation/network"] == "done"
    assert given["isolation/backups"] == "not_done"
    assert given["isolation/where"] == "elsewhere"
    assert given["isolation/team"] is None


def test_enter_takes_nothing_that_nobody_chose(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        await seat.press("enter")
        assert seat.place == "isolation/network"
        assert "Choisissez" in seat.words()
        await seat.press("down", "down", "enter")
        assert seat.place == "isolation/backups"

    lead(script, tmp_path)
    assert answers(tmp_path)["isolation/network"] == "not_done"


def test_going_back_shows_the_answer_and_changes_it(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        await seat.press("escape")
        assert seat.place == "victim.name"
        assert seat.field().value == "Cabinet du Port"
        await seat.press("escape", "escape")
        await seat.press("f9")
        assert seat.place == "isolation/network"
        await seat.press("escape")
        await seat.type("Cabinet des Pins")
        assert seat.place == "isolation/network"
        await seat.press("1", "escape")
        assert "1. Fait (réponse donnée)" in seat.words()
        await seat.press("enter")
        assert seat.place == "isolation/backups"

    lead(script, tmp_path)
    assert answers(tmp_path)["victim.name"] == "Cabinet des Pins"


def test_a_step_is_skipped_with_a_reason_and_taken_up_from_the_list(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        await seat.press("f3")
        await seat.type("   ")
        assert "raison" in seat.words()
        await seat.press("enter")
        assert seat.place == "isolation/network"
        await seat.press("f3")
        await seat.type("déjà fait par le prestataire")
        assert seat.place == "sys.power"
        await seat.press("f4", "up")
        assert "passée" in seat.words()
        assert "déjà fait par le prestataire" in seat.words()
        await seat.press("end", "enter")
        assert "celles d'avant" in seat.words()
        await seat.press(*["up"] * 30, "down", "down", "enter")
        assert seat.place == "isolation/network"

    lead(script, tmp_path)
    acts = [one["act"] for one in visit_journal.read(tmp_path)]
    assert acts.index("step.skipped") < acts.index("step.taken_up")


def test_what_cannot_be_skipped_says_so() -> None:
    async def script(seat: Seat) -> None:
        await seat.press("f3")
        assert "Cette étape ne se passe pas" in seat.words()
        await seat.press("enter")
        assert seat.place == "t0"

    lead(script)


def test_a_note_is_kept_with_its_step_by_a_letter_too(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        await seat.press("ctrl+n")
        await seat.type("box débranchée à 9 h 05")
        await seat.press("ctrl+t")
        await seat.sees("box débranchée à 9 h 05")
        await seat.press("escape")
        assert seat.place == "isolation/network"

    lead(script, tmp_path)
    (note,) = [one["facts"] for one in visit_journal.read(tmp_path) if one["act"] == "step.noted"]
    assert note == {"step": "isolation", "note": "box débranchée à 9 h 05"}


def test_words_are_explained_but_a_question_mark_in_a_text_is_text() -> None:
    async def script(seat: Seat) -> None:
        await seat.press("question_mark")
        assert "Les mots de cet écran" in seat.words()
        assert "CNIL" in seat.words()
        await seat.press("escape", "h", "question_mark")
        assert seat.field().value == "h?"
        await seat.press("f1")
        assert "Les touches" in seat.words()

    lead(script)


def test_a_refused_answer_says_what_to_try_and_loses_nothing() -> None:
    async def script(seat: Seat) -> None:
        await seat.type("avant-hier")
        assert "ne sont pas comprises" in seat.words()
        assert "Exemples" in seat.words()
        await seat.press("enter")
        assert seat.field().value == "avant-hier"
        await seat.type("")
        assert "La réponse est vide" in seat.words()
        assert "--unknown" not in seat.words()

    lead(script)


def test_a_moment_to_come_is_pointed_out() -> None:
    async def script(seat: Seat) -> None:
        await seat.type("1/1/2090 8h")
        assert seat.place == "t0.who"
        assert "dans l'avenir" in seat.words()

    lead(script)


def test_an_unknown_discovery_and_both_deadlines_are_told(tmp_path: Path) -> None:
    async def unknown(seat: Seat) -> None:
        await seat.press("down", "enter")
        assert "Découverte inconnue" in seat.part("clocks")

    async def past(seat: Seat) -> None:
        assert "DÉLAI PASSÉ" in seat.part("clocks")
        assert "CNIL" in seat.part("clocks")

    lead(unknown)
    told(tmp_path, {**ARRIVED, "t0": "1/2/2026 8h10"}, "isolation/network")
    lead(past, tmp_path)


def test_the_language_changes_on_the_way() -> None:
    async def script(seat: Seat) -> None:
        assert "F8 English" in seat.part("keys")
        await seat.press("f8")
        assert "step 1 of" in seat.part("title")
        await seat.press("ctrl+y")
        assert "étape 1 sur" in seat.part("title")

    lead(script)


def test_a_visit_found_on_a_medium_is_taken_up_or_left(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def taken(seat: Seat) -> None:
        assert "Cabinet du Port" in seat.words()
        await seat.press("1")
        assert seat.place == "isolation/network"
        assert "Visite reprise" in seat.words()

    async def left(seat: Seat) -> None:
        await seat.press("escape")
        assert seat.place == "t0"

    lead(taken, begun=(tmp_path,))
    lead(left, begun=(tmp_path,))


def test_the_end_says_what_to_keep_and_enter_leaves(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")
    conversation = Conversation(Speech("fr"), tmp_path)
    while (place := conversation.place) is not None:
        if place.card.kind is Kind.ASK:
            given = {"legal.pv": "12345, commissariat de Brest", "mission.order": "yes"}
            conversation.answer(place, given.get(place.name))
        elif place.step.FIRM:
            conversation.answer(place, "yes" if place.card.choices == ("yes", "no") else "done")
        else:
            conversation.skip(place.step, "essai")
    conversation.close()

    async def script(seat: Seat) -> None:
        assert seat.place == ""
        assert "Gardez l'archive signée" in seat.words()
        await seat.press("f4", "escape", "escape")
        assert seat.place != ""
        await seat.press("f9", "enter")

    assert lead(script, tmp_path) == 0


def test_words_typed_where_a_list_stands_answer_nothing(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        await seat.press("r", "é", "2")
        assert seat.place == "isolation/network"
        assert "rien ne s'écrit" in seat.words()
        await seat.press("down", "1")
        assert seat.place == "isolation/backups"

    lead(script, tmp_path)


def test_digits_faster_than_the_screen_never_answer_the_card_behind(tmp_path: Path) -> None:
    told(tmp_path, ARRIVED, "isolation/network")

    async def script(seat: Seat) -> None:
        choices = seat.app.screen.query_one(Choices)
        choices.take(3)
        choices.take(3)
        await seat.until(lambda: seat.place == "isolation/backups")
        await seat.pilot.pause()
        assert seat.place == "isolation/backups"
        assert not seat.app.conversation.visit.told("isolation/backups")

    lead(script, tmp_path)
