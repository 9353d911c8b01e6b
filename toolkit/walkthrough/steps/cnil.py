"""The notification to CNIL, a first one even if incomplete."""

from collections.abc import Iterator

from toolkit.walkthrough.step import DONE, Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "cnil"
PHASE = "declare"
FREE = True
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    for key in ("pd.categories", "pd.count", "pd.types", "pd.consequences"):
        yield ask(key)
    yield act("sent")
    if visit.value("cnil/sent") == DONE:
        yield ask("legal.cnil")
