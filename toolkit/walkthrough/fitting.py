"""What fits the cards: a line as it was typed, and the answers of a visit begun in another version.

What no longer fits its question is asked again; the journal still says what was answered then.
"""

from dataclasses import replace

from toolkit.legal import deadlines, dictionary
from toolkit.walkthrough import path
from toolkit.walkthrough.visit import Visit

_NOTE = 2000  # characters of a note or a reason
_FREE = dictionary.Question("note", need="", origin="asked", kind="long")


def line(text: str) -> str:
    """Return a note on one line, nothing hidden in it, no longer than is read."""
    return dictionary.cleaned(_FREE, text)[0][:_NOTE]


def fitting(visit: Visit) -> Visit:
    """Return a visit without the answers that its cards do not know, nor steps skipped that cannot be."""
    skippable = {step.CODE for step in path.steps() if not step.FIRM}
    skipped = {code: said for code, said in visit.skipped.items() if code in skippable}
    given = {name: said for name, said in visit.given.items() if _answers(name, said.value)}
    return _chosen(replace(visit, skipped=skipped, given=given))


def _answers(name: str, value: str | None) -> bool:
    """Tell whether a value answers a question of the dictionary, where it is one that has few answers."""
    asked = dictionary.questions().get(name)
    if asked is None or value is None:
        return True
    if asked.kind == "time":
        return deadlines.of_answer(value) is not None
    return not asked.choices or value in asked.choices


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
