"""Which disk is examined, named by its serial number."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import under_way
from toolkit.walkthrough.step import Card, Kind
from toolkit.walkthrough.visit import Visit

CODE = "source"
PHASE = "evidence"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    # A case is about one disk: another is another visit's.
    begun = bool(visit.value("source/disk")) and (visit.seen.case or under_way(visit))
    fixed = "blocked_source_fixed" if begun else ""
    yield Card("disk", Kind.PICK, pick="sources", twice=True, blocked=fixed, told=begun)
