"""How the machine that leads the visit was started: by its own system, or from our stick."""

import os
from dataclasses import dataclass

from toolkit import booted


@dataclass(frozen=True, slots=True)
class Started:
    """What a visit goes by."""

    booted: bool = False  # from our stick: its own system does not run, and there is no network
    clock: int | None = None  # seconds its clock was ahead of a phone's, None where nobody told the hour
    console: bool = False  # the menu of our console stands behind this program


def here() -> Started:
    """Return how this machine was started."""
    from_stick = booted.facts() is not None
    clock = booted.clock_difference() if from_stick else None
    return Started(from_stick, clock, console=booted.SAID in os.environ)
