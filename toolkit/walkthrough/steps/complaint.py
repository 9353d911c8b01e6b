"""The complaint: what only people know, its documents, and its number."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import busy, without_case
from toolkit.walkthrough.step import DONE, Card, act, ask, run
from toolkit.walkthrough.visit import Visit

CODE = "complaint"
PHASE = "declare"
FREE = False
FIRM = False

_KEYS = (
    *("victim.legal", "victim.siret", "victim.rep", "victim.addr", "victim.phone"),
    *("attack.vector", "impact.service", "impact.loss"),
)


def cards(visit: Visit) -> Iterator[Card]:
    for key in _KEYS:
        yield ask(key)
    yield run("documents", blocked=without_case(visit), waits=busy(visit))
    yield act("filed")
    if visit.value("complaint/filed") == DONE:
        yield ask("legal.pv")
