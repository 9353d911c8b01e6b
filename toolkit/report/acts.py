"""What the custody log says, in sentences; an act nobody wrote a sentence for is told by its code."""

from collections import defaultdict
from typing import Any

from toolkit.custody.log import Act
from toolkit.texts import Speech

_STAGE = ("opened", "resumed", "checkpoint", "interrupted", "closed")


def sentence(speech: Speech, act: Act) -> str:
    """Return an act in words; numbered stages (backup_2) are told as their kind."""
    code = _own(act) or f"custody.{act.act}"
    if speech.knows(code):
        return _filled(speech, code, act.facts)
    stage, _, how = act.act.rpartition(".")
    kind = stage.rstrip("0123456789").rstrip("_")
    if kind == "machine" and how == "closed":
        return speech.say("practice.act_added", number=stage.rpartition("_")[2])
    if how in _STAGE and speech.knows(f"custody.{kind}.{how}"):
        return _filled(speech, f"custody.{kind}.{how}", act.facts)
    if how in _STAGE and stage:
        return speech.say(f"custody.stage.{how}", stage=kind)
    return act.act


def _own(act: Act) -> str:
    """Return the code of an act whose facts a chronology tells."""
    if act.act == "clock.offset" and act.facts.get("seconds") is None:
        return "chronology.clock_not_noted"
    return "chronology.transferred" if act.act == "custody.transferred" else ""


def _filled(speech: Speech, code: str, facts: Any) -> str:
    """Fill a sentence, a fact the act does not hold as a dash: the log may be of another version."""
    held: defaultdict[str, Any] = defaultdict(lambda: "–", facts)
    return speech.fill(code, held)
