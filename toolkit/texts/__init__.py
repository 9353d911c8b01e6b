"""The sentences, French first: codes and facts in, one language out.

Each area is one file per language, `<language>/<area>.toml`, holding `code = "sentence with {facts}"`.
A code is asked for as "area.code". Facts may be evidence and therefore hostile: `say` neutralises control
and direction characters in every string it fills in; whoever prints HTML or terminal markup escapes the rest.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from toolkit.texts.typography import FIXED, french, plainer

LANGUAGES = ("fr", "en")
AREAS = (
    "annex",
    "backup",
    "capture",
    "checkup",
    "chronology",
    "console",
    "coverage",
    "custody",
    "deadlines",
    "demo",
    "dictionary",
    "dossier",
    "drafts",
    "drives",
    "errors",
    "handover",
    "help",
    "isolation",
    "keys",
    "legal",
    "live",
    "notes",
    "page",
    "paper",
    "practice",
    "practitioner",
    "report",
    "scan",
    "screen",
    "seal",
    "signatures",
    "stick",
    "timeline",
    "timestamps",
    "triage",
    "verify",
    "walk",
    "windows",
)
# Bidirectional controls reorder what a reader sees (Unicode TR 36); they are category Cf like other
# invisible characters, and none of them belongs in a displayed file name.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_GROUPS = re.compile(r"(?<=\d)[ ,\xa0](?=\d{3}(?!\d))")
_WRITTEN = re.compile(r"[0-9]{1,18}")


def visible(text: str) -> str:
    r"""Replace every character that could move, hide or recolour text by its \x or \u escape."""
    return "".join(char if unicodedata.category(char) not in _HIDDEN else _escape(char) for char in text)


def _escape(char: str) -> str:
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


@cache
def _area(language: str, area: str) -> dict[str, str]:
    text = files("toolkit.texts").joinpath(language, f"{area}.toml").read_text(encoding="utf-8")
    typed: dict[str, str] = tomllib.loads(text)
    if language != "fr":
        return typed
    # A command is copied as it stands.
    return {code: one if code.endswith("_command") else french(one) for code, one in typed.items()}


class Figure(str):
    """A number as its language writes it; in a sentence, {name:one|several} are the words that go with it."""

    __slots__ = ("several", "value")
    value: int
    several: bool

    def __format__(self, words: str) -> str:
        one, bar, several = words.partition("|")
        if bar:
            return several if self.several else one
        return format(self.value, words) if words else str(self)


class _Uncounted(str):
    """A fact that is no number where one was expected, as "unknown": the words after it are of several."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        return words.partition("|")[2] if "|" in words else super().__format__(words)


class _Shown:
    """Facts neutralised as they are asked for."""

    def __init__(self, facts: Mapping[str, Any], speech: "Speech") -> None:
        self._facts = facts
        self._speech = speech

    def __getitem__(self, key: str) -> Any:
        value = self._facts[key]
        if isinstance(value, str):
            return value if isinstance(value, Figure) else self._counted(visible(value))
        return self._speech.figure(str(value), value) if type(value) is int else value

    def _counted(self, text: str) -> str:
        # A number that comes ready written still has words that follow it.
        digits = _GROUPS.sub("", text)
        return self._speech.figure(text, int(digits)) if _WRITTEN.fullmatch(digits) else _Uncounted(text)


class Speech:
    """One language; `say` fills a sentence with facts.

    The narrow space of French punctuation is for documents (`fine`): terminals seldom draw it.
    """

    def __init__(self, language: str, *, fine: bool = False) -> None:
        self.language = language
        self._fine = fine

    def say(self, code: str, **facts: Any) -> str:
        """Return the sentence of "area.code"; KeyError when there is none or a fact is missing."""
        return self.fill(code, facts)

    def fill(self, code: str, facts: Mapping[str, Any]) -> str:
        """Return a sentence filled from a mapping that may answer for names it does not hold."""
        area, _, name = code.partition(".")
        sentence = _area(self.language, area)[name]
        return (sentence if self._fine else plainer(sentence)).format_map(_Shown(facts, self))

    def knows(self, code: str) -> bool:
        area, _, name = code.partition(".")
        return area in AREAS and name in _area(self.language, area)

    def number(self, value: int) -> str:
        """Group thousands as the language does."""
        return self.figure(f"{value:,}".replace(",", FIXED if self.language == "fr" else ","), value)

    def figure(self, written: str, value: int) -> str:
        """Return a number that knows whether it is several: French says « 0 jour », English "0 days"."""
        figure = Figure(written)
        figure.value = value
        figure.several = abs(value) > 1 if self.language == "fr" else abs(value) != 1
        return figure
