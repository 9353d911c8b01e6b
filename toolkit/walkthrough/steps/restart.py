"""A clean machine first, then the data, then a trial with the practitioner."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, act
from toolkit.walkthrough.visit import Visit

CODE = "restart"
PHASE = "recover"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield act("reinstalled")
    yield act("restored")
    yield act("tried")
