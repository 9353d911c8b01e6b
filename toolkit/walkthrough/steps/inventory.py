"""What the machine is: read as soon as it is recorded."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import stage
from toolkit.walkthrough.step import Card, ask, page
from toolkit.walkthrough.visit import Visit

CODE = "inventory"
PHASE = "evidence"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield page("inventory", **stage(visit, "triage.closed"))
    yield ask("sys.server")
    yield ask("sys.software")
