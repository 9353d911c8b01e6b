"""trousse scan: look at every file of a source, with or without a case."""

import time
from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import keys, manifest, opening, summary
from toolkit.commands.examine import scan_with_progress
from toolkit.commands.screen import Screen
from toolkit.custody.documents import Lines
from toolkit.errors import UsageRefusal
from toolkit.media.source import Source
from toolkit.scan.known import Known
from toolkit.scan.pace import Pace
from toolkit.scan.sample import LARGEST, Sample, choose
from toolkit.scan.walk import look


def scan(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument()] = None,
    volume: Annotated[list[str] | None, typer.Option("--volume")] = None,
    jsonl: Annotated[str | None, typer.Option()] = None,
    case: Annotated[Path | None, typer.Option("--case")] = None,
    signatures: Annotated[Path | None, typer.Option()] = None,
    rules: Annotated[list[Path] | None, typer.Option("--rules")] = None,
    insist: Annotated[str | None, typer.Option("--insist")] = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
    sample: Annotated[int | None, typer.Option("--sample", min=1, max=LARGEST)] = None,
    seed: Annotated[str | None, typer.Option("--seed")] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=0)] = None,
    gentle: Annotated[bool, typer.Option("--gentle")] = False,
    hash_only: Annotated[bool, typer.Option("--hash-only")] = False,
) -> int:
    screen: Screen = context.obj
    if source is None and case is None and not volume:
        raise UsageRefusal("usage_missing", name="SOURCE", command="trousse scan")
    _refuse_sample(case, sample, seed)
    where = opening.asked(source, volume, "trousse scan", case)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy, case)
    pace = Pace(workers, gentle)
    if hash_only:
        if case or sample or signatures:
            raise UsageRefusal("usage_value", name="--hash-only", command="trousse scan")
        with opening.source(where, case, given, screen) as opened:
            manifest.written(opened, where, jsonl, screen, pace)
            return opening.ended(opened, screen)
    known = opening.signatures(signatures, rules)
    summary.loaded(known, screen, beside_machine=jsonl == "-")
    with opening.source(where, case, given, screen) as opened:
        if case:
            options = opening.step(known, insist)
            with opening.case(case, opened, where, options, screen) as current:
                scan_with_progress(current, opened, known, screen, pace=pace)
                opening.settled(current, opened, screen)
                summary.surveyed(current.read_json("survey"), current.read_json("coverage"), screen)
        if jsonl or not case:
            drawn = choose(opened.walk(), sample, seed) if sample else None
            _scan_alone(opened, known, where, jsonl, screen, drawn, pace)
        return opening.ended(opened, screen)


def _refuse_sample(case: Path | None, sample: int | None, seed: str | None) -> None:
    """A sample has not read everything: it is no stage of a case."""
    if sample and case:
        raise UsageRefusal("sample_case", command="trousse scan")
    if seed and not sample:
        raise UsageRefusal("usage_missing", name="--sample", command="trousse scan")


def _scan_alone(
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
    under_way = procedure.Scan.of(source, known, iter(()))
    total = procedure.size_of(source) if screen.watched and sample is None else None
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
    summary.surveyed(under_way.survey.facts(), coverage, screen, beside_machine=jsonl == "-")
