"""The annex, the signed archive, its receipt, and who receives them."""

from collections.abc import Iterator

from toolkit.walkthrough.conditions import busy, of_run, without_case
from toolkit.walkthrough.step import Card, Kind, page, run
from toolkit.walkthrough.visit import Visit

CODE = "handover"
PHASE = "recover"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    examined = "capture.closed" in visit.seen.marks or not visit.seen.case
    advice = () if examined else ("handover_unfinished",)
    yield run("seal", work="handover", blocked=without_case(visit), waits=busy(visit), advice=advice)
    passphrase, sealing = of_run(visit, "handover", "passphrase"), not visit.ended("handover")
    # Once it was copied it is shown no more.
    work = "" if visit.told(f"handover/{passphrase}") else "handover"
    yield page(passphrase, page="passphrase", work=work, waits=sealing, twice=True, forgets=True)
    yield page(of_run(visit, "handover", "archive"), page="archive", work="handover", waits=sealing)
    yield Card("to", Kind.TEXT, wanted=True)
    yield Card("organisation", Kind.TEXT)
    if visit.value("handover/to"):
        yield run("transfer", waits=busy(visit) or sealing)
        receipt = of_run(visit, "transfer", "receipt")
        yield page(receipt, page="receipt", work="transfer", waits=not visit.ended("transfer"))
