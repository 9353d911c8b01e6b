"""What was said on site and the case does not hold yet: the questions answered, and the log of the visit."""

from datetime import datetime
from pathlib import Path

from toolkit.custody import visit_journal
from toolkit.custody.case import Case
from toolkit.report import answers as recorded
from toolkit.report.answers import Answer
from toolkit.texts import Speech
from toolkit.walkthrough import fitting, log_of_visit
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.visit import Visit, Withdrawn

_SECOND = 1_000_000_000


def of_folder(folder: Path) -> Visit:
    """Return the visit that the journal of a folder tells; raises CaseRefusal("visit_damaged", line)."""
    return fitting.fitting(visits.folded(visit_journal.read(folder), folder))


def left(visit: Visit, case: Case, speech: Speech) -> list[tuple[str, str | None]]:
    """Return what a case does not hold yet of a visit, by key; None is « je ne sais pas »."""
    held = recorded.told(case)
    before = {key: one.value for key, one in held.items()}
    log = log_of_visit.entries(visit, speech)
    # A log that takes fewer pages than it did leaves none behind.
    gone = {key: None for key in before if key.partition("#")[0] == log_of_visit.KEY and key not in log}
    gone |= {key: None for key, one in held.items() if _taken_back(visit.withdrawn.get(key), one)}
    said = {key: one.value for key, one in visits.answers(visit).items()} | log | gone
    return [(key, value) for key, value in said.items() if key not in before or before[key] != value]


def _taken_back(one: Withdrawn | None, held: Answer) -> bool:
    """Tell whether what a case holds was taken back since; what somebody answered there later stays."""
    if one is None or held.value is None:
        return False
    if not one.after:
        return held.value == one.value
    return held.at_ns <= int(datetime.fromisoformat(one.at).timestamp() * _SECOND)
