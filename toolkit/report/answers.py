"""What people answered for the complaint and the notifications: the last answer to each question counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from toolkit.custody.case import Case
from toolkit.custody.opening import CaseFacts
from toolkit.legal import dictionary
from toolkit.legal.deadlines import of_answer
from toolkit.legal.numbers import Unfit
from toolkit.report.masking import masked, masked_least
from toolkit.texts import Speech
from toolkit.texts.forms import moment

STAGE = "answers_{number}"  # one stage per sitting, numbered from 1; nothing answered is ever rewritten
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `value` None is « je ne sais pas », which is an answer too."""

    key: str  # of legal/dictionary.toml
    value: str | None
    at_ns: int  # when it was given, nanoseconds since 1970 UTC
    by: str | None  # who gave it, where that was said


def told(case: Case) -> Mapping[str, Answer]:
    """Return the last answer to each question."""
    return {one.key: one for one in _every(case)}


def open_answers(given: Mapping[str, Answer], spared: frozenset[str] = frozenset()) -> dict[str, Answer]:
    """Return the answers as they may leave: identifiers of other people masked.

    Clear are the keys marked `clear` in legal/dictionary.toml: name, legal form, SIRET, RPPS, representative,
    address, contact and DPO of the practice; its IT provider, insurer and technician; its public address on
    the network; disks, their images and holders; the numbers that authorities gave; the moment of knowledge;
    who gave the mission or the waiver; a social security number, a date of birth and an account are masked
    even there. Texts of the others pass through `masking.masked`, `spared` being the
    attacker's addresses; so does who answered.
    """
    return {key: _opened(one, spared) for key, one in given.items()}


def _opened(one: Answer, spared: frozenset[str]) -> Answer:
    try:
        clear = dictionary.question(one.key).clear
    except Unfit:
        clear = False
    by = None if one.by is None else masked(one.by, spared)
    kept = one.value if one.value is None else masked_least(one.value) if clear else masked(one.value, spared)
    return replace(one, value=kept, by=by)


def shown(speech: Speech, key: str, value: str) -> str:
    """Return an answer in words: a choice by its label, a time in Paris and UTC, the rest as it was given."""
    try:
        asked = dictionary.question(key)
    except Unfit:
        return value
    when = of_answer(value) if asked.kind == "time" else None
    if when is not None:
        return moment(speech, int(when.timestamp()) * 1_000_000_000)
    if asked.kind == "money":
        return speech.say("dictionary.euros", amount=value)
    return choice(speech, asked, value) if value in asked.choices else value


def choice(speech: Speech, asked: dictionary.Question, code: str) -> str:
    """Return the words of one choice."""
    named = f"dictionary.{asked.key}_is_{code}"
    return speech.say(named if speech.knows(named) else f"dictionary.{code}")


def word(speech: Speech, asked: dictionary.Question, code: str) -> str:
    """Return the short word that is typed for one choice."""
    named = f"dictionary.{asked.key}_word_{code}"
    return speech.say(named) if speech.knows(named) else choice(speech, asked, code)


def opened_with(facts: CaseFacts) -> dict[str, str]:
    """Return what the opening of a case already told; documents say it until somebody answers otherwise."""
    given = {"victim.name": facts.practice, "ev.operator": facts.examiner}
    return {key: value for key, value in given.items() if value}


def next_stage(case: Case) -> str:
    """Return the name of the stage that takes the next answers."""
    return STAGE.format(number=1 + sum(1 for _ in _stages(case)))


def now_ns(case: Case) -> int:
    """Return the time of the clock of a case, in nanoseconds since 1970 UTC."""
    return (case.clock() - _EPOCH) // timedelta(microseconds=1) * 1000


def _every(case: Case) -> Iterator[Answer]:
    for stage in _stages(case):
        for line in case.recorded(stage):
            yield Answer(line["key"], line["value"], line["at_ns"], line["by"])


def _stages(case: Case) -> Iterator[str]:
    for number in count(1):
        stage = STAGE.format(number=number)
        if f"{stage}.opened" not in case.marks:
            return
        yield stage
