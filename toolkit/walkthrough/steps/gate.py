"""Nothing is restored before the complaint has its number, or somebody waives it by name."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, Kind, ask, page
from toolkit.walkthrough.visit import Visit

CODE = "gate"
PHASE = "recover"
FREE = False
FIRM = True


def cards(visit: Visit) -> Iterator[Card]:
    yield page("gate")
    if visit.value("legal.pv") and not visit.told("gate/filed"):
        return
    yield Card("filed", Kind.CHOOSE, choices=("yes", "no"), default="no")
    if visit.value("gate/filed") == "yes":
        yield ask("legal.pv", wanted=True, advice=("blocked_gate",))
    elif visit.told("gate/filed"):
        yield ask("restore.waiver", twice=True, wanted=True, advice=("blocked_gate",))
