"""On or off, by the state the machine was found in, never by one rule for all."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "power"
PHASE = "isolate"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield ask("sys.power")
    if visit.told("sys.power"):
        found = "booted" if visit.started.booted else visit.value("sys.power") or "doubt"
        yield act("follow", advice=(f"power_{found}",))
    yield ask("sys.power_done")
