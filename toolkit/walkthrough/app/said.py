"""What was said of a card and of a step, in words: values, who, and when."""

from collections.abc import Iterator
from datetime import datetime

from toolkit.legal import dictionary
from toolkit.report import answers
from toolkit.texts import Speech, visible
from toolkit.walkthrough import path, wording
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.picks import THIS_MACHINE
from toolkit.walkthrough.step import Kind, Step
from toolkit.walkthrough.visit import Visit


def value(speech: Speech, place: Place, given: str | None) -> str:
    """Return an answer in words; a secret is only said to have been given."""
    if given is None:
        return speech.say("walk.is_unknown")
    if place.card.kind is Kind.ASK:
        return visible(answers.shown(speech, place.card.name, given))
    if place.card.kind is Kind.SECRET:
        return speech.say("walk.ui_given")
    if place.card.kind is Kind.PAGE:
        return speech.say("walk.ui_was_read")
    if given == THIS_MACHINE:
        return speech.say("walk.pick_this_machine")
    return dict(wording.choices(speech, place)).get(given, visible(given))


def of_step(speech: Speech, visit: Visit, step: Step) -> Iterator[str]:
    """Yield everything said of a step: answers, notes, and why it was skipped."""
    for place in path.places(visit, step):
        given = visit.given.get(place.name)
        if given is not None:
            what = wording.question(speech, place)
            told = value(speech, place, given.value)
            yield _line(speech, "ui_said", given.at, given.by, what=what, value=told)
    for note in visit.notes.get(step.CODE, ()):
        yield _line(speech, "ui_said_note", note.at, note.by, text=note.text)
    skipped = visit.skipped.get(step.CODE)
    if skipped is not None:
        yield _line(speech, "ui_said_skipped", skipped.at, skipped.by, text=skipped.text)


def title(speech: Speech, step: Step) -> str:
    """Return the title of a step behind its number."""
    return f"{path.number(step)}. {wording.part(speech, step, 'title')}"


def plain_value(place: Place, given: str | None) -> str:
    """Return an earlier answer as it may be typed again."""
    if given is None or place.card.kind is Kind.SECRET:
        return ""
    when = dictionary.question(place.card.name).kind == "time" if place.card.kind is Kind.ASK else False
    return _typed_time(given) if when else given


def _typed_time(given: str) -> str:
    try:
        return f"{datetime.fromisoformat(given):%d/%m/%Y %H:%M %z}"
    except ValueError:
        return given


def _line(speech: Speech, code: str, at: str, by: str | None, **facts: str) -> str:
    when = f"{datetime.fromisoformat(at):%d/%m %H:%M}"
    who = by or speech.say("custody.nobody")
    return wording.say(speech, code, {"when": when, "who": who, **facts})
