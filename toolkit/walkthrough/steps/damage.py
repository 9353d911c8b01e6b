"""The practitioner's page: three sentences and a light."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import stage
from toolkit.walkthrough.step import Card, page
from toolkit.walkthrough.visit import Visit

CODE = "damage"
PHASE = "evidence"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield page("damage", **stage(visit, "timeline.closed"))
