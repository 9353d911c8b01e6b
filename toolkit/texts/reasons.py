"""Words for coded reasons: why something was not seen, and what a backup verdict rests on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from toolkit.texts import Speech
from toolkit.texts.forms import spoken
from toolkit.texts.rule_words import words


def why(speech: Speech, code: str) -> str:
    """Return the words of a code that the reading, the scan or the inventory gave; the code when none did."""
    known = (f"{area}.{code}" for area in ("coverage", "scan", "triage") if speech.knows(f"{area}.{code}"))
    return next((speech.say(one) for one in known), code)


def sentence(speech: Speech, reason: Mapping[str, Any]) -> str:
    """Return the sentence of a reason; a code without a sentence is shown as it is."""
    code = f"backup.{reason['code']}"
    if not speech.knows(code):
        return str(reason["code"])
    return speech.say(
        code, **{key: _shown(speech, key, value) for key, value in reason.items() if key != "code"}
    )


def _shown(speech: Speech, key: str, value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return speech.number(value)
    if key in {"why", "warning"} and speech.knows(f"coverage.{value}"):
        return speech.say(f"coverage.{value}")
    if key == "rule":
        return words(speech, str(value), {})
    return _date(speech, value) if key == "made" else value


def _date(speech: Speech, value: Any) -> Any:
    """Return a moment written as ISO dates are as people say it; what is none is left as it is."""
    try:
        told = datetime.fromisoformat(str(value))
    except ValueError:
        return value
    whole = told if told.tzinfo else told.replace(tzinfo=UTC)
    return spoken(speech, int(whole.timestamp()) * 1_000_000_000)
