"""Start the examination, which goes on while the next steps are taken."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import busy, locked, looked_at
from toolkit.walkthrough.step import Card, Kind, run
from toolkit.walkthrough.visit import Visit

CODE = "examine"
PHASE = "evidence"
FREE = False
FIRM = False

LOCKED = 3  # exit status of a source that cannot be examined: often a volume whose key is missing


def shut(visit: Visit) -> bool:
    """Tell whether a volume stays locked, or may be: a disk that was not looked at could not be read."""
    return locked(visit) or (
        looked_at(visit) and not visit.ended("windows") and visit.ended("examine", LOCKED)
    )


def cards(visit: Visit) -> Iterator[Card]:
    missing = "" if visit.value("mission.order") == "yes" else "blocked_consent"
    if not missing and not visit.value("source/disk"):
        missing = "blocked_source"
    if visit.told("examine/key") or shut(visit):
        yield Card("key", Kind.SECRET)
    yield run(
        "start", work="examine", blocked=missing, waits=busy(visit), told="capture.closed" in visit.seen.marks
    )
