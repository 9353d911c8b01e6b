"""Nothing is restored before the complaint has its number, or somebody waives it by name."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, ask, page
from toolkit.walkthrough.visit import Visit

CODE = "gate"
PHASE = "recover"
FREE = False
FIRM = True


def cards(visit: Visit) -> Iterator[Card]:
    yield page("gate")
    yield ask("legal.pv")
    if visit.told("legal.pv") and not visit.value("legal.pv"):
        yield ask("restore.waiver", twice=True, wanted=True, advice=("blocked_gate",))
