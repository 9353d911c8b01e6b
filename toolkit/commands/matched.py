"""Which rules matched and where, as told on screen: those of an attack first, ransom notes last."""

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.commands import extent
from toolkit.commands.screen import Screen
from toolkit.texts.rule_words import descriptions, words

_RULES = 5  # told on screen; the page tells all
_NOTES = "Trousse_Note_"  # rules that read texts: each ransom note is counted as such already


def told(
    survey: Mapping[str, Any], coverage: Mapping[str, Any], say: Callable[..., None], screen: Screen
) -> None:
    """Say what the first rules recognise, in how many files, and one of their paths."""
    said = descriptions(coverage)
    for rule in ordered(survey)[:_RULES]:
        tally = survey["rules"][rule]
        path = _place(tally["samples"][0], several=len(coverage["volumes"]) > 1)
        files = screen.speech.number(tally["files"])
        say("screen.rule", rule=words(screen.speech, rule, said), files=files, path=path)
    extent.more(len(survey["rules"]) - _RULES, say, screen)


def ordered(survey: Mapping[str, Any]) -> list[str]:
    """Return the rules that name an attack, then the others, notes last, each as the survey orders them."""
    hostile = set(survey.get("hostile_rules", ()))
    return sorted(survey["rules"], key=lambda rule: (rule.startswith(_NOTES), rule not in hostile))


def _place(sample: Mapping[str, str], *, several: bool) -> str:
    return f"{sample['volume']}: {sample['path']}" if several and sample["volume"] else sample["path"]
