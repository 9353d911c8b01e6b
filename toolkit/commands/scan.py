"""trousse scan: look at every file of a source, with or without a case."""

import time
from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import keys, opening, summary
from toolkit.commands.examine import scan_with_progress
from toolkit.commands.screen import Screen
from toolkit.custody.documents import Lines
from toolkit.errors import UsageRefusal
from toolkit.media.source import Source
from toolkit.scan.known import Known
from toolkit.scan.walk import look


def scan(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument()] = None,
    volume: Annotated[list[str] | None, typer.Option("--volume")] = None,
    jsonl: Annotated[str | None, typer.Option()] = None,
    case: Annotated[Path | None, typer.Option("--case")] = None,
    signatures: Annotated[Path | None, typer.Option()] = None,
    insist: Annotated[str | None, typer.Option("--insist")] = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    if source is None and case is None and not volume:
        raise UsageRefusal("usage_missing", name="SOURCE", command="trousse scan")
    where = opening.asked(source, volume, "trousse scan", case)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy, case)
    known = opening.signatures(signatures)
    summary.loaded(known, screen, beside_machine=jsonl == "-")
    with opening.source(where, case, given, screen) as opened:
        if case:
            options = opening.step(known, insist)
            with opening.case(case, opened, where, options, screen) as current:
                scan_with_progress(current, opened, known, screen)
                opening.settled(current, opened, screen)
                summary.surveyed(current.read_json("survey"), current.read_json("coverage"), screen)
        if jsonl or not case:
            _scan_alone(opened, known, where, jsonl, screen)
        return opening.ended(opened, screen)


def _scan_alone(source: Source, known: Known, where: str, jsonl: str | None, screen: Screen) -> None:
    if jsonl and jsonl != "-":
        opening.output(Path(jsonl), where, source)
    under_way = procedure.Scan.of(source, known, iter(()))
    total = procedure.size_of(source) if screen.watched else None
    began = time.monotonic()
    with Lines(jsonl) as lines, screen.progress("screen.progress_scan", total) as meter:
        for seen in under_way.files(look(source, known, heard=meter.heard)):
            lines.write(seen)
        coverage = under_way.coverage(source, known)
        lines.write({"coverage": coverage})
    summary.scan_ended(time.monotonic() - began, screen)
    summary.surveyed(under_way.survey.facts(), coverage, screen, beside_machine=jsonl == "-")
