"""What was copied as exhibits, and what was left."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import stage
from toolkit.walkthrough.step import Card, ask, page
from toolkit.walkthrough.visit import Visit

CODE = "samples"
PHASE = "evidence"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield page("samples", **stage(visit, "capture.closed"))
    yield ask("ev.logs")
