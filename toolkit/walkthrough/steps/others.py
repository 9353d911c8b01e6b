"""The insurer, and whoever serves the practice."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "others"
PHASE = "declare"
FREE = True
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield act("insurer")
    yield ask("insurer")
    yield act("vendor")
