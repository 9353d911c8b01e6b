"""One scan of a source, recorded in a case, written as lines, or only told."""

import time
from pathlib import Path

from toolkit import procedure
from toolkit.commands import opening, summary
from toolkit.commands.examine import scan_with_progress
from toolkit.commands.screen import Screen
from toolkit.custody.documents import Lines
from toolkit.media.asked import Asked
from toolkit.media.source import Source
from toolkit.scan.known import Known
from toolkit.scan.pace import Pace
from toolkit.scan.sample import Sample, choose
from toolkit.scan.under_way import Scan
from toolkit.scan.walk import look


def scan(
    where: str,
    case: Path | None,
    given: Asked,
    known: Known,
    jsonl: str | None,
    insist: str | None,
    drawn: tuple[int, str | None] | None,
    screen: Screen,
    pace: Pace,
) -> int:
    """Scan what stands at `where`, return the exit status; `drawn` is the size of a sample and its seed."""
    summary.loaded(known, screen, beside_machine=jsonl == "-")
    with opening.source(where, case, given, screen) as opened:
        if case:
            options = opening.step(known, insist)
            with opening.case(case, opened, where, options, screen) as current:
                scan_with_progress(current, opened, known, screen, pace=pace)
                opening.settled(current, opened, screen)
                summary.surveyed(current.read_json("survey"), current.read_json("coverage"), screen)
        if jsonl or not case:
            sample = _drawn(opened, drawn, screen, beside_machine=jsonl == "-") if drawn else None
            _alone(opened, known, where, jsonl, screen, sample, pace)
        return opening.ended(opened, screen)


def _drawn(
    source: Source, drawn: tuple[int, str | None], screen: Screen, *, beside_machine: bool
) -> Sample | None:
    """Draw a sample; one that holds every file is a scan like any other, and is said to be."""
    sample = choose(source.walk(), *drawn)
    if not sample.whole:
        return sample
    say = screen.tell if beside_machine else screen.say
    say("screen.sample_whole", of=screen.speech.number(sample.of))
    return None


def _alone(
    source: Source,
    known: Known,
    where: str,
    jsonl: str | None,
    screen: Screen,
    sample: Sample | None,
    pace: Pace,
) -> None:
    if jsonl and jsonl != "-":
        opening.output(Path(jsonl), where, source)
    under_way = Scan.of(source, known, iter(()))
    total = procedure.size_of(source) if screen.measured and sample is None else None
    done = sample.left_out(under_way.done) if sample else under_way.done
    began = time.monotonic()
    with Lines(jsonl) as lines, screen.progress("screen.progress_scan", total) as meter:
        remarked = under_way.remarks.append
        found = look(source, known, done=done, heard=meter.heard, pace=pace, remarked=remarked)
        for seen in under_way.files(found):
            lines.write(seen)
        for change in under_way.survey.context.changes():
            lines.write({"context": change})
        coverage = under_way.coverage(source, known, sample)
        lines.write({"coverage": coverage})
    summary.scan_ended(time.monotonic() - began, screen)
    summary.surveyed(under_way.facts(known), coverage, screen, beside_machine=jsonl == "-")
