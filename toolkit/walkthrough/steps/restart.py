"""A clean machine first, then the data, then a trial with the practitioner."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import gate_closed, unchecked, under_way
from toolkit.walkthrough.step import Card, act
from toolkit.walkthrough.visit import Visit

CODE = "restart"
PHASE = "recover"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    # What becomes of the disk is decided first, which waits for the examination.
    examining = under_way(visit)
    yield act("reinstalled", blocked=gate_closed(visit), waits=examining)
    # Nothing comes back from a backup whose verdict is on its way.
    checking = any(work.startswith("backup_") for work in visit.running)
    missing = "" if checking else unchecked(visit)
    # What cannot be done comes last: without a backup the machine is tried out all the same.
    for name in ("tried", "restored") if missing else ("restored", "tried"):
        blocked = gate_closed(visit) or (missing if name == "restored" else "")
        yield act(name, blocked=blocked, waits=checking or examining)
