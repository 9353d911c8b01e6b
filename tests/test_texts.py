"""The two languages say the same things, with the same facts, in the words of the glossary."""

import ast
import re
import string
import tomllib
from datetime import date
from pathlib import Path

import pytest

from toolkit import texts
from toolkit.legal.facts import day
from toolkit.texts import AREAS, LANGUAGES, Speech, visible
from toolkit.texts.forms import moment

FOLDER = Path(texts.__file__).parent
ROOT = FOLDER.parent
FORBIDDEN_FRENCH = ("procès-verbal", "scellé", "note de rançon", "crypté", "ransomware")


def sentences(language: str, area: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / language / f"{area}.toml").read_text(encoding="utf-8"))


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_hold_the_same_codes_and_facts(area: str) -> None:
    french, english = sentences("fr", area), sentences("en", area)
    assert french.keys() == english.keys()
    assert {code: fields(text) for code, text in french.items()} == {
        code: fields(text) for code, text in english.items()
    }


@pytest.mark.parametrize("area", AREAS)
def test_french_keeps_to_the_glossary(area: str) -> None:
    text = " ".join(sentences("fr", area).values()).casefold()
    assert [word for word in FORBIDDEN_FRENCH if re.search(rf"\b{word}", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_a_known_area(language: str) -> None:
    assert {path.stem for path in (FOLDER / language).glob("*.toml")} == set(AREAS)


def test_every_code_said_literally_exists() -> None:
    said = {
        node.args[0].value
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"say", "tell", "rule"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and "." in str(node.args[0].value)  # a word told to a child process is no code
    }
    assert len(said) > 40
    assert [code for code in said if not Speech("fr").knows(code)] == []


def test_every_refusal_has_its_sentence_and_hint() -> None:
    codes = {
        node.args[0].value
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id.endswith("Refusal")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    errors = sentences("fr", "errors")
    assert len(codes) > 15
    assert [code for code in codes if code not in errors or f"{code}_hint" not in errors] == []


def test_hostile_characters_are_shown_as_escapes() -> None:
    assert visible("a\x1b[31mb\u202ec\ud800\n") == "a\\x1b[31mb\\u202ec\\ud800\\x0a"
    assert visible("dossier d'été 日本") == "dossier d'été 日本"


def test_a_hostile_fact_cannot_fill_in_other_facts() -> None:
    assert "{path}" in Speech("fr").say("errors.source_missing", source="{path}")


def test_the_first_of_a_month_is_written_as_each_language_does() -> None:
    first, second = 1_790_805_600_000_000_000, 1_790_892_000_000_000_000  # 1 and 2 October 2026 in Paris
    assert "jeudi 1er octobre 2026" in moment(Speech("fr"), first)
    assert "vendredi 2 octobre 2026" in moment(Speech("fr"), second)
    assert "Thursday 1 October 2026" in moment(Speech("en"), first)
    assert day(date(2026, 9, 1), Speech("fr").say) == "1er septembre 2026"


def test_words_follow_the_number_as_each_language_counts() -> None:
    code = "checkup.more"
    french, english = Speech("fr"), Speech("en")
    assert french.say(code, count=1) == "et 1 autre point, à lire à l'écran"
    assert french.say(code, count=french.number(2000)).startswith("et 2\N{NO-BREAK SPACE}000 autres points")
    assert french.say("backup.ago", days=0) == "il y a 0 jour"
    assert english.say("backup.ago", days=0) == "0 days ago"
    assert english.say(code, count=1) == "and 1 more point, to be read on the screen"
