"""The words of art of a screen are found there, and each has one plain sentence."""

import tomllib
from pathlib import Path

import pytest

from toolkit import texts
from toolkit.legal import facts
from toolkit.texts import AREAS, LANGUAGES, Speech
from toolkit.walkthrough import glossary

WIDTH = 78


def everything_said(language: str) -> str:
    folder = Path(texts.__file__).parent / language
    areas = {area: tomllib.loads((folder / f"{area}.toml").read_text(encoding="utf-8")) for area in AREAS}
    said = [text for codes in areas.values() for code, text in codes.items() if not code.startswith("term_")]
    named = [str(value) for value in facts.values().values()]  # services and hours stand in the legal facts
    return " ".join(" ".join([*said, *named]).split()).casefold()


def test_terms_are_found_in_the_order_they_are_met() -> None:
    french = glossary.found(Speech("fr"), ["Appelez le procureur.", "Le NAS est chiffré."])
    assert [term for term, _ in french] == ["procureur", "NAS", "chiffré"]
    english = glossary.found(Speech("en"), ["The NAS is encrypted, call the prosecutor."])
    assert [term for term, _ in english] == ["NAS", "encrypted", "public prosecutor"]


def test_a_term_is_told_once_whatever_its_capitals_and_forms() -> None:
    said = ["CHIFFREMENT en cours, fichiers chiffrés", "une clé chiffrée"]
    assert [term for term, _ in glossary.found(Speech("fr"), said)] == ["chiffré"]


def test_words_inside_a_longer_term_do_not_count() -> None:
    told = [term for term, _ in glossary.found(Speech("fr"), ["Une mémoire flash garde des restes."])]
    assert told == ["mémoire flash"]


def test_a_term_stands_at_word_borders_over_lines_and_hard_spaces() -> None:
    speech = Speech("fr")
    assert glossary.found(speech, ["boxe", "NASA", "plaintes"]) == []
    lines = ["la demande\nde\N{NO-BREAK SPACE}rançon", "l\N{RIGHT SINGLE QUOTATION MARK}annexe"]
    broken = glossary.found(speech, lines)
    assert [term for term, _ in broken] == ["demande de rançon", "annexe chiffrée"]


def test_hostile_text_is_only_text() -> None:
    assert glossary.found(Speech("fr"), ["[bold]{0}\x1b[31m(?P<x>", "", "\ud800"]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gloss_is_one_short_sentence_and_its_term_leads_to_it(language: str) -> None:
    speech = Speech(language)
    for term in glossary.TERMS:
        gloss = speech.say(f"walk.gloss_{term}")
        for written in speech.say(f"walk.term_{term}").split("|"):
            assert [meaning for _, meaning in glossary.found(speech, [written])] == [gloss], written
        assert gloss.endswith("."), term
        assert len(gloss) <= 2 * WIDTH, term


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_said_somewhere(language: str) -> None:
    said = everything_said(language)
    written = {term: Speech(language).say(f"walk.term_{term}").split("|") for term in glossary.TERMS}
    assert [term for term, words in written.items() if not any(one.casefold() in said for one in words)] == []


def test_the_list_holds_each_term_once() -> None:
    assert len(set(glossary.TERMS)) == len(glossary.TERMS)
