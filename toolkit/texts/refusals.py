"""What is in the way, in words: the sentence of a refusal, and what to try."""

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.texts import Speech

# Facts of a refusal that are codes themselves, and where their words are.
_CODED = {
    "why": ("signatures.why_", "custody.why_", "backup.why_"),
    "looks": ("coverage.looks_",),
    "told_by": ("capture.by_",),
}


def words(speech: Speech, code: str, facts: Mapping[str, Any], *, led: bool = False) -> tuple[str, str]:
    """Return the sentence of "area.code" and what to try, "" for none; the code where it has no sentence.

    `led` says that the walkthrough typed the command: nobody can add an option to it.
    """
    # What to do may depend on the cause, and on who typed.
    hints = (*([f"{code}_hint_led"] if led else []), f"{code}_hint_{facts.get('why')}", f"{code}_hint")
    shown = _worded(speech, facts)
    sentence = speech.fill(code, shown) if speech.knows(code) else code
    return sentence, next((speech.fill(hint, shown) for hint in hints if speech.knows(hint)), "")


def _worded(speech: Speech, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with words for those that are codes."""
    shown = dict(facts)
    for name in _CODED.keys() & facts.keys():
        shown[name] = _first(speech, str(facts[name]), _CODED[name])
    if "fault" in facts:
        shown["fault"] = speech.fill(f"verify.{facts['fault']}", facts.get("of", {}))
    return shown


def _first(speech: Speech, code: str, prefixes: Iterable[str]) -> str:
    known = (prefix + code for prefix in prefixes if speech.knows(prefix + code))
    return next((speech.say(one) for one in known), code)
