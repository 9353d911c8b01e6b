"""What is in the way, in words: the sentence of a refusal, and what to try."""

from collections.abc import Iterator

from toolkit.errors import Refusal
from toolkit.texts import Speech
from toolkit.walkthrough.pages.line import keyed

# Here nobody types a command: these speak of keys instead.
_OURS = {"answer_empty": "ui_answer_empty", "answer_choice": "ui_answer_choice"}
_WHY = ("custody.why_", "signatures.why_", "backup.why_")


def told(speech: Speech, refusal: Refusal) -> Iterator[str]:
    """Yield what happened, then what to try."""
    code = _OURS.get(refusal.code)
    named = f"walk.{code}" if code else f"errors.{refusal.code}"
    facts = {**refusal.facts, "why": _worded(speech, str(refusal.facts.get("why", "")))}
    of_cause = f"{named}_hint_{refusal.facts.get('why')}"
    hint = of_cause if speech.knows(of_cause) else f"{named}_hint"
    for one in (named, hint):
        if speech.knows(one):
            yield from filter(None, [keyed(speech.say(one, **facts))])


def system(speech: Speech, error: OSError) -> Iterator[str]:
    """Yield what the system would not do, in its own words."""
    yield speech.say("walk.ui_system", why=error.strerror or type(error).__name__)
    yield speech.say("walk.ui_system_hint")


def _worded(speech: Speech, why: str) -> str:
    known = (prefix + why for prefix in _WHY if speech.knows(prefix + why))
    return next((speech.say(one) for one in known), why)
