"""What a step and its cards say: the names of their sentences, filled with their facts and the legal values.

Legal values (hours, names of services) are never typed in a sentence: every one that may be printed answers
for its own key, {cnil_hours} for instance.
"""

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from toolkit.legal import dictionary, facts
from toolkit.report import answers
from toolkit.texts import Speech
from toolkit.texts.forms import amount
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import Kind, Step

PARTS = ("title", "why", "do", "tool", "changed")
_NONE: Mapping[str, Any] = MappingProxyType({})
_NUMBER = re.compile(r"_(\d+)$")


def say(speech: Speech, code: str, more: Mapping[str, Any] = _NONE) -> str:
    """Return a sentence of the walkthrough; KeyError when there is none."""
    return speech.fill(f"walk.{code}", ChainMap(dict(more), dict(facts.values())))


def part(speech: Speech, step: Step, name: str, *, booted: bool = False) -> str:
    """Return one of PARTS of a step, where there is one in words of its own for a machine `booted` by us."""
    code, own = f"{step.CODE}_{name}", f"{step.CODE}_{name}_booted"
    return say(speech, own if booted and speech.knows(f"walk.{own}") else code)


def question(speech: Speech, place: Place) -> str:
    """Return what a card asks, orders or shows."""
    if place.card.kind is Kind.ASK:
        return speech.say(f"dictionary.{place.card.name}")
    return say(speech, _card(place), _facts(place))


def hint(speech: Speech, place: Place) -> str:
    """Return the line below the question, "" where there is none."""
    if place.card.kind is Kind.ASK:
        # Where the hint of the command speaks of what is typed there, the screens have one of their own.
        own = f"walk.hint_{place.card.name}"
        return speech.say(own if speech.knows(own) else f"dictionary.{place.card.name}_hint")
    code = f"{_card(place)}_hint"
    return say(speech, code, _facts(place)) if speech.knows(f"walk.{code}") else ""


def proposed(speech: Speech, place: Place) -> str:
    """Return the answer to a question that the tool measured itself, "" where it did not."""
    return say(speech, place.card.proposed, place.card.facts) if place.card.proposed else ""


def choices(speech: Speech, place: Place) -> list[tuple[str, str]]:
    """Return the choices of a card with their words, « je ne sais pas » aside."""
    card = place.card
    if card.kind is Kind.ASK:
        asked = dictionary.question(card.name)
        return [(code, answers.choice(speech, asked, code)) for code in asked.choices]
    if card.kind is Kind.CHOOSE:
        return [(code, say(speech, f"{_card(place)}_is_{code}", _facts(place))) for code in card.choices]
    if card.kind is Kind.PAGE:
        return [(code, say(speech, "is_read")) for code in card.choices]
    return [(code, say(speech, f"is_{code}")) for code in card.choices]


def told(speech: Speech, code: str) -> Iterator[str]:
    """Yield what an advice or a reason why a card is blocked says, then what to do about it."""
    yield say(speech, code)
    if speech.knows(f"walk.{code}_do"):
        yield say(speech, f"{code}_do")


def option(speech: Speech, code: str, about: Mapping[str, Any]) -> str:
    """Return one thing to pick; what is not known of it is said to be unknown."""
    unknown = speech.say("drives.unknown")
    shown = {name: unknown if value is None else value for name, value in about.items()}
    if isinstance(about.get("size"), int):
        shown["size"] = amount(speech, about["size"])
    return say(speech, code, shown)


def work(speech: Speech, name: str) -> str:
    """Return what a work is called: "backup_2" is the second backup."""
    numbered = _NUMBER.search(name)
    return say(speech, f"work_{_NUMBER.sub('', name)}", {"number": int(numbered[1]) if numbered else 0})


def _card(place: Place) -> str:
    return f"{place.step.CODE}_{_NUMBER.sub('', place.card.name)}"


def _facts(place: Place) -> Mapping[str, Any]:
    numbered = _NUMBER.search(place.card.name)
    return {"number": int(numbered[1]), **place.card.facts} if numbered else place.card.facts
