"""trousse examine: the whole procedure on one source, unattended and resumable."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import opening, summary
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.media.source import Source
from toolkit.scan.known import Known


def examine(
    context: typer.Context,
    source: Annotated[str, typer.Argument()],
    case: Annotated[Path, typer.Option("--case")],
    resume: Annotated[bool, typer.Option("--resume")] = False,
    examiner: Annotated[str | None, typer.Option()] = None,
    practice: Annotated[str | None, typer.Option()] = None,
    clock_offset: Annotated[float | None, typer.Option()] = None,
    seal: Annotated[bool, typer.Option("--seal/--no-seal")] = True,
    signatures: Annotated[Path | None, typer.Option()] = None,
) -> int:
    screen: Screen = context.obj
    known = opening.signatures(signatures)
    options = opening.CaseOptions(
        resume=resume,
        examiner=examiner,
        practice=practice,
        clock_offset=clock_offset,
        signatures=known.signatures.digest,
    )
    with opening.source(source) as opened, opening.case(case, opened, source, options, screen) as current:
        run(current, opened, known, screen)
        if seal and not current.done("seal"):
            summary.sealed(procedure.close(current, screen.speech.language), screen)
        return opening.ended(opened, screen)


def run(case: Case, source: Source, known: Known, screen: Screen) -> None:
    """Run inventory, scan and capture, then write the report and show what came of it."""
    screen.say("screen.step_inventory")
    procedure.inventory(case, source, known)
    scan_with_progress(case, source, known, screen)
    screen.say("screen.step_capture")
    procedure.capture(case, source)
    page = procedure.write_report(case, screen.speech.language)
    summary.examined(case, page, screen)


def scan_with_progress(case: Case, source: Source, known: Known, screen: Screen) -> None:
    """Scan under a progress bar; the names are counted first only where somebody watches."""
    screen.say("screen.step_scan")
    total = procedure.size_of(source) if screen.watched else None
    with screen.progress("screen.progress_scan", total) as meter:
        procedure.scan(case, source, known, meter.heard)
