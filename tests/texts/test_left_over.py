"""Nothing of the other language, no draft and no slip of the keyboard is left in a sentence."""

import re
import tomllib

import pytest

from tests.texts.asking import ROOT
from toolkit.texts import AREAS, LANGUAGES

_OTHER = {
    "fr": re.compile(r"\b(?:the|and|of|is|not|with|this|that|was|were|from|which|files?|cannot|will)\b"),
    "en": re.compile(r"\b(?:le|la|les|des|du|est|une|sont|avec|dans|pour|qui|fichiers?|cette|pas|sur)\b"),
}
# What is quoted in its own language: names, commands, words of programs.
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|\{\w+(?=[:}])|`[^`]*`|--[\w-]+|\S*[/\\.@=_]\S*\w")
# Two spaces part columns, and three a command from the words after it; between two words they are a slip.
_SLIPS = re.compile(
    r"(?<=[a-zà-ÿ,;.])  (?=[a-zà-ÿ])|(?<![/\\\w])\.\.\.|\bTODO\b|\bXXX\b|FIXME|[ \t]+\n|[!?]{2}|,,"
)
SAME = 60  # characters: shorter sentences may be names, or words that both languages share


def _typed(language: str, area: str) -> dict[str, str]:
    text = (ROOT / "texts" / language / f"{area}.toml").read_text(encoding="utf-8")
    held: dict[str, str] = tomllib.loads(text)
    return held


def _sentences(language: str) -> list[tuple[str, str]]:
    return [
        (f"{area}.{code}", sentence) for area in AREAS for code, sentence in _typed(language, area).items()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_holds_the_other_language(language: str) -> None:
    held = [
        (code, found[0])
        for code, sentence in _sentences(language)
        if code not in ALLOWED and not code.endswith("_command")
        for found in _OTHER[language].finditer(_QUOTED.sub(" ", sentence))
    ]
    assert held == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty_or_unfinished(language: str) -> None:
    slips = [
        (code, found[0]) for code, sentence in _sentences(language)
        if code not in ALLOWED and not code.endswith("_command")
        for found in _SLIPS.finditer(sentence)
    ]  # fmt: skip
    assert slips == []
    assert [code for code, sentence in _sentences(language) if not sentence.strip()] == []


def test_no_long_sentence_is_the_same_in_both() -> None:
    english = dict(_sentences("en"))
    same = [code for code, sentence in _sentences("fr") if sentence == english[code] and len(sentence) > SAME]
    assert [code for code in same if code not in ALLOWED and not code.endswith("_command")] == []


ALLOWED = frozenset(
    {
        "errors.answer_pair_hint",  # an example of an answer, in French
        "walk.plain_language",  # how to go over to French, said in French
    }
)
