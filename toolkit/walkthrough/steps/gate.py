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
    number, told = visit.value("legal.pv"), visit.told("gate/filed")
    filed = visit.value("gate/filed") == "yes"
    if told or not number:
        yield Card("filed", Kind.CHOOSE, choices=("yes", "no"), default="no")
    if filed:
        yield ask("legal.pv", wanted=True, advice=("blocked_gate",))
    # Who waived it by name has done so: a number that comes later contradicts it, and takes nothing back.
    if visit.value("restore.waiver") or (told and not filed):
        yield ask("restore.waiver", twice=True, wanted=not number, advice=("blocked_gate",))
