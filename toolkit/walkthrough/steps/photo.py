"""Photograph the screens before anything is touched."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "photo"
PHASE = "preserve"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield act("screens")
    yield ask("ev.photos")
    yield ask("t.offset")
