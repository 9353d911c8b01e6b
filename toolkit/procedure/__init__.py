"""What is done to a machine, in order: what is volatile, inventory, scan, story, capture, report, seal.

Each step can be run alone on a case, and each can be interrupted: what was recorded stays, and the step
goes on where it stopped.
"""

import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal
from toolkit.media.source import Source
from toolkit.procedure.closing import (
    close,
    complaint_beside,
    of_practice,
    practice_of,
    pseudonyms,
    record_answers,
    record_backup,
    write_documents,
    write_receipt,
    write_receipt_again,
    write_report,
    write_sheet,
)
from toolkit.procedure.joining import add_machine, refuse_unfit
from toolkit.records import Artefact, Plain, Seen, plain
from toolkit.scan.known import Known
from toolkit.scan.pace import Pace
from toolkit.scan.survey.context import overlaid
from toolkit.scan.under_way import Scan
from toolkit.scan.walk import look, size_of

if TYPE_CHECKING:
    from toolkit.backup.inventory import Inventory

__all__ = [
    "ANY_PACE",
    "add_machine",
    "capture",
    "close",
    "complaint_beside",
    "cut_off",
    "inventory",
    "inventory_of",
    "live",
    "of_practice",
    "practice_of",
    "prepared",
    "pseudonyms",
    "record_answers",
    "record_backup",
    "refuse_unfit",
    "scan",
    "size_of",
    "story",
    "story_alone",
    "volatile",
    "write_documents",
    "write_receipt",
    "write_receipt_again",
    "write_report",
    "write_sheet",
]

ANY_PACE = Pace()


# What one step alone needs is imported by that step: a scan pays for none of it.
_STEPS = ("toolkit.live", "toolkit.triage", "toolkit.timeline", "toolkit.capture.stage", "toolkit.report")


def prepared() -> None:
    """Load every step before the first: one whose library an antivirus took must not be met hours later."""
    for step in _STEPS:
        import_module(step)


def cut_off(known: Known, case: Path | None = None) -> Artefact:
    """Return whether the machine we run on is cut off, question by question; nothing is written."""
    from toolkit.live import isolation  # noqa: PLC0415 - see _STEPS

    return isolation.look(known.signatures.files, case)


def live(
    case: Case, isolated: Artefact, ways: tuple[str, ...] = (), beside: Iterable[Artefact] = ()
) -> Iterator[Artefact]:
    """Record what only the running machine can tell, the most volatile first, and pass it on as it comes.

    What an earlier run recorded is not taken again, but for `isolated`, the answer of `cut_off` just now.
    `ways` says how its volumes are read: "raw", "api"; `beside` is what was asked for on top, taken last.
    """
    if case.done("live"):
        return
    recorded = {line["name"] for line in case.recorded("live")}
    passed: list[Artefact] = []

    def taken() -> Iterator[dict[str, Any]]:
        for artefact in volatile(isolated, recorded, ways, beside):
            passed[:] = [artefact]
            # A stage that was interrupted goes on later: each part says when it was seen.
            yield {"taken_ns": time.time_ns(), **plain(artefact)}

    for _ in case.record("live", taken()):
        yield passed[0]


def volatile(
    isolated: Artefact,
    recorded: Container[str] = (),
    ways: tuple[str, ...] = (),
    beside: Iterable[Artefact] = (),
) -> Iterator[Artefact]:
    """Yield the answer on isolation, every unit not yet recorded, what was asked for, and our traces."""
    from toolkit.live import UNITS, traces  # noqa: PLC0415 - see _STEPS
    from toolkit.live import take as take_live  # noqa: PLC0415 - see _STEPS

    yield isolated
    yield from take_live([unit for unit in UNITS if unit.__name__.rpartition(".")[2] not in recorded])
    yield from beside
    yield traces.look(ways)


def inventory(case: Case, source: Source, known: Known) -> None:
    """Record every artefact of the machine, and where its patient data lies."""
    from toolkit import triage  # noqa: PLC0415 - see _STEPS

    if case.done("triage"):
        return
    tables = known.signatures.files
    recorded = {line["name"] for line in case.recorded("triage")}
    case.write_json("data_roots", [*triage.data_roots(source, tables), *_private_volumes(source)])
    units = (one for one in triage.take(source, tables) if one.name not in recorded)
    for _ in case.record("triage", units):
        pass


def _private_volumes(source: Source) -> Iterator[str]:
    """Yield "volume:", all of it, for each volume without Windows: any name there may be a patient's."""
    for volume in source.volumes():
        if volume.read and source.find("Windows/System32", volume.name) is None:
            yield f"{volume.name}:"


def scan(
    case: Case,
    source: Source,
    known: Known,
    heard: Callable[[int], None],
    pace: Pace = ANY_PACE,
    *,
    before: Callable[[Mapping[str, Any]], None] | None = None,
    passed: Callable[[Mapping[str, Any]], None] | None = None,
) -> None:
    """Record one line per file, the coverage and what the lines add up to, then what context decides.

    Whoever wants to know what is found meanwhile is told each line that an earlier run recorded (`before`),
    then each one as it is recorded (`passed`).
    """
    if case.done("context"):
        return
    recorded = case.recorded("scan")
    under_way = Scan.of(source, known, _telling(recorded, before) if before else recorded)
    if not case.done("scan"):
        _look(case, source, known, under_way, heard, pace, passed)
    # The changes are the same at every call on the same lines: an interrupted stage goes on behind its last.
    changes = islice(under_way.survey.context.changes(), sum(1 for _ in case.recorded("context")), None)
    for _ in case.record("context", changes):
        pass


def _telling(
    lines: Iterable[Mapping[str, Any]], told: Callable[[Mapping[str, Any]], None]
) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        told(line)
        yield line


def _look(
    case: Case,
    source: Source,
    known: Known,
    under_way: Scan,
    heard: Callable[[int], None],
    pace: Pace,
    passed: Callable[[Mapping[str, Any]], None] | None,
) -> None:
    remarked = under_way.remarks.append

    def files() -> Iterator[Plain]:
        found = look(source, known, done=under_way.done, heard=heard, pace=pace, remarked=remarked)
        yield from under_way.files(found)
        # Written before the stage closes: a closed scan always has its coverage.
        case.write_json("coverage", under_way.coverage(source, known))
        case.write_json("survey", under_way.facts(known))

    for line in case.record("scan", files()):
        if passed:
            passed(line)


def _judged(case: Case) -> Iterator[Mapping[str, Any]]:
    """Yield the lines of the scan with what context decided; the records themselves stay apart."""
    return overlaid(case.recorded("scan"), case.recorded("context"))


def story(case: Case, source: Source) -> None:
    """Record what happened on the disk and when; it is the same whenever it is told from the same records."""
    from toolkit import timeline  # noqa: PLC0415 - see _STEPS

    if case.done("timeline"):
        return
    if not case.done("scan"):
        raise CaseRefusal("case_unfinished", stage="scan")
    told = list(timeline.tell(source, _judged(case), case.recorded("triage"), in_context=True))
    recorded = sum(1 for _ in case.recorded("timeline"))
    for _ in case.record("timeline", told[recorded:]):
        pass


def story_alone(
    source: Source, known: Known, *, whole: bool = True
) -> tuple[list[dict[str, Any]], list[Mapping[str, Any]]]:
    """Return the inventory and the story without a case; not `whole`: no file is read, hence no story."""
    from toolkit import timeline, triage  # noqa: PLC0415 - see _STEPS

    artefacts = [plain(one) for one in triage.take(source, known.signatures.files)]
    if not whole:
        return artefacts, []
    lines = (plain(one) for one in look(source, known) if isinstance(one, Seen))
    return artefacts, [plain(one) for one in timeline.tell(source, lines, artefacts)]


def capture(case: Case, source: Source, *, programs: bool = False) -> None:
    """Copy every distinct note, samples with their twins and event logs; programs only when asked for."""
    from toolkit.capture import stage  # noqa: PLC0415 - see _STEPS

    stage.first(case, source, programs=programs)


def inventory_of(case: Case) -> "Inventory":
    """Return what the machine of a case held, for a backup to be compared with."""
    from toolkit.backup.inventory import Inventory  # noqa: PLC0415 - see _STEPS

    if not case.done("scan"):
        raise CaseRefusal("case_unfinished", stage="scan")
    return Inventory.of(_judged(case), case.read_json("survey"))
