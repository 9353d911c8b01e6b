"""From five answers to two axes, and to JSON: may it be connected, may it be relied on."""

from collections.abc import Mapping
from typing import Any

from toolkit.backup.answers.questions import QUESTIONS
from toolkit.records import Answer, Check, Connect, Facts, Rely, Verdict, plain

_ORDER = (Answer.NO, Answer.UNKNOWN, Answer.YES)


def connect(answers: Mapping[str, Check]) -> Connect:
    """Return the first axis; unknown is never clean."""
    found = {Answer.NO: Connect.INFECTED, Answer.YES: Connect.CLEAN, Answer.UNKNOWN: Connect.UNKNOWN}
    return found[answers["clean"].answer]


def rely(answers: Mapping[str, Check], *, opaque: bool) -> Rely:
    """Return the second axis: the worst thing found, and good only when every answer is yes."""
    says = {question: check.answer for question, check in answers.items()}
    worst_first = (
        (says["not_encrypted"] == Answer.NO, Rely.ENCRYPTED),
        (says["restorable"] == Answer.NO, Rely.DAMAGED),
        (opaque, Rely.OPAQUE),
        (says["complete"] == Answer.NO, Rely.INCOMPLETE),
        (says["recent"] == Answer.NO, Rely.STALE),
        (set(says.values()) != {Answer.YES}, Rely.UNKNOWN),
    )
    return next((verdict for holds, verdict in worst_first if holds), Rely.GOOD)


def reasons(answers: Mapping[str, Check]) -> tuple[Facts, ...]:
    """Return every reason once, those of a no first, then those of an unknown."""
    ordered = sorted(answers.values(), key=lambda check: _ORDER.index(check.answer))
    once: list[Facts] = []
    for check in ordered:
        once.extend(reason for reason in check.why if reason not in once)
    return tuple(once)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as dicts, lists and scalars; that of a sample begins by "sample"."""
    coverage = plain(verdict.coverage)
    sample = {"sample": coverage.pop("sample")} if "sample" in coverage else {}
    return {
        **sample,
        "connect": str(verdict.connect),
        "rely": str(verdict.rely),
        "answers": {
            question: {"answer": str(check.answer), "why": plain(check.why)}
            for question, check in verdict.answers.items()
        },
        "newest_data": plain(verdict.newest_data),
        "coverage": coverage,
        "reasons": plain(verdict.reasons),
        "backups": plain(verdict.backups),
        "points": plain(verdict.points),
        "last_clean": plain(verdict.last_clean),
    }


def refused(code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same shape for a backup that was not looked at: everything unknown, and why."""
    why: dict[str, Any] = {**plain(facts), "code": code}
    coverage = {
        "files_seen": 0,
        "bytes_seen": 0,
        "files_not_seen": 0,
        "bytes_not_seen": 0,
        "complete": False,
        "warnings": [],
        "volumes": [],
    }
    return {
        "connect": str(Connect.UNKNOWN),
        "rely": str(Rely.UNKNOWN),
        "answers": {question: {"answer": str(Answer.UNKNOWN), "why": [why]} for question in QUESTIONS},
        "newest_data": {"modified_ns": None},
        "coverage": coverage,
        "reasons": [why],
        "backups": [],
        "points": [],
        "last_clean": None,
    }
