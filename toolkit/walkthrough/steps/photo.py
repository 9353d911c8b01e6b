"""Photograph the screens before anything is touched."""

from collections.abc import Iterator
from typing import Any

from toolkit.walkthrough.step import Card, act, ask
from toolkit.walkthrough.visit import Visit

CODE = "photo"
PHASE = "preserve"
FREE = False
FIRM = False


def cards(visit: Visit) -> Iterator[Card]:
    yield act("screens")
    yield ask("ev.photos")
    yield ask("t.offset", **_measured(visit.started.clock))


def _measured(seconds: int | None) -> dict[str, Any]:
    """Return what a card says of the clock that was compared when the machine was started from our stick."""
    if seconds is None:
        return {}
    code = "offset_ahead" if seconds > 0 else "offset_behind" if seconds else "offset_none"
    minutes = max(1, round(abs(seconds) / 60))
    return {"advice": ("offset_measured",), "proposed": code, "facts": {"minutes": minutes}}
