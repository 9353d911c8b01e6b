"""Nothing of the patients stays on the stick."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import busy, without_case
from toolkit.walkthrough.step import Card, Kind, page, run
from toolkit.walkthrough.visit import Visit

CODE = "wipe"
PHASE = "recover"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield page("wipe", waits=busy(visit))
    yield Card("kept", Kind.TEXT, blocked=without_case(visit))
    if visit.value("wipe/kept"):
        yield run("erase", work="wipe", twice=True, waits=busy(visit))
        yield page("wiped", work="wipe", waits=not visit.ended("wipe"))
