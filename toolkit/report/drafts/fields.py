"""One line of a form: what was answered, what the tool saw, « je ne sais pas », or a line to fill."""

from datetime import UTC, datetime, timedelta

from toolkit.legal import deadlines
from toolkit.paper.blocks import Facts, Strong, Words
from toolkit.report import answers
from toolkit.report.drafts.found import found
from toolkit.report.practice import Practice
from toolkit.texts import Speech, visible
from toolkit.texts.forms import spoken

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 4000  # characters of one answer on paper
_TIMES = frozenset({"t0"})  # told by a person, hence to the minute
# What the tool knows for certain: said as it is, without « relevé par l'outil ».
_PLAIN = frozenset({"case.ref", "victim.name", "ev.manifest"})


def form(practice: Practice, speech: Speech, keys: tuple[str, ...]) -> Facts:
    """Return the lines of some keys of the dictionary; what nobody told is left to be written by hand."""
    return Facts(tuple((label(speech, key), filled(practice, speech, key)) for key in keys))


def label(speech: Speech, key: str) -> str:
    """Return what a key of the dictionary is called."""
    code = f"dictionary.{key}"
    return speech.say(code) if speech.knows(code) else key


def filled(practice: Practice, speech: Speech, key: str) -> Words | None:
    """Return the answer and what the tool saw, None where there is neither and nobody answered."""
    given = answered(practice, speech, key)
    seen = " ".join(found(practice, speech, key))
    if not seen:
        return given
    if key in _PLAIN:
        return seen if practice.unknown(key) else given or seen
    told = speech.say("drafts.tool_saw", what=seen)
    return (Strong(given), " — ", told) if given else told


def answered(practice: Practice, speech: Speech, key: str) -> str | None:
    """Return what was answered in words, « je ne sais pas » too; None where it was never asked."""
    if practice.unknown(key):
        return speech.say("drafts.unknown")
    answer = practice.answer(key)
    if answer is None or not answer.strip():
        return None
    when = deadlines.of_answer(answer) if key in _TIMES else None
    if when is not None:
        return spoken(speech, nanoseconds(when))
    return visible(answers.shown(speech, key, answer))[:_LONGEST]


def nanoseconds(when: datetime) -> int:
    """Return an aware time in nanoseconds since 1970 UTC."""
    return (when - _EPOCH) // timedelta(microseconds=1) * 1000


def tally(practice: Practice, speech: Speech, keys: tuple[str, ...]) -> tuple[int, int, int]:
    """Return how many of these keys are filled, answered « je ne sais pas », and empty."""
    unknown = sum(1 for key in keys if practice.unknown(key) and not found(practice, speech, key))
    empty = sum(1 for key in keys if filled(practice, speech, key) is None)
    return len(keys) - unknown - empty, unknown, empty
