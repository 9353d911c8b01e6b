"""A clean machine first, then the data, then a trial with the practitioner."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import gate_closed
from toolkit.walkthrough.step import Card, act
from toolkit.walkthrough.visit import Visit

CODE = "restart"
PHASE = "recover"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    for name in ("reinstalled", "restored", "tried"):
        yield act(name, blocked=gate_closed(visit))
