"""trousse backup check: whether a medium may be reconnected, and be relied on."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from toolkit import backup as checks
from toolkit import procedure
from toolkit.commands import backup_reading, device_look, drives, keys, opening, secret, verdict_words
from toolkit.commands.baseline import newer
from toolkit.commands.screen import Screen
from toolkit.custody import signed
from toolkit.custody.case import Case
from toolkit.errors import ANSWER_IS_NO, DONE, SignatureRefusal, UsageRefusal
from toolkit.host.places import lies_on
from toolkit.media.asked import NOTHING, Asked
from toolkit.records import Connect, Rely, Verdict
from toolkit.scan.known import Known

_LONGEST = 10_000  # minutes: a week
Signatures = Annotated[Path | None, typer.Option()]


def check(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument()] = None,
    against: Annotated[Path | None, typer.Option()] = None,
    baseline: Annotated[Path | None, typer.Option()] = None,
    fingerprint: Annotated[str | None, typer.Option()] = None,
    max_age_days: Annotated[int, typer.Option(min=0)] = 7,
    minutes: Annotated[int | None, typer.Option("--minutes", min=0, max=_LONGEST)] = None,
    seed: Annotated[str | None, typer.Option("--seed")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    signatures: Signatures = None,
    backup_password: Annotated[bool, typer.Option("--backup-password")] = False,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    box = _box(minutes, seed)
    source = drives.chosen(screen, "trousse backup check") if source is None else source
    look = device_look.looked_at(source, against)
    if look.stop is not None:
        return _not_opened(look, source, against, screen, json=json)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy)
    words = _words(screen) if backup_password else ()
    try:
        known = opening.signatures(signatures)
    except SignatureRefusal as refusal:
        if json:
            screen.machine(checks.refused(refusal.code, refusal.facts))
        return screen.refuse(refusal)
    limits = Limits(known, _baseline(baseline, fingerprint, source, screen), max_age_days, given, words, box)
    verdict = judged(source, limits, against, screen, look)
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
    box: checks.TimeBox | None = None  # the time there is; None for all that is needed


def judged(
    source: str,
    limits: Limits,
    against: Path | None,
    screen: Screen,
    look: device_look.DeviceLook | None = None,
) -> Verdict:
    """Read a whole backup and judge it; the verdict is kept in the case it is compared with."""
    with Case.resume(against) if against else nullcontext() as case:
        inventory = procedure.inventory_of(case) if case else None
        with (
            opening.source(source, None, limits.given, screen, opener=checks.open_backup) as opened,
            backup_reading.journal(case, opened, source, limits.known, screen) as journal,
        ):
            verdict = backup_reading.verdict(opened, source, limits, inventory, journal, screen)
            if look is not None:
                verdict = device_look.proven(verdict, look, opened, screen)
            if case:
                _recorded(case, source, verdict, screen)
            if journal:
                journal.end()
    return verdict


def _not_opened(
    look: device_look.DeviceLook, source: str, against: Path | None, screen: Screen, *, json: bool
) -> int:
    """Say why nothing of a device was read; a suspect one is told of in the case as well."""
    verdict, status = device_look.stopped(look)
    if against and status == ANSWER_IS_NO:
        _keep(against, source, verdict, screen)
    if json:
        screen.machine(checks.as_json(verdict))
        return status
    return device_look.not_opened(look, screen)


def _box(minutes: int | None, seed: str | None) -> checks.TimeBox | None:
    """Return the time there is; raises UsageRefusal for a seed without it."""
    if minutes is not None:
        return checks.TimeBox(minutes, seed) if seed else checks.TimeBox(minutes)
    if seed is not None:
        raise UsageRefusal("usage_missing", name="--minutes", command="trousse backup check")
    return None


def _words(screen: Screen) -> tuple[str, ...]:
    """Return the password of a backup, asked for unseen or read as one line from a pipe."""
    missing = "password_missing"
    return (secret.asked(screen, "backup.password_prompt", missing, from_pipe=not secret.somebody()),)


def _baseline(
    path: Path | None, fingerprint: str | None, source: str, screen: Screen
) -> checks.Baseline | None:
    if path is None:
        return None
    file = signed.SignedFile(path, "trousse-baseline", fingerprint=fingerprint)
    loaded = checks.load_baseline(
        file.pieces(),
        signed=file.state,
        label=str(path),
        anchored=fingerprint is not None,
        on_medium=lies_on(path, Path(source)),
    )
    later = newer(path)
    if later is None:
        return loaded
    screen.tell("backup.baseline_newer", style="bold yellow", path=str(later))
    return replace(loaded, newer=str(later))


def _keep(folder: Path, source: str, verdict: Verdict, screen: Screen) -> None:
    """Write the verdict into the case it was compared with."""
    with Case.resume(folder) as case:
        _recorded(case, source, verdict, screen)


def _recorded(case: Case, source: str, verdict: Verdict, screen: Screen) -> None:
    number = procedure.record_backup(case, source, verdict)
    screen.tell("backup.kept", number=number, case=str(case.folder))


def show(verdict: Verdict, screen: Screen, *, json: bool) -> None:
    """Show the age of the newest data, the two axes, the five answers, and every backup found."""
    if json:
        screen.machine(checks.as_json(verdict))
    else:
        verdict_words.told(verdict, screen)
