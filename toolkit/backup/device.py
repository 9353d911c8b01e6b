"""What the device itself adds to the verdict on a backup: whose it is, and whether it can have been changed.

A medium that could be written to while it was read is never clean: what is on it may no longer be what came.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from toolkit.backup.answers import judging
from toolkit.backup.answers.questions import QUESTIONS
from toolkit.records import Answer, Check, Connect, Facts, Rely, Verdict

_UNPROVEN = "read_only_not_proven"


def not_looked_at(connect: Connect, why: Facts, told: Facts) -> Verdict:
    """Return the verdict on a device of which nothing was read, for one reason; `told` are facts of it."""
    checks = {question: Check(question, Answer.UNKNOWN, (why,)) for question in QUESTIONS}
    coverage = judging.refused(str(why["code"]), why)["coverage"]
    return Verdict(
        connect=connect,
        rely=Rely.UNKNOWN,
        answers=checks,
        newest_data={"modified_ns": None},
        coverage={**coverage, **told},
        reasons=(why,),
    )


def settled(verdict: Verdict, unsure: Sequence[Facts], beside: Sequence[Facts], told: Facts) -> Verdict:
    """Return a verdict with what was seen of the device; one reason to be unsure and it is not clean.

    `told`, {"medium": …, "read_only": …}, stands with the coverage.
    """
    before = verdict.answers["clean"]
    why = [one for one in before.why if one["code"] != _UNPROVEN]
    unknown = bool(unsure) and before.answer == Answer.YES
    answer = Answer.UNKNOWN if unknown else before.answer
    after = Check("clean", answer, (*unsure, *why, *beside) if unknown else (*why, *unsure, *beside))
    answers: dict[str, Any] = {**verdict.answers, "clean": after}
    return replace(
        verdict,
        connect=Connect.UNKNOWN if unknown and verdict.connect == Connect.CLEAN else verdict.connect,
        rely=Rely.UNKNOWN if unknown and verdict.rely == Rely.GOOD else verdict.rely,
        answers=answers,
        coverage={**verdict.coverage, **told},
        reasons=judging.reasons(answers),
    )
