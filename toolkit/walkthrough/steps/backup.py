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
_JUDGED = (0, 1)  # exit statuses of a check that gave its verdict


def cards(visit: Visit) -> Iterator[Card]:
    for number in range(1, MOST + 1):
        work = f"backup_{number}"
        # A verdict is that of the medium it was given for: another medium is another number's.
        checked = work in visit.running or visit.ended(work, *_JUDGED)
        fixed = "blocked_checked" if checked else gate_closed(visit)
        yield Card(f"medium_{number}", Kind.PICK, pick="media", blocked=fixed, told=checked)
        if visit.value(f"backup/medium_{number}"):
            yield run(f"check_{number}", work=work, blocked=gate_closed(visit), waits=busy(visit))
            yield page(f"verdict_{number}", page="backup", work=work, waits=not visit.ended(work))
        if not visit.told(f"backup/medium_{number}"):
            return
        yield Card(f"more_{number}", Kind.CHOOSE, choices=("no", "yes"), default="no")
        if visit.value(f"backup/more_{number}") != "yes":
            return
