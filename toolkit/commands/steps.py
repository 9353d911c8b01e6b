"""trousse triage, capture, report, seal: one step of the procedure alone, on a case."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import keys, opening, same_source, summary
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal

CaseFolder = Annotated[Path, typer.Option("--case")]
Source = Annotated[str | None, typer.Argument()]
Volumes = Annotated[list[str] | None, typer.Option("--volume")]
Insist = Annotated[str | None, typer.Option("--insist")]


def triage(
    context: typer.Context,
    case: CaseFolder,
    source: Source = None,
    volume: Volumes = None,
    insist: Insist = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    where = opening.asked(source, volume, "trousse triage", case)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy, case)
    known = opening.signatures(None)
    options = opening.step(known, insist)
    with (
        opening.source(where, case, given, screen) as opened,
        opening.case(case, opened, where, options, screen) as current,
    ):
        procedure.inventory(current, opened, known)
        summary.inventoried(current, screen)
        return opening.ended(opened, screen)


def capture(
    context: typer.Context,
    case: CaseFolder,
    source: Source = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
) -> int:
    screen: Screen = context.obj
    given = keys.given(screen, recovery_key, startup_key, password, None, case)
    known = same_source.recorded_source
    where = opening.asked(source, None, "trousse capture", case) if source else known(case)
    options = opening.CaseOptions(resume=True)
    with (
        opening.source(where, case, given, screen) as opened,
        opening.case(case, opened, where, options, screen) as current,
    ):
        _require(current, "scan")
        procedure.capture(current, opened)
        opening.settled(current, opened, screen)
        summary.captured(current, screen)
        return opening.ended(opened, screen)


def report(context: typer.Context, case: CaseFolder) -> None:
    screen: Screen = context.obj
    current = Case.resume(case)
    try:
        page = procedure.write_report(current, screen.speech.language)
        screen.say("screen.report_at", path=str(page))
    finally:
        current.close()


def seal(
    context: typer.Context, case: CaseFolder, out: Annotated[Path | None, typer.Option()] = None
) -> None:
    screen: Screen = context.obj
    current = Case.resume(case)
    try:
        summary.sealed(procedure.close(current, screen.speech.language, out), screen)
    finally:
        current.close()


def _require(case: Case, stage: str) -> None:
    if not case.done(stage):
        raise CaseRefusal("case_unfinished", stage=stage)
