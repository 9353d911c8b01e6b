"""The exhibits as rows of the page: what leaves in the open archive, in the annex alone, and what failed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from toolkit.custody.captures import in_annex
from toolkit.texts import Speech
from toolkit.texts.forms import stamp

Line = Mapping[str, Any]

ROWS = 100  # of the open archive; 03_PIECES.csv holds all
ANNEX = 40
_TIMES = ("created", "modified", "changed", "accessed")


def rows(speech: Speech, lines: Sequence[Line]) -> dict[str, Any]:
    """Return {"open", "annex", "failed", "more", "more_annex", "first", "last"}; counts of what is cut."""
    held = [line for line in lines if "failed" not in line]
    annex = [line for line in held if in_annex(line["number"])]
    free = [line for line in held if not in_annex(line["number"])]
    failed = [line for line in lines if "failed" in line]
    return {
        "open": [{**line, "dates": dates(speech, line)} for line in free[:ROWS]],
        "annex": annex[:ANNEX],
        "failed": failed[:ANNEX],
        "more": max(0, len(free) - ROWS),
        "more_annex": max(0, len(annex) - ANNEX),
        "more_failed": max(0, len(failed) - ANNEX),
        "count": len(free),
        "count_annex": len(annex),
        "first": annex[0]["number"] if annex else "",
        "last": annex[-1]["number"] if annex else "",
    }


def dates(speech: Speech, line: Line) -> list[tuple[str, str]]:
    """Return the dates of a file, those that are the same in one: (which, when)."""
    told: dict[str, list[str]] = {}
    for name in _TIMES:
        told.setdefault(stamp(line["times"][name]), []).append(speech.say(f"report.time_{name}"))
    return [(", ".join(names), when) for when, names in told.items() if when]


def numbers(lines: Iterable[Line]) -> dict[str, str]:
    """Return the number of the exhibit of each content, by SHA-256; a wrapped program by its own."""
    found: dict[str, str] = {}
    for line in lines:
        if "failed" not in line:
            for sha256 in (line["sha256"], line["facts"].get("content_sha256")):
                if sha256:
                    found.setdefault(sha256, line["number"])
    return found
