"""When the practice knew: it starts both clocks, and nothing is asked before it."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, ask
from toolkit.walkthrough.visit import Visit

CODE = "discovery"
PHASE = "arrive"
FREE = False
FIRM = True


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield ask("t0")
    yield ask("t0.who")
