"""Answers that no longer count: what was corrected leaves nothing of what was answered because of it.

One line of the journal says both: a correction, and what it takes back.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from toolkit.walkthrough import path
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.step import DONE
from toolkit.walkthrough.visit import Given, Visit

# Two cards that ask the same, with the answer that says yes: one that no longer does takes back the other.
_SAME = {"complaint/filed": DONE, "gate/filed": "yes"}

_SOME_TIME = "1970-01-01T00:00:00+00:00"  # of what is only tried: its line has one of its own


def answered(visit: Visit, place: Place, value: str | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of the line that records an answer, with the names of those it takes back."""
    said = {"card": place.name, "value": value, "facts": facts}
    told = replace(visit, given={**visit.given, place.name: Given(value, _SOME_TIME, None)})
    gone = _same(visit, place.name, value)
    gone |= unasked(visits.without(told, gone, _SOME_TIME, None, place.name)) - {place.name}
    return {**said, "withdraws": sorted(gone)} if gone else said


def unasked(visit: Visit) -> set[str]:
    """Return the questions answered that no card asks any more: each may have been what led to another."""
    gone: set[str] = set()
    while True:
        names = {place.name for step in path.steps() for place in path.places(visit, step)}
        odd = visits.answers(visit).keys() - names
        if not odd:
            return gone
        gone |= odd
        visit = visits.without(visit, odd, _SOME_TIME, None, "")


def _same(visit: Visit, name: str, value: str | None) -> set[str]:
    if name not in _SAME or value in {_SAME[name], visit.value(name)}:
        return set()
    return {other for other, yes in _SAME.items() if other != name and visit.value(other) == yes}
