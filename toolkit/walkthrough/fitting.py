"""What fits the cards: a line as it was typed, and the answers of a visit begun in another version.

What no longer fits its question is asked again; the journal still says what was answered then.
"""

from dataclasses import replace

from toolkit.errors import UsageRefusal
from toolkit.legal import dictionary
from toolkit.walkthrough import path, taken_back
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.step import Card
from toolkit.walkthrough.visit import Visit

_NOTE = 2000  # characters of a note or a reason
_FREE = dictionary.Question("note", need="", origin="asked", kind="long")


def line(text: str) -> str:
    """Return a note on one line, nothing hidden in it, no longer than is read."""
    return dictionary.cleaned(_FREE, text)[0][:_NOTE]


def chosen(card: Card, text: str | None) -> str | None:
    """Return what was said of a card that is no question; raises UsageRefusal("walk_choice")."""
    if text is None:
        return None
    if not card.choices:
        return line(text) or None
    if text not in card.choices:
        raise UsageRefusal("walk_choice")
    return text


def fitting(visit: Visit) -> Visit:
    """Return a visit without the answers that its cards do not know, nor steps skipped that cannot be."""
    skippable = {step.CODE for step in path.steps() if not step.FIRM}
    skipped = {code: said for code, said in visit.skipped.items() if code in skippable}
    odd = {name for name, said in visit.given.items() if not _answers(name, said.value)}
    fits = _chosen(_left_out(replace(visit, skipped=skipped), odd))
    return _left_out(fits, taken_back.unasked(fits))


def again(told: Visit, was: Visit, *, secret: str | None) -> Visit:
    """Return the visit that a journal tells, with what none holds; a secret is asked for again."""
    told = fitting(told)
    given = {name: one for name, one in told.given.items() if secret or name != "examine/key"}
    return replace(told, given=given, running=was.running, seen=was.seen, started=was.started)


def _left_out(visit: Visit, names: set[str]) -> Visit:
    for name in names:
        given = visit.given[name]
        visit = visits.without(visit, (name,), given.at, given.by, "")
    return visit


def _answers(name: str, value: str | None) -> bool:
    """Tell whether a value answers a question of the dictionary, where it is one."""
    asked = dictionary.questions().get(name)
    return asked is None or value is None or dictionary.fits(asked, value)


def _chosen(visit: Visit) -> Visit:
    """Leave out what was chosen of a card and is no longer among its choices; cards come and go with it."""
    while True:
        places = [place for step in path.steps() for place in path.places(visit, step)]
        odd = {
            place.name
            for place in places
            if place.card.choices and visit.value(place.name) not in {None, *place.card.choices}
        }
        if not odd:
            return visit
        visit = replace(visit, given={name: one for name, one in visit.given.items() if name not in odd})
