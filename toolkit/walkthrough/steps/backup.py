"""The backup, checked before it is plugged into anything."""

from collections.abc import Iterator
from typing import Any

from toolkit.walkthrough.conditions import JUDGED, busy, gate_closed
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
        # A verdict is that of the medium it was given for: another medium is another number's.
        checked = work in visit.running or visit.ended(work, *JUDGED)
        fixed = "blocked_checked" if checked else gate_closed(visit)
        medium = f"backup/medium_{number}"
        advice = ("backup_open",) if visit.told(medium) and not visit.value(medium) else ()
        more: dict[str, Any] = {"blocked": fixed, "told": checked, "wanted": True, "advice": advice}
        yield Card(f"medium_{number}", Kind.PICK, pick="media", **more)
        if not visit.value(medium):
            return
        yield run(f"check_{number}", work=work, blocked=gate_closed(visit), waits=busy(visit))
        yield page(f"verdict_{number}", page="backup", work=work, waits=not visit.ended(work))
        yield Card(f"more_{number}", Kind.CHOOSE, choices=("no", "yes"), default="no")
        if visit.value(f"backup/more_{number}") != "yes":
            return
