"""The backup, checked before it is plugged into anything."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import busy, gate_closed
from toolkit.walkthrough.step import Card, Kind, page, run
from toolkit.walkthrough.visit import Visit

CODE = "backup"
PHASE = "recover"
FREE = False
FIRM = False

MOST = 20  # media of one visit


def cards(visit: Visit) -> Iterator[Card]:
    for number in range(1, MOST + 1):
        work = f"backup_{number}"
        yield Card(f"medium_{number}", Kind.PICK, pick="media", blocked=gate_closed(visit))
        if visit.value(f"backup/medium_{number}"):
            yield run(f"check_{number}", work=work, waits=busy(visit))
            yield page(f"verdict_{number}", page="backup", work=work, waits=not visit.ended(work))
        if not visit.told(f"backup/medium_{number}"):
            return
        yield Card(f"more_{number}", Kind.CHOOSE, choices=("no", "yes"), default="no")
        if visit.value(f"backup/more_{number}") != "yes":
            return
