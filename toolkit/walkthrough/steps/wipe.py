"""Nothing of the patients stays on the stick."""

from collections.abc import Iterator
from datetime import datetime

from toolkit.custody import wiping
from toolkit.walkthrough.conditions import busy, of_run, without_case
from toolkit.walkthrough.step import Card, Kind, page, run
from toolkit.walkthrough.visit import Visit

CODE = "wipe"
PHASE = "recover"
FREE = False
FIRM = False

_AFTER = frozenset({"handover", "wipe"})  # steps whose answers concern the archive itself


def cards(visit: Visit) -> Iterator[Card]:
    yield page("wipe", waits=busy(visit))
    # What was half erased is a case no more, and is erased to its end.
    missing = "" if "wipe" in visit.works else without_case(visit)
    advice = ("wipe_said_since",) if _said_since(visit) else ()
    yield Card("kept", Kind.TEXT, blocked=missing, advice=advice, wanted=True)
    if visit.value("wipe/kept"):
        yield from _annex(visit)
        # Files that are not ours may stay behind: the case itself is gone, and nothing is left to erase.
        gone = visit.ended("wipe") and visit.case is not None and not wiping.stands(visit.case)
        yield run("erase", work="wipe", twice=True, blocked=_lost(visit), waits=busy(visit), told=gone)
        yield page(of_run(visit, "wipe", "wiped"), page="wiped", work="wipe", waits=not visit.ended("wipe"))


def _annex(visit: Visit) -> Iterator[Card]:
    """Ask where the annex is kept, and whether it may be lost where nobody can tell, before anything goes."""
    if "annex.closed" not in visit.seen.marks and not visit.told("wipe/annex"):
        return
    yield Card("annex", Kind.TEXT)
    if visit.told("wipe/annex") and not visit.value("wipe/annex"):
        yield Card("lost", Kind.CHOOSE, choices=("no", "yes"), wanted=True)


def _lost(visit: Visit) -> str:
    """Return why nothing is erased yet: the annex is kept nowhere that is known, and nobody gave it up."""
    known = not visit.told("wipe/annex") or visit.value("wipe/annex") or visit.value("wipe/lost") == "yes"
    return "" if known else "blocked_annex"


def _said_since(visit: Visit) -> bool:
    """Tell whether something was said that the archive closed last cannot hold, and that is erased."""
    sealed = visit.works.get("handover")
    if sealed is None:
        return False
    notes = [note.at for each in visit.notes.values() for note in each]
    given = [one.at for name, one in visit.given.items() if name.partition("/")[0] not in _AFTER]
    closed = datetime.fromisoformat(sealed.at)
    return any(datetime.fromisoformat(at) > closed for at in (*given, *notes))
