"""trousse examine: the whole procedure on one source, unattended and resumable."""

import time
from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import key, keys, live, opening, sealing, summary, tool
from toolkit.commands.meter import Shown
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.media.source import Source
from toolkit.scan.known import Known
from toolkit.scan.pace import MOST_WORKERS, Pace, lower


def examine(
    context: typer.Context,
    case: Annotated[Path, typer.Option("--case")],
    source: Annotated[str | None, typer.Argument()] = None,
    volume: Annotated[list[str] | None, typer.Option("--volume")] = None,
    resume: Annotated[bool, typer.Option("--resume")] = False,
    examiner: Annotated[str | None, typer.Option()] = None,
    practice: Annotated[str | None, typer.Option()] = None,
    clock_offset: Annotated[float | None, typer.Option()] = None,
    seal: Annotated[bool, typer.Option("--seal/--no-seal")] = True,
    signatures: Annotated[Path | None, typer.Option()] = None,
    rules: Annotated[list[Path] | None, typer.Option("--rules")] = None,
    insist: Annotated[str | None, typer.Option("--insist")] = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
    check_hash: Annotated[bool, typer.Option("--check-hash")] = False,
    workers: Annotated[int | None, typer.Option("--workers", min=0, max=MOST_WORKERS)] = None,
    gentle: Annotated[bool, typer.Option("--gentle")] = False,
    programs: Annotated[bool, typer.Option("--programs")] = False,
    key_file: key.KeyFile = None,
    passphrase_stdin: key.FromPipe = False,
) -> int:
    screen: Screen = context.obj
    procedure.prepared()
    where = opening.asked(source, volume, "trousse examine", case)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy, case)
    known = opening.signatures(signatures, rules)
    options = opening.CaseOptions(
        resume=resume,
        examiner=examiner,
        practice=practice,
        clock_offset=clock_offset,
        signatures=known.signatures.digest,
        rules=len(known.signatures.facts),
        sets=[one.summary() for one in known.signatures.sets],
        insist=insist,
        technicians_key=key.opened(screen, key_file, from_pipe=passphrase_stdin),
        tool=tool.about(known),
    )
    with (
        opening.source(where, case, given, screen, check_hash=check_hash) as opened,
        opening.case(case, opened, where, options, screen) as current,
    ):
        if seal and not current.done("seal"):
            current.signing_key()  # refused now rather than after hours of reading
        run(current, opened, known, screen, Pace(workers, gentle), programs=programs)
        _close(current, screen, seal=seal, own_key=key_file is not None)
        return opening.ended(opened, screen)


def _close(case: Case, screen: Screen, *, seal: bool, own_key: bool) -> None:
    if case.done("seal"):
        sealing.sealed_before(case, screen)
    elif seal:
        closed = procedure.close(case, screen.written_in(case.facts.language))
        sealing.sealed(closed, screen, own_key=own_key)
    if case.read_json("survey")["state"] != "nothing":
        _next(case, screen, own_key=own_key)
    elif seal:
        screen.say("annex.not_made", case=str(case.folder))


def _next(case: Case, screen: Screen, *, own_key: bool) -> None:
    """Say the commands that make of an examination what is handed over, in their order."""
    told = {"case": str(case.folder)}
    screen.out.print()
    screen.say("screen.next" if case.done("seal") else "screen.next_not_sealed", style="bold")
    if screen.boot is not None:
        screen.say("screen.next_booted")
    if "backup_1.closed" not in case.marks:
        screen.say("screen.next_backup", **told)
    screen.say("screen.next_answers", **told)
    screen.say("screen.next_report", **told, folder=str(case.folder / "report"))
    screen.say("screen.next_seal", **told, key=screen.speech.say("screen.next_key") if own_key else "")


def run(
    case: Case,
    source: Source,
    known: Known,
    screen: Screen,
    pace: Pace = procedure.ANY_PACE,
    *,
    programs: bool = False,
) -> None:
    """Run every step on one source, then write the report and show what came of it."""
    if pace.gentle:
        lower()
    summary.loaded(known, screen)
    live.examined(case, source, known, screen)
    screen.say("screen.step_inventory")
    procedure.inventory(case, source, known)
    scan_with_progress(case, source, known, screen, pace=pace)
    screen.say("timeline.step")
    procedure.story(case, source)
    screen.say("screen.step_capture")
    procedure.capture(case, source, programs=programs)
    opening.settled(case, source, screen)
    page = procedure.write_report(case, screen.written_in(case.facts.language))
    summary.examined(case, page, screen)


def scan_with_progress(
    case: Case,
    source: Source,
    known: Known,
    screen: Screen,
    *,
    beside_machine: bool = False,
    pace: Pace = procedure.ANY_PACE,
) -> None:
    """Scan under a progress bar; the names are counted first only where that is shown to somebody."""
    (screen.tell if beside_machine else screen.say)("screen.step_scan")
    total = procedure.size_of(source) if screen.measured and not case.done("scan") else None
    began = time.monotonic()
    with screen.progress("screen.progress_scan", total) as meter:
        if screen.measured:
            shown = Shown(meter)
            before, passed = shown.before, shown.passed
            procedure.scan(case, source, known, shown.heard, pace, before=before, passed=passed)
        else:
            procedure.scan(case, source, known, meter.heard, pace)
    if summary.scan_ended(time.monotonic() - began, screen):
        case.note("notice.shown")
