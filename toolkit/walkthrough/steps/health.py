"""The health portal."""

from collections.abc import Iterator

from toolkit.walkthrough.step import DONE, Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "health"
PHASE = "declare"
FREE = True
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield act("reported")
    if visit.value("health/reported") == DONE:
        yield ask("legal.sante")
