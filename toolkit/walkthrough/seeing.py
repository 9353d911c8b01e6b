"""What is read of the case between two keys: which stages are recorded, and what they add up to."""

import time

from toolkit import report
from toolkit.custody import durable
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, Refusal
from toolkit.walkthrough.visit import Seen, Visit

_EVERY = 2.0  # seconds between two looks at a case that something writes
_ON_CASE = ("examine", "documents", "handover", "transfer")  # what went well left a case behind


class Look:
    """Reads a case again whenever its log has grown, and remembers what was in the way."""

    def __init__(self) -> None:
        self.trouble: Refusal | None = None
        self._at = 0.0
        self._size = -1  # bytes of the log at the last look

    def at(self, visit: Visit, *, now: bool = False) -> Seen:
        """Return what stands in the case of a visit; without `now` what a look of two seconds ago saw."""
        case = visit.case
        if case is None or (not now and time.monotonic() - self._at < _EVERY):
            return visit.seen
        self._at = time.monotonic()
        # A case that goes, or is gone, as somebody wanted is in nobody's way.
        erased = "wipe" in visit.running or visit.ended("wipe", 0)
        try:
            size = (case / "custody.jsonl").stat().st_size
        except OSError:
            self._size = -1  # it is read anew once it is back
            # What was seen of one that is gone stays on the screen.
            self.trouble = (
                CaseRefusal("case_missing", folder=str(case)) if not erased and _stood(visit) else None
            )
            return visit.seen
        if size == self._size and not now:
            return visit.seen
        try:
            with durable.writing(case):
                seen = _read(Case.read(case))
        except Refusal as refusal:
            self.trouble = None if erased else refusal
            return visit.seen
        except (KeyError, TypeError, ValueError, AttributeError):  # as its log says, and no record of ours
            self.trouble = None if erased else durable.damaged(case, "record_changed")
            return visit.seen
        self._size, self.trouble = size, None
        return seen


def _stood(visit: Visit) -> bool:
    """Tell whether a case was there: an examination that was stopped early may have written none."""
    return visit.seen.case or any(visit.ended(work, 0) for work in _ON_CASE)


def _read(case: Case) -> Seen:
    return Seen(
        case=True,
        marks=frozenset(case.marks),
        survey=case.read_json("survey") or {},
        coverage=case.read_json("coverage") or {},
        backups=tuple(report.backups(case)),
    )
