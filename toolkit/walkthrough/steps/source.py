"""Which disk is examined, named by its serial number."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, Kind
from toolkit.walkthrough.visit import Visit

CODE = "source"
PHASE = "evidence"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield Card("disk", Kind.PICK, pick="sources", twice=True)
