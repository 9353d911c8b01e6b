"""The register of breaches, always."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, act
from toolkit.walkthrough.visit import Visit

CODE = "register"
PHASE = "declare"
FREE = True
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield act("entered")
