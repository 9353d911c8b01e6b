"""The sentence of one coded reason of a backup verdict, with its facts in words."""

from collections.abc import Mapping
from typing import Any

from toolkit.texts import Speech


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
    return value
