"""How a machine stands, in one code each: what a first page can say of it without explaining."""

from toolkit.report.dossier.matter import Matter
from toolkit.report.opened import Opened

# From what weighs most on a practice to what weighs least; unknown weighs more than nothing found.
STATES = ("attacked", "doubtful", "unread", "unscanned", "incomplete", "nothing")


def standing(machine: Opened) -> str:
    """Return one of STATES."""
    survey, coverage = machine.survey, machine.coverage
    if not survey or not coverage:
        return "unscanned"
    if not coverage.get("files_seen"):
        return "unread"
    if survey.get("state") in {"attacked", "doubtful"}:
        return str(survey["state"])
    return "nothing" if coverage.get("complete") else "incomplete"


def gravest(matter: Matter) -> str:
    """Return the state of the machine that stands worst."""
    found = {standing(machine) for machine in matter.practice.machines}
    return next((state for state in STATES if state in found), "unscanned")


def tally(machine: Opened, state: str, key: str = "files") -> int:
    """Return how many files, or bytes, of the practice's own are in one state."""
    survey = machine.survey or {}
    extent = survey.get("extent")
    held = (extent["whole"] if extent else survey.get("damage", {})).get(state, {})
    return int(held.get(key, 0))


def whole(machine: Opened) -> int:
    """Return how many files the states are counted over, the notes left out where that is known."""
    survey = machine.survey or {}
    extent = survey.get("extent")
    held = extent["whole"] if extent else survey.get("damage", {})
    return sum(int(one["files"]) for one in held.values())


def span(machine: Opened) -> tuple[int | None, int | None]:
    """Return when encryption began and ended, by the clock of the machine; None where it is not known."""
    by_code = {line["code"]: line["at_ns"] for line in machine.timeline}
    burst = (machine.survey or {}).get("burst") or {}
    first = by_code.get("began") or by_code.get("began_before") or burst.get("first")
    return first, by_code.get("ended") or burst.get("last")


def corrected(machine: Opened, at_ns: int | None) -> int | None:
    """Return a time of the machine as an exact clock would have given it, where the offset is known."""
    offset = machine.facts.clock.get("offset_seconds")
    return at_ns if at_ns is None or offset is None else at_ns - round(offset * 1_000_000_000)
