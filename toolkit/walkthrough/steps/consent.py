"""The practitioner's written agreement, before any copy."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, ask
from toolkit.walkthrough.visit import Visit

CODE = "consent"
PHASE = "preserve"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield ask("mission.order", wanted=True, allows="examine")
    if visit.value("mission.order") == "yes":
        yield ask("mission.by")
