"""What is hostile or damaged, and what was not seen."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import stage
from toolkit.walkthrough.step import Card, page
from toolkit.walkthrough.visit import Visit

CODE = "scan"
PHASE = "evidence"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield page("scan", **stage(visit, "scan.closed"))
