"""The annex, the signed archive, its receipt, and who receives them."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import busy, without_case
from toolkit.walkthrough.step import Card, Kind, page, run
from toolkit.walkthrough.visit import Visit

CODE = "handover"
PHASE = "recover"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield run("seal", work="handover", blocked=without_case(visit), waits=busy(visit))
    yield page("passphrase", work="handover", waits=not visit.ended("handover"), twice=True)
    yield page("archive", work="handover", waits=not visit.ended("handover"))
    yield Card("to", Kind.TEXT)
    yield Card("organisation", Kind.TEXT)
    if visit.value("handover/to"):
        yield run("transfer", waits=busy(visit) or not visit.ended("handover"))
        yield page("receipt", work="transfer", waits=not visit.ended("transfer"))
