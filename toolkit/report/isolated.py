"""Evidence on a page: nothing hidden, nothing that moves what stands beside it."""

import re
import unicodedata
from typing import Any

from markupsafe import Markup

from toolkit.texts import visible

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_BDI = Markup("<bdi>{}</bdi>")
# No letter before the Hebrew ones is written from right to left.
_PLAIN = re.compile(r"[\u0000-\u058f]*")


def isolated(value: Any) -> str:
    """Return a text with its hidden characters escaped and what reads from right to left kept apart.

    Markup is that of our own drawings and passes.
    """
    if isinstance(value, Markup):
        return value
    text = visible(str(value))
    return text if _PLAIN.fullmatch(text) else _apart(text)


def _apart(text: str) -> Markup:
    parts, at = [], 0
    for first, after in _runs(text):
        parts += [Markup("{}").format(text[at:first]), _BDI.format(text[first:after])]
        at = after
    return Markup("").join([*parts, text[at:]])


def _runs(text: str) -> list[tuple[int, int]]:
    """Return where letters from right to left stand, each run to its last before one from left to right."""
    runs: list[tuple[int, int]] = []
    joined = False
    for place, char in enumerate(text):
        kind = unicodedata.bidirectional(char)
        if kind in _RIGHT_TO_LEFT:
            first = runs.pop()[0] if joined else place
            runs.append((first, place + 1))
            joined = True
        elif kind == "L":
            joined = False
    return runs
