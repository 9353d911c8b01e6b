"""Patients are told where the risk for them is high."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "patients"
PHASE = "declare"
FREE = True
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield act("informed")
    yield ask("pd.informed")
