"""The inventory as a person reads it: what deserves a look first, each fact in words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.texts import Speech, visible
from toolkit.texts.forms import moment, stamp

Row = Mapping[str, Any]
Shown = dict[str, Any]

ODD = 8  # rows of one artefact among those to look at first; the others stand in its own table
# What names a row to a person, the most telling first.
_NAMES = (
    "code", "name", "task", "program", "job", "share", "account", "service", "serial", "excluded",
    "patch", "log", "tool", "computer", "detail", "image", "path", "what",
)  # fmt: skip
_WHO = ("account", "user", "address")
_WORDED = frozenset({"code", "what"})
_WHEN = ("at_ns", "last_run_ns", "last_ns", "created_ns", "written_ns")
_ORDER = {"found": 1, "failed": 2, "absent": 3}


def fact(speech: Speech, key: str, value: Any) -> str:
    """Return one fact: times, lists and yes or no in words."""
    if isinstance(value, bool):
        return speech.say("report.yes" if value else "report.no")
    if key.endswith("_ns") and isinstance(value, int):
        return moment(speech, value) if key == "at_ns" else stamp(value)
    if isinstance(value, list | tuple):
        return ", ".join(fact(speech, key, part) for part in value)
    if isinstance(value, str) and speech.knows(f"triage.value_{value}"):
        return speech.say(f"triage.value_{value}")
    return visible(str(value))


def title(speech: Speech, artefact: str) -> str:
    """Return what an artefact is called."""
    return speech.say(f"triage.{artefact}") if speech.knows(f"triage.{artefact}") else visible(artefact)


def ordered(lines: Iterable[Shown]) -> list[Shown]:
    """Return the artefacts, those with a flag first, and in each the rows that bear one first."""
    shown = [_marked(line) for line in lines]
    return sorted(shown, key=lambda line: 0 if line["odd"] else _ORDER.get(str(line["outcome"]), 3))


def shared(lines: Iterable[Shown]) -> list[Shown]:
    """Take out of the artefacts, and return, the parts not read that several of them rest on."""
    kept = list(lines)
    tally = Counter(_mark(part) for line in kept for part in line.get("unread") or ())
    found = {
        _mark(part): part for line in kept for part in line.get("unread") or () if tally[_mark(part)] > 1
    }
    for line in kept:
        line["unread"] = [part for part in line.get("unread") or () if _mark(part) not in found]
    return list(found.values())


def _mark(part: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, str(value)) for key, value in part.items()))


def _marked(line: Shown) -> Shown:
    rows = sorted(line["rows"], key=lambda row: not row.get("flags"))
    return {**line, "rows": rows, "odd": sum(1 for row in rows if row.get("flags"))}


def odd(speech: Speech, lines: Iterable[Shown]) -> list[Shown]:
    """Return what a person should look at first: by artefact, its flagged rows, and how many are left."""
    return [
        {
            "artefact": line["name"],
            "rows": [_row(speech, row) for row in line["rows"] if row.get("flags")][:ODD],
            "more": max(0, line["odd"] - ODD),
        }
        for line in lines
        if line["odd"]
    ]


def _row(speech: Speech, row: Row) -> Shown:
    key = next((key for key in _NAMES if row.get(key) not in {None, ""} and not _nested(row[key])), "")
    name = fact(speech, key, row[key]) if key in _WORDED else visible(str(row.get(key, "–")))
    when = next((row[one] for one in _WHEN if isinstance(row.get(one), int)), None)
    command = _command(row)
    return {
        "name": name,
        "who": " · ".join(str(row[one]) for one in _WHO if isinstance(row.get(one), str) and one != key),
        "command": command if command != row.get(key) else "",
        "when": f"{stamp(when)[:19]}Z" if stamp(when) else "",
        "flags": fact(speech, "", row["flags"]),
    }


def _nested(value: Any) -> bool:
    return isinstance(value, list | tuple | dict)


def _command(row: Row) -> str:
    """Return the program of a row, with its arguments where they may leave in words."""
    parts = (row.get("command") or row.get("image"), row.get("arguments"))
    return " ".join(part for part in parts if isinstance(part, str) and part)
