"""Cut off the machine, unplug the backups, warn everybody; checked where the machine can tell."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, Kind, act, page, run
from toolkit.walkthrough.visit import Visit

CODE = "isolation"
PHASE = "isolate"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield act("network")
    yield act("backups")
    if not visit.started.booted:  # else it has no network, and its Windows does not run
        yield Card("where", Kind.CHOOSE, choices=("here", "elsewhere"), default="elsewhere")
        if visit.value("isolation/where") == "here":
            yield run("look", work="isolation")
            yield page("isolation", work="isolation", waits=not visit.ended("isolation"))
    yield act("team")
