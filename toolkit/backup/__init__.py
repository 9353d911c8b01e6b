"""What to ask of a backup before it is reconnected: five questions, two axes, never one light.

A backup can be intact and hold encrypted files, look fresh and be months old, be clean and lack a folder:
so each question answers on its own, unknown is never yes, and the worst answer makes the headline.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toolkit.backup.answers import against, points, questions, recency
from toolkit.backup.answers.judging import as_json, connect, reasons, refused, rely
from toolkit.backup.answers.questions import Medium
from toolkit.backup.content.reading import Reading, reading_of
from toolkit.backup.forms.form import Words
from toolkit.backup.held import unheard
from toolkit.backup.inventory import Inventory
from toolkit.backup.listing import lines as baseline_lines
from toolkit.backup.lures import lures
from toolkit.backup.reference.baseline import Baseline, has_volumes
from toolkit.backup.reference.baseline import load as load_baseline
from toolkit.backup.sweep.already import Already
from toolkit.backup.sweep.failing import Failing
from toolkit.backup.sweep.holdings import Holdings
from toolkit.backup.sweep.looking import Looking
from toolkit.backup.sweep.time_box import TimeBox, as_sample
from toolkit.errors import SourceRefusal
from toolkit.media import open_source
from toolkit.media.asked import NOTHING, Asked
from toolkit.media.lone import open_lone
from toolkit.media.source import Source
from toolkit.records import Check, Verdict
from toolkit.scan.known import Known
from toolkit.scan.survey import coverage_facts

__all__ = [
    "Baseline",
    "TimeBox",
    "as_json",
    "baseline_lines",
    "load_baseline",
    "open_backup",
    "refused",
    "verify",
]


def open_backup(where: str | Path, asked: Asked = NOTHING) -> Source:
    """Open what may be a backup: whatever `media.open_source` opens, and any file that is no disk.

    Raises SourceRefusal as that does.
    """
    try:
        opened = open_source(where, asked)
    except SourceRefusal as refusal:
        if refusal.code in {"source_not_disk", "zip_damaged"} and Path(where).is_file():
            return open_lone(Path(where), str(where))
        raise
    if opened.kind != "zip":
        return opened
    opened.close()
    return open_lone(Path(where), str(where))


def verify(
    source: Source,
    known: Known,
    *,
    inventory: Inventory | None = None,
    baseline: Baseline | None = None,
    now_ns: int,
    max_age_days: int = 7,
    words: Words = (),
    heard: Callable[[int], None] = unheard,
    box: TimeBox | None = None,
    already: Already | None = None,
    failing: Failing | None = None,
    opened: Callable[[int], Callable[[int], None]] | None = None,
) -> Verdict:
    """Read a whole backup and answer the five questions.

    `inventory` is what the machine of a case held, `baseline` what the medium held when it was healthy;
    without either, completeness stays unknown. `words` are passwords tried on what is locked; `heard(n)` is
    told of bytes as they are read. With a `box`, which serves once, what its minutes do not allow to read is
    chosen by chance, and the coverage has a "sample" unless everything was read all the same. `already` is
    what was read before; `opened(n)` is told of bytes to come. Raises SourceRefusal as `failing` does.
    """
    kinds = {rule["rule"]: rule["kind"] for rule in known.signatures.facts}
    # A day of grace: the clock of the machine that wrote the backup may be in another zone, or ahead.
    latest = now_ns + against.DAY
    reading = reading_of(kinds, inventory, baseline, several=has_volumes(source), latest=latest)
    looking = Looking(known, heard, box, already, failing or Failing(), opened)
    holdings = Holdings(source, looking, words, latest)
    _read(holdings, reading)
    medium = _medium(source, reading, box)
    found = against.match(reading, inventory) if inventory is not None else None
    answers = _answers(reading, medium, inventory, baseline, found, now_ns, max_age_days)
    answers = as_sample(answers, medium.coverage.get("sample"))
    told = tuple(map(points.judged, holdings.points))
    return Verdict(
        connect=connect(answers),
        rely=rely(answers, opaque=questions.too_opaque(reading, medium)),
        answers=answers,
        newest_data=recency.newest_facts(reading, found),
        coverage=medium.coverage,
        reasons=reasons(answers),
        backups=holdings.told(),
        points=told,
        last_clean=points.last_clean(told),
    )


def _answers(
    reading: Reading,
    medium: Medium,
    inventory: Inventory | None,
    baseline: Baseline | None,
    found: against.Match | None,
    now_ns: int,
    max_age_days: int,
) -> dict[str, Check]:
    return {
        "clean": questions.clean(reading, medium),
        "not_encrypted": questions.not_encrypted(reading, medium),
        "complete": against.complete(reading, medium, inventory, baseline, found),
        "recent": recency.recent(reading, inventory, found, now_ns, max_age_days),
        "restorable": questions.restorable(
            reading, medium, found.differing.found() if found is not None else ()
        ),
    }


def _read(holdings: Holdings, reading: Reading) -> None:
    """Read everything, into the reading of the whole and into that of each state of the data."""
    if holdings.looking.box is not None:
        holdings.looking.box.start()
    for held, each in holdings.files(reading):
        reading.add(held)
        if each is not None:
            # By itself no state is older: what it is worth is asked of each.
            each.reading.add(replace(held, older=False))
    for one in (reading, *(each.reading for each in holdings.points)):
        one.settle()
    reading.faults.extend(holdings.wrong())
    reading.remarks.extend(holdings.remarks())
    reading.remarks.extend(holdings.looking.failing.remarks())


def _medium(source: Source, reading: Reading, box: TimeBox | None) -> Medium:
    volumes = tuple(source.volumes())
    coverage = coverage_facts(reading.survey, volumes, source.warnings)
    if box is not None and box.sampled:
        coverage["sample"] = box.facts(coverage, reading.survey.context.changes())
    return Medium(
        source.kind, volumes, tuple(source.warnings), tuple(lures(source)), coverage, reading.leaves
    )
