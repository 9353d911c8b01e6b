"""What a rule recognises, in words: our own sentence, else what the author of an added rule says of it."""

from collections.abc import Mapping
from typing import Any

from toolkit.texts import Speech

_LONGEST = 120  # characters of what an author says


def descriptions(coverage: Mapping[str, Any]) -> dict[str, str]:
    """Return what the authors of added rules say of those that matched, by rule."""
    named = coverage.get("signatures", {}).get("attributions", ())
    return {one["rule"]: str(one["description"])[:_LONGEST] for one in named if one.get("description")}


def words(speech: Speech, rule: str, said: Mapping[str, str]) -> str:
    """Return the sentence of a rule of ours, else what its author says beside its name, else its name."""
    if speech.knows(f"scan.rule_{rule}"):
        return speech.say(f"scan.rule_{rule}")
    return f"{said[rule]} ({rule})" if rule in said else rule
