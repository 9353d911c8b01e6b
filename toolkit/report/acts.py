"""What the custody log says, in sentences; an act nobody wrote a sentence for is told by its code."""

from collections import defaultdict
from typing import Any

from toolkit.custody.log import Act
from toolkit.texts import Speech

_STAGE = ("opened", "resumed", "checkpoint", "interrupted", "closed")


def sentence(speech: Speech, act: Act) -> str:
    """Return an act in words; numbered stages (backup_2) are told as their kind."""
    code = f"custody.{act.act}"
    if speech.knows(code):
        return _filled(speech, code, act.facts)
    stage, _, how = act.act.rpartition(".")
    kind = stage.rstrip("0123456789").rstrip("_")
    if how in _STAGE and speech.knows(f"custody.{kind}.{how}"):
        return _filled(speech, f"custody.{kind}.{how}", act.facts)
    if how in _STAGE and stage:
        return speech.say(f"custody.stage.{how}", stage=kind)
    return act.act


def _filled(speech: Speech, code: str, facts: Any) -> str:
    """Fill a sentence, a fact the act does not hold as a dash: the log may be of another version."""
    held: defaultdict[str, Any] = defaultdict(lambda: "–", facts)
    return speech.fill(code, held)
