"""trousse backup: the baseline of a healthy medium, and the check before one is reconnected."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from toolkit import backup as checks
from toolkit import procedure
from toolkit.commands import keys, opening, secret, verdict_words
from toolkit.commands.screen import Screen
from toolkit.custody import documents, signed
from toolkit.custody.case import Case
from toolkit.errors import ANSWER_IS_NO, DONE, SignatureRefusal
from toolkit.host.places import lies_on
from toolkit.media.asked import NOTHING, Asked
from toolkit.records import Connect, Rely, Seen, Verdict
from toolkit.scan.known import Known
from toolkit.scan.walk import look

SourceName = Annotated[str, typer.Argument()]
Signatures = Annotated[Path | None, typer.Option()]


def baseline(
    context: typer.Context,
    source: SourceName,
    out: Annotated[Path, typer.Option()],
    signatures: Signatures = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy)
    known = opening.signatures(signatures)
    opening.output(out, source)
    with opening.source(source, None, given, screen) as opened:
        total = procedure.size_of(opened) if screen.watched else None
        with screen.progress("screen.progress_scan", total) as meter:
            seen = [one for one in look(opened, known, heard=meter.heard) if isinstance(one, Seen)]
        lines = "".join(checks.baseline_lines(opened, seen))
        documents.write_text(out, lines)
        fingerprint = signed.sign_file(out, "trousse-baseline")
        screen.say("backup.baseline_written", path=str(out), files=screen.speech.number(len(seen)))
        screen.say("backup.baseline_key", fingerprint=fingerprint)
        return opening.ended(opened, screen)


def check(
    context: typer.Context,
    source: SourceName,
    against: Annotated[Path | None, typer.Option()] = None,
    baseline: Annotated[Path | None, typer.Option()] = None,
    fingerprint: Annotated[str | None, typer.Option()] = None,
    max_age_days: Annotated[int, typer.Option(min=0)] = 7,
    json: Annotated[bool, typer.Option("--json")] = False,
    signatures: Signatures = None,
    backup_password: Annotated[bool, typer.Option("--backup-password")] = False,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy)
    words = _words(screen) if backup_password else ()
    try:
        known = opening.signatures(signatures)
    except SignatureRefusal as refusal:
        if json:
            screen.machine(checks.refused(refusal.code, refusal.facts))
        return screen.refuse(refusal)
    limits = Limits(known, _baseline(baseline, fingerprint, source), max_age_days, given, words)
    verdict = judged(source, limits, against, screen)
    show(verdict, screen, json=json)
    return DONE if (verdict.connect, verdict.rely) == (Connect.CLEAN, Rely.GOOD) else ANSWER_IS_NO


@dataclass(frozen=True, slots=True)
class Limits:
    """What a backup is held against, beside the machine's case."""

    known: Known
    baseline: checks.Baseline | None = None
    max_age_days: int = 7
    given: Asked = NOTHING  # what opens the disk the backup is on
    words: tuple[str, ...] = ()  # passwords of the backup itself


def judged(source: str, limits: Limits, against: Path | None, screen: Screen) -> Verdict:
    """Read a whole backup and judge it; the verdict is kept in the case it is compared with."""
    inventory = procedure.inventory_of(Case.read(against)) if against else None
    with opening.source(source, None, limits.given, screen, opener=checks.open_backup) as opened:
        total = procedure.size_of(opened) if screen.watched else None
        with screen.progress("screen.progress_scan", total) as meter:
            verdict = checks.verify(
                opened,
                limits.known,
                inventory=inventory,
                baseline=limits.baseline,
                now_ns=time.time_ns(),
                max_age_days=limits.max_age_days,
                words=limits.words,
                heard=meter.heard,
            )
    if against:
        _keep(against, source, verdict, screen)
    return verdict


def _words(screen: Screen) -> tuple[str, ...]:
    """Return the password of a backup, asked for unseen or read as one line from a pipe."""
    missing = "password_missing"
    return (secret.asked(screen, "backup.password_prompt", missing, from_pipe=not secret.somebody()),)


def _baseline(path: Path | None, fingerprint: str | None, source: str) -> checks.Baseline | None:
    if path is None:
        return None
    data, state = signed.read_signed(path, "trousse-baseline", fingerprint=fingerprint)
    return checks.load_baseline(
        data,
        signed=state,
        label=str(path),
        anchored=fingerprint is not None,
        on_medium=lies_on(path, Path(source)),
    )


def _keep(folder: Path, source: str, verdict: Verdict, screen: Screen) -> None:
    """Write the verdict into the case it was compared with."""
    case = Case.resume(folder)
    try:
        number = procedure.record_backup(case, source, verdict)
        screen.tell("backup.kept", number=number, case=str(folder))
    finally:
        case.close()


def show(verdict: Verdict, screen: Screen, *, json: bool) -> None:
    """Show the age of the newest data, the two axes, the five answers, and every backup found."""
    if json:
        screen.machine(checks.as_json(verdict))
    else:
        verdict_words.told(verdict, screen)
