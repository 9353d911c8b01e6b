"""The custody log as rows of the page: acts in words, those that repeat told once with their number."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from toolkit.custody.log import Act
from toolkit.custody.standing import counted
from toolkit.report.acts import sentence
from toolkit.texts import Speech

ROWS = 200
_ALIKE = 3  # acts of one kind in a row, from which they are told together


def rows(speech: Speech, acts: Sequence[Act]) -> dict[str, Any]:
    """Return {"rows", "more", "count"}: rows of {"n", "at", "who", "what", "alike"}.

    What comes after the last act that counts is left out: a page made again is the same.
    """
    every = counted(acts)
    told = [row for _, group in groupby(every, lambda act: act.act) for row in _told(speech, list(group))]
    return {"rows": told[:ROWS], "more": max(0, len(told) - ROWS), "count": len(every)}


def _told(speech: Speech, acts: list[Act]) -> list[dict[str, Any]]:
    if len(acts) < _ALIKE:
        return [_row(speech, act) for act in acts]
    first, last = acts[0], acts[-1]
    whole = f"{sentence(speech, first)} … {sentence(speech, last)}"
    what = whole if sentence(speech, first) != sentence(speech, last) else sentence(speech, first)
    return [{**_row(speech, first), "n": f"{first.n}–{last.n}", "what": what, "alike": len(acts)}]


def _row(speech: Speech, act: Act) -> dict[str, Any]:
    return {
        "n": str(act.n),
        "at": f"{act.at[:19].replace('T', ' ')}Z",
        "who": act.who or "",
        "what": sentence(speech, act),
        "alike": 1,
    }
