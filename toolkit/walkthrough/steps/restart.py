"""A clean machine first, then the data, then a trial with the practitioner."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import gate_closed, under_way
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
    for name in ("restored", "tried"):
        yield act(name, blocked=gate_closed(visit), waits=checking or examining)
