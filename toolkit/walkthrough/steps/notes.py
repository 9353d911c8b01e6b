"""The ransom notes, whose they may be, and whether they threaten to publish."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import stage
from toolkit.walkthrough.step import Card, ask, page
from toolkit.walkthrough.visit import Visit

CODE = "notes"
PHASE = "evidence"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield page("notes", **stage(visit, "capture.closed"))
    yield ask("attack.leak")
