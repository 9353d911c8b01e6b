"""Set the original disk aside, or say what becomes of it."""

from collections.abc import Iterator

from toolkit.walkthrough.step import Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "disk"
PHASE = "preserve"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    del visit
    yield ask("sys.disk.fate")
    yield ask("sys.disk.serial")
    yield ask("sys.disk.image")
    yield ask("sys.disk.holder")
    yield ask("sys.disk.reason")
    yield act("label")
