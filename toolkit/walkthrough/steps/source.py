"""Which disk is examined, named by its serial number; then what it holds and how its Windows was put out."""

from collections.abc import Iterator
from typing import Any

from toolkit.walkthrough.conditions import looked_at, of_run, under_way
from toolkit.walkthrough.step import Card, Kind, page, run
from toolkit.walkthrough.visit import Visit

CODE = "source"
PHASE = "evidence"
FREE = False
FIRM = False

_LOOK = "windows"  # the work that begins as soon as a disk is picked


def cards(visit: Visit) -> Iterator[Card]:
    # A case is about one disk: another is another visit's.
    begun = bool(visit.value("source/disk")) and (visit.seen.case or under_way(visit))
    looking = _LOOK in visit.running
    fixed = "blocked_source_fixed" if begun else "blocked_source_looking" if looking else ""
    unknown = visit.told("source/disk") and not visit.value("source/disk")
    more: dict[str, Any] = {"blocked": fixed, "told": begun or looking}
    more |= {"wanted": True, "advice": ("source_open",) if unknown else ()}
    yield Card("disk", Kind.PICK, pick="sources", work=_LOOK, twice=True, **more)
    if looked_at(visit):
        ran = visit.works.get(_LOOK)
        if not begun and not looking and (ran is None or ran.status is None):
            yield run("look", work=_LOOK)
        waits = not begun and not visit.ended(_LOOK)
        yield page(
            of_run(visit, _LOOK, "windows"), page="windows", work=_LOOK, holds=True, waits=waits, told=begun
        )
