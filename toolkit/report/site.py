"""What was noted on site, as it may leave openly: free notes may name a patient nothing else tells of."""

from collections.abc import Mapping
from dataclasses import replace

from toolkit.custody import quoted
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.answers import Answer

KEY = "ev.visit"  # and « ev.visit#2 » to « ev.visit#9 »
_OPERATOR = "ev.operator"
BETWEEN = " ; "  # two lines; no line holds a semicolon


def pages(given: Mapping[str, Answer]) -> list[str]:
    """Return the keys of the pages of the visit, in their order."""
    return sorted(key for key in given if key.partition("#")[0] == KEY)


def unnamed(given: Mapping[str, Answer], pseudonyms: Pseudonyms, spared: frozenset[str]) -> dict[str, Answer]:
    """Return the answers with the people hidden that the pages of the visit name, but for who leads it."""
    operator = given.get(_OPERATOR)
    leads = operator.value if operator else None
    hidden = {
        key: replace(given[key], value=_unnamed(text, leads, pseudonyms, spared))
        for key in pages(given)
        if (text := given[key].value)
    }
    return {**given, **hidden}


def _unnamed(text: str, leads: str | None, pseudonyms: Pseudonyms, spared: frozenset[str]) -> str:
    # The name of whoever leads it stands in every line, and leaves: `ev.operator` is clear.
    parts = text.split(leads) if leads else [text]
    return (leads or "").join(quoted.hidden(part, pseudonyms, spared) if part else "" for part in parts)
