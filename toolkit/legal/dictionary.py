"""The questions of the complaint and of the notifications, and what a person may answer to each."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from toolkit.legal import deadlines, numbers
from toolkit.legal.numbers import Unfit

# What is asked for first: the complaint, then CNIL, the health portal, the insurer.
NEEDS = ("C", "N", "S", "A")
ORIGINS = ("asked", "both", "tool")
KINDS = (
    "text",
    "long",
    "time",
    "choice",
    "yes_no",
    "number",
    "money",
    "siret",
    "rpps",
    "contact",
    "reference",
    "person",
)
YES_NO = ("yes", "no")
FIRST = "t0"  # it starts the clocks: asked before anything else
SHORT, LONG = 300, 4000  # characters of an answer
_UNKNOWN = frozenset({"?", "je ne sais pas", "nsp", "i don't know", "i do not know", "dont know"})
_YES = frozenset({"oui", "o", "yes", "y"})
_NO = frozenset({"non", "n", "no"})
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NUMBERED = re.compile(r"(sys\.disk(?:\.[a-z]+)?|ev\.visit)#[2-9]")  # the second disk, page, and those after
_CHECKS = MappingProxyType({
    "siret": numbers.siret,
    "rpps": numbers.professional,
    "contact": numbers.contact,
    "number": numbers.whole,
    "money": numbers.money,
    "reference": numbers.reference,
    "person": numbers.person,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One field; its label, hint and choices are `key`, `key_hint` and `key_is_choice` of the texts."""

    key: str
    need: str  # letters of NEEDS
    origin: str  # of ORIGINS: a person, a person and the tool, the tool alone
    kind: str  # of KINDS
    choices: tuple[str, ...] = ()
    clear: bool = False  # names and numbers of the practice, of its people, of authorities: never masked
    only: tuple[str, ...] = ()  # (key, value): asked where that question got that answer, or none yet


@cache
def questions() -> Mapping[str, Question]:
    """Return every question by key, in the order they are written."""
    text = files("toolkit.legal").joinpath("dictionary.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    return MappingProxyType({key: _question(key, table) for key, table in tables.items()})


def _question(key: str, table: dict[str, Any]) -> Question:
    choices = YES_NO if table["kind"] == "yes_no" else tuple(table.get("choices", ()))
    return Question(key, **{**table, "choices": choices, "only": tuple(table.get("only", ()))})


def question(key: str) -> Question:
    """Return one question; "sys.disk.fate#2" is that of the second disk. Raises Unfit("answer_key", key)."""
    numbered = _NUMBERED.fullmatch(key)
    found = questions().get(numbered[1] if numbered else key)
    if found is None:
        raise Unfit("answer_key", key=key)
    return found


def asked(key: str) -> Question:
    """Return a question that a person may answer; raises Unfit("answer_key") or ("answer_by_tool")."""
    found = question(key)
    if found.origin == "tool":
        raise Unfit("answer_by_tool", key=key)
    return found


def needed(letters: str = "CNSA") -> tuple[Question, ...]:
    """Return the questions of these needs that a person answers: the time first, then need by need."""
    wanted = [one for one in questions().values() if one.origin != "tool" and set(one.need) & set(letters)]
    order = [letter for letter in NEEDS if letter in letters]

    def rank(one: Question) -> tuple[bool, int]:
        return one.key != FIRST, min(order.index(letter) for letter in one.need if letter in order)

    return tuple(sorted(wanted, key=rank))


def matters(field: Question, given: Mapping[str, str | None]) -> bool:
    """Tell whether a question is to be asked after these answers."""
    return not field.only or given.get(field.only[0]) in {None, field.only[1]}


def unknown(typed: str) -> bool:
    """Tell whether somebody typed « je ne sais pas », in one of its forms."""
    return plain(typed).rstrip(" .!") in _UNKNOWN


def cleaned(field: Question, typed: str) -> tuple[str, bool]:
    """Return the text on one line, without invisible characters, and whether it had to be cut."""
    limit = LONG if field.kind == "long" else SHORT
    # Enough is looked at that spaces taken out cannot hide the end, and no more, whatever was pasted.
    shown = (" " if unicodedata.category(char) in _HIDDEN else char for char in typed[: 4 * limit])
    text = " ".join(unicodedata.normalize("NFC", "".join(shown)).split())
    return text[:limit].rstrip(), len(text) > limit or len(typed) > 4 * limit


def fit(field: Question, text: str, now: datetime, labels: Mapping[str, str] | None = None) -> str:
    """Return a cleaned answer as it is recorded: a choice by its code, a time as ISO 8601 with its offset.

    `labels` are words, in any language, that stand for a choice. Raises Unfit: see `numbers` and
    `deadlines.read`; ("answer_empty"), ("answer_choice", choices).
    """
    if not text:
        raise Unfit("answer_empty")
    if field.kind == "time":
        return deadlines.read(text, now).isoformat(timespec="seconds")
    if field.choices:
        return _choice(field, plain(text), labels or {})
    check = _CHECKS.get(field.kind)
    return check(text) if check else text


def fits(field: Question, value: str) -> bool:
    """Tell whether an answer that was recorded once would still be taken."""
    if field.kind == "time":
        return deadlines.of_answer(value) is not None
    if field.choices:
        return value in field.choices
    try:
        _CHECKS.get(field.kind, str)(value)
    except Unfit:
        return False
    return True


def _choice(field: Question, typed: str, labels: Mapping[str, str]) -> str:
    if field.kind == "yes_no" and typed in _YES | _NO:
        return "yes" if typed in _YES else "no"
    if typed in field.choices:
        return typed
    if re.fullmatch(r"[1-9]", typed) and int(typed) <= len(field.choices):
        return field.choices[int(typed) - 1]
    named = {plain(label): code for label, code in labels.items()}
    if named.get(typed) in field.choices:
        return named[typed]
    raise Unfit("answer_choice", choices=", ".join(field.choices))


def plain(text: str) -> str:
    """Return a text without accents, capitals, doubled spaces and curved apostrophes, to compare it."""
    letters = unicodedata.normalize("NFKD", text[:SHORT]).casefold()
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub("[\u2018\u2019\u02bc`\u00b4]", "'", kept).split())
