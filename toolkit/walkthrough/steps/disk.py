"""Set the original disk aside, or say what becomes of it."""

from collections.abc import Iterator
from typing import Any

from toolkit.walkthrough.conditions import reading
from toolkit.walkthrough.step import Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "disk"
PHASE = "preserve"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    more: dict[str, Any] = {"late": True}
    if reading(visit):  # nobody is told to take out what is read
        more |= {"waits": True, "advice": ("disk_reading",)}
    for what in ("fate", "serial", "image", "holder", "reason"):
        yield ask(f"sys.disk.{what}", **more)
    yield act("label", **more)
