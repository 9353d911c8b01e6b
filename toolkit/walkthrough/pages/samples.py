"""The exhibits copied, by kind; what was left and why; none of them patients' data unless asked for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.custody import captures
from toolkit.custody.case import Case
from toolkit.texts.reasons import why as words
from toolkit.walkthrough.pages.line import DIM, STRONG, WARN, Line, Look, some

_KINDS, _FAILED = 9, 4
# Handed over by express words of the practitioner: may concern a patient, and leave in the annex alone.
_ASKED = frozenset({"sample_document", "sample_encrypted"})


def lines(look: Look, case: Case) -> Iterator[Line]:
    """Yield the exhibits by kind, those that leave in the annex alone, then what was not copied."""
    every = list(captures.captured(case))
    taken = [one for one in every if "failed" not in one]
    if not every:
        yield look.say("page.samples_none", STRONG)
    else:
        yield look.say("page.samples_taken", STRONG, count=len(taken))
    kinds = Counter(str(one["reason"]) for one in taken)
    told = (_kind(look, reason, count) for reason, count in kinds.most_common())
    yield from some(look, told, _KINDS)
    if annexed := sum(captures.in_annex(str(one["number"])) for one in taken):
        yield look.say("page.samples_annex", count=annexed, open=look.speech.number(len(taken) - annexed))
    yield look.say("page.samples_asked" if _ASKED.intersection(kinds) else "page.samples_patients")
    yield from _left(look, case, kinds, [one for one in every if "failed" in one])


def _kind(look: Look, reason: str, count: int) -> Line:
    code = f"capture.{reason}"
    name = look.speech.say(code) if look.speech.knows(code) else reason
    return look.say("page.samples_kind", kind=name, count=look.speech.number(count))


def _left(look: Look, case: Case, kinds: Mapping[str, int], failed: list[dict[str, Any]]) -> Iterator[Line]:
    """Yield what was only listed, and what could not be copied."""
    programs = (case.read_json("programs") or {"count": 0})["count"]
    if programs > kinds.get("program", 0):
        yield look.say("page.samples_programs", count=programs - kinds.get("program", 0))
    told = (
        look.say("screen.capture_failed", WARN, number=one["number"], why=words(look.speech, one["failed"]))
        for one in failed
    )
    yield from some(look, told, _FAILED)
    yield look.say("page.samples_where", DIM)
