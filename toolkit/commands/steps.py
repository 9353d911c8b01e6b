"""trousse triage, report, seal: one step of the procedure alone, on a case."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import key, keys, opening, sealing, summary
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.custody.unfinished import STEPS, named, unfinished

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


def report(context: typer.Context, case: CaseFolder) -> None:
    screen: Screen = context.obj
    current = Case.resume(case)
    try:
        _not_finished(current, screen)
        for path in procedure.write_documents(current, screen.written_in(current.facts.language)):
            screen.say("screen.report_at", path=str(path))
    finally:
        current.close()


def seal(
    context: typer.Context,
    case: CaseFolder,
    out: Annotated[Path | None, typer.Option()] = None,
    key_file: key.KeyFile = None,
    passphrase_stdin: key.FromPipe = False,
    new_key: Annotated[bool, typer.Option("--new-key")] = False,
    with_annex: Annotated[bool, typer.Option("--annex/--no-annex")] = True,
) -> None:
    screen: Screen = context.obj
    technicians = key.opened(screen, key_file, from_pipe=passphrase_stdin)
    current = Case.resume(case, technicians_key=technicians)
    try:
        if new_key:
            current.replace_key()
            screen.say("seal.key_replaced")
        current.signing_key()  # refused before any document is made
        _not_finished(current, screen)
        if with_annex:
            from toolkit.commands import annex  # noqa: PLC0415 - start-up time

            annex.before_seal(current, out, screen)
        chosen = screen.written_in(current.facts.language)
        own = technicians is not None
        sealing.sealed(procedure.close(current, chosen, out), screen, own_key=own)
    finally:
        current.close()


def _not_finished(case: Case, screen: Screen) -> None:
    """Warn that the examination was broken off: what is made of it now lacks what was not done."""
    if steps := unfinished(case.marks):
        screen.say("seal.not_finished", style="bold yellow", steps=named(screen.speech, steps))
        screen.say("seal.not_finished_do", style="yellow", case=str(case.folder))
    elif not (
        procedure.of_practice(case)
        or any(act.startswith(STEPS) and act.endswith(".closed") for act in case.marks)
    ):
        screen.say("seal.nothing_examined", style="bold yellow")
