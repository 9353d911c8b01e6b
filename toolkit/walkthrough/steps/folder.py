"""Where the visit is written, who leads it, and for whom."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, Kind, ask
from toolkit.walkthrough.visit import Visit

CODE = "folder"
PHASE = "arrive"
FREE = False
FIRM = True


def cards(visit: Visit) -> Iterator[Card]:
    yield Card("place", Kind.PICK, pick="places", told=visit.folder is not None)
    yield ask("ev.operator")
    yield ask("victim.name")
