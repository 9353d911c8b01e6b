"""What is in the way, as the full screen says it: nothing of the options of a command."""

from collections.abc import Iterator

from toolkit.errors import Refusal
from toolkit.texts import Speech, refusals
from toolkit.walkthrough.pages.line import keyed

# Here nobody types a command: these speak of keys instead.
_OURS = {"answer_empty": "walk.ui_answer_empty", "answer_choice": "walk.ui_answer_choice"}


def told(speech: Speech, refusal: Refusal) -> Iterator[str]:
    """Yield what happened, then what to try."""
    code = _OURS.get(refusal.code, f"errors.{refusal.code}")
    yield from filter(None, map(keyed, refusals.words(speech, code, refusal.facts)))


def system(speech: Speech, error: OSError) -> Iterator[str]:
    """Yield what the system would not do, in its own words."""
    yield speech.say("walk.ui_system", why=error.strerror or type(error).__name__)
    yield speech.say("walk.ui_system_hint")
