"""How many exhibits were kept and where they leave: the same count, in the same words, in every document."""

from dataclasses import dataclass

from toolkit.custody.captures import in_annex
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.texts import Speech


@dataclass(frozen=True, slots=True)
class Kept:
    """Exhibits of all machines; `archives` are the sealed archives that several machines came in."""

    open: int
    annex: int
    state: str  # of the annex: "made", "not_made", "made_in_part"
    archives: int = 0
    cut: bool = False  # copying was broken off, or never begun, on one machine at least


def counted(practice: Practice) -> Kept:
    """Return what was kept; an exhibit that could not be copied is none."""
    numbers = [
        str(line["number"]) for one in practice.machines for line in one.capture if "failed" not in line
    ]
    cut = any("capture" in one.unfinished for one in practice.machines)
    annex = sum(in_annex(number) for number in numbers)
    return Kept(len(numbers) - annex, annex, _state(practice), len(practice.archives), cut)


def said(speech: Speech, kept: Kept) -> str:
    """Return the count as a sentence."""
    told = speech.say(
        "handover.kept_machines" if kept.archives else "handover.kept",
        open=speech.number(kept.open),
        annex=speech.number(kept.annex),
        archives=speech.number(kept.archives),
        state=speech.say(f"handover.annex_{kept.state}"),
    )
    return f"{told} {speech.say('handover.kept_cut')}" if kept.cut else told


def _state(practice: Practice) -> str:
    made = {_annexed(machine) for machine in practice.machines}
    if made == {True}:
        return "made"
    return "made_in_part" if True in made else "not_made"


def _annexed(machine: Opened) -> bool:
    return any(act.act == "annex.closed" for act in machine.acts)
