"""Delete nothing, pay nothing, change the passwords from a healthy device."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, act
from toolkit.walkthrough.visit import Visit

CODE = "caution"
PHASE = "preserve"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield act("keep")
    yield act("no_pay")
    yield act("passwords")
