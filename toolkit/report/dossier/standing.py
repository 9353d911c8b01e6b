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


def complained(matter: Matter) -> bool:
    """Tell whether there is something to complain of: seen by the tool, or told by the practice."""
    told = ("attack.nature", "legal.pv")
    seen = gravest(matter) not in {"nothing", "incomplete"}
    return seen or any(matter.practice.answer(key) for key in told)


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


def begun(machine: Opened) -> bool:
    """Tell whether the reading of files was begun on a machine, whether or not it was ended."""
    return any(act.act == "scan.opened" for act in machine.acts)
