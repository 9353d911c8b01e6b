"""The letter to patients is in plain words, and says no more than is known."""

from dataclasses import replace

import pytest

from toolkit.paper.blocks import Facts, Heading, Listing, NewPage
from toolkit.report.drafts import patients
from toolkit.report.practice import Practice
from toolkit.texts import Speech

from .builder import T0, bare, lines, machine, practice, survey, text, words

FRENCH, ENGLISH = Speech("fr"), Speech("en")
TECHNICAL = (
    "chiffr", "rançongiciel", "akira", "empreinte", "sha", "serveur", "antivirus", "rdp", "rgpd", "cnil",
    "P-", "encrypt", "ransomware", "hash", "server", "gdpr", "utc",
)  # fmt: skip


def letter(case: Practice, speech: Speech = FRENCH) -> tuple[str, dict[str, object]]:
    """Return the words of the letter alone and its lines: what stands after the page of advice."""
    document = patients.compose(case, speech)
    at = next(index for index, block in enumerate(document.blocks) if isinstance(block, NewPage))
    alone = replace(document, title="", subtitle="", footer="", blocks=document.blocks[at:])
    return text(alone), lines(alone)


@pytest.mark.parametrize("speech", [FRENCH, ENGLISH])
def test_the_letter_holds_no_technical_word(speech: Speech) -> None:
    said, _ = letter(practice(answers={"t0": T0}), speech)
    assert [word for word in TECHNICAL if word.casefold() in said.casefold()] == []


def test_the_letter_tells_what_what_data_what_to_do_and_whom_to_call() -> None:
    answers = {"t0": T0, "victim.phone": "02 99 00 00 00", "pd.types": "identité, radios"}
    said, asked = letter(practice(answers=answers))
    assert "Nous l'avons découverte le 24 octobre 2026." in said
    assert "des dossiers de patients" in said
    assert "l'agenda" not in said  # none of its files was struck
    assert "Vous pouvez nous joindre ainsi : 02 99 00 00 00." in said
    assert "Les informations concernées : identité, radios." in said
    assert "Ce qui peut arriver" in asked
    assert "mot de passe" in said


def test_the_letter_is_not_dated_and_what_nobody_knows_is_a_line_to_fill() -> None:
    said, asked = letter(practice(bare(), answers={"pd.consequences": None}, practice=None))
    assert "202" not in said
    assert "je ne sais pas" not in said
    assert asked["Date d'envoi"] is None
    assert asked["Ce qui peut arriver"] is None
    assert asked["De la part de"] is None
    assert "illisibles" not in said  # no machine was looked at


def test_whether_data_was_copied_is_for_a_person_to_say() -> None:
    def ways(case: Practice) -> list[str]:
        document = patients.compose(case, FRENCH)
        one = [block for block in document.blocks if isinstance(block, Listing) and block.ticked is not None][
            -1
        ]
        assert not any(one.ticked or ())
        return [words(point) for point in one.points]

    quiet = survey(notes=[], contacts={})
    assert len(ways(practice(machine(survey=quiet)))) == 2
    threatened = ways(practice())
    assert len(threatened) == 3
    assert "affirme" in threatened[1]
    # The tool recognised no threat: that is no claim of the attacker's.
    silent = survey(notes=[{"path": "x.txt", "files": 1, "cues": []}], contacts={})
    assert len(ways(practice(machine(survey=silent)))) == 2


def test_advice_stands_on_a_page_apart_from_the_letter() -> None:
    document = patients.compose(practice(), FRENCH)
    at = next(index for index, block in enumerate(document.blocks) if isinstance(block, NewPage))
    assert isinstance(document.blocks[at + 1], Heading)
    before = document.blocks[:at]
    assert any(isinstance(block, Facts) for block in before)
    assert "C'est le praticien qui en décide" in text(document)


def test_nobody_knows_is_no_sender() -> None:
    document = patients.compose(practice(answers={"victim.name": None}, practice=None), FRENCH)
    assert lines(document)["De la part de"] is None
    assert "je ne sais pas" not in text(document)
    long = patients.compose(practice(practice="C" * 4000), FRENCH)
    assert len(lines(long)["De la part de"]) <= 200
