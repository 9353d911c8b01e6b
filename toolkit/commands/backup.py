"""trousse backup check: whether a medium may be reconnected, and be relied on."""

import re
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from toolkit import backup as checks
from toolkit import procedure
from toolkit.backup.answers import deciding
from toolkit.backup.inventory import Inventory
from toolkit.commands import (
    backup_place,
    backup_reading,
    device_look,
    drives,
    keys,
    opening,
    secret,
    verdict_end,
    verdict_words,
)
from toolkit.commands.backup_reading import Limits
from toolkit.commands.baseline import newer
from toolkit.commands.screen import Screen
from toolkit.custody import signed
from toolkit.custody.case import Case
from toolkit.custody.check_journal import CheckJournal
from toolkit.custody.keys import grouped, ungrouped
from toolkit.errors import ANSWER_IS_NO, DONE, SignatureRefusal, SourceRefusal, UsageRefusal
from toolkit.host.places import lies_on
from toolkit.media.source import Source
from toolkit.records import Connect, Rely, Verdict

_LONGEST = 10_000  # minutes: a week
_TRIES = 3  # passwords asked for on a terminal
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")  # OpenSSH: 32 bytes in base64 without its padding
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
    screen.stopped = "backup.check_interrupted"
    box = _box(minutes, seed)
    fingerprint = _fingerprint(fingerprint)
    source = drives.chosen(screen, "trousse backup check") if source is None else source
    backup_place.refuse(source, against, "trousse backup check")
    look = device_look.looked_at(source, against)
    if look.stop is not None:
        return _not_opened(look, source, against, screen, json=json)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy)
    words = secret.of_backups(screen) if backup_password else ()
    try:
        known = opening.signatures(signatures)
    except SignatureRefusal as refusal:
        if json:
            screen.machine(checks.refused(refusal.code, refusal.facts))
        return screen.refuse(refusal)
    limits = Limits(known, _baseline(baseline, fingerprint, source, screen), max_age_days, given, words, box)
    begun = time.monotonic()
    found = judged(source, limits, against, screen, look)
    taken = time.monotonic() - begun
    if not json and box is not None and found.verdict.coverage.get("sample") is None:
        _longer(box.minutes, taken, screen)
    show(found, screen, json=json)
    verdict = found.verdict
    return DONE if (verdict.connect, verdict.rely) == (Connect.CLEAN, Rely.GOOD) else ANSWER_IS_NO


class Judged(NamedTuple):
    """A verdict, and where it is kept."""

    verdict: Verdict
    words: bool = False  # a password was given
    number: int = 0  # in the case; 0 without one
    case: str = ""


def judged(
    source: str,
    limits: Limits,
    against: Path | None,
    screen: Screen,
    look: device_look.DeviceLook | None = None,
) -> Judged:
    """Read a whole backup and judge it; the verdict is kept in the case it is compared with."""
    opener, number = backup_place.opener(against), 0
    with Case.resume(against) if against else nullcontext() as case:
        inventory = procedure.inventory_of(case) if case else None
        with (
            opening.source(source, None, limits.given, screen, opener=opener) as opened,
            backup_reading.journal(case, opened, source, limits.known, screen) as journal,
        ):
            verdict = _opened_by_words(opened, source, limits, inventory, journal, screen)
            if look is not None:
                verdict = device_look.proven(verdict, look, opened, screen)
            if case:
                medium = {"identity": backup_place.code(case, opened, source)}
                kept = replace(verdict, coverage={**verdict.coverage, **medium})
                number = procedure.record_backup(case, source, kept)
            if journal:
                journal.end()
    return Judged(verdict, bool(limits.words), number, str(against or ""))


def _opened_by_words(
    opened: Source,
    source: str,
    limits: Limits,
    inventory: Inventory | None,
    journal: CheckJournal | None,
    screen: Screen,
) -> Verdict:
    """Judge a backup, again with another password where somebody is there to give one."""
    verdict = backup_reading.verdict(opened, source, limits, inventory, journal, screen)
    for _ in range(_TRIES - 1):
        closed = deciding.locked(verdict, words=True)
        if not closed or not limits.words or not secret.somebody():
            break
        form, path = verdict_end.named(closed[0], screen)
        screen.tell("backup.password_again", style="bold yellow", form=form, path=path)
        word = secret.typed(screen, "backup.password_prompt", "password_missing")
        if not word:
            break
        limits = replace(limits, words=(*limits.words, word))
        verdict = backup_reading.verdict(opened, source, limits, inventory, journal, screen)
    return verdict


def _not_opened(
    look: device_look.DeviceLook, source: str, against: Path | None, screen: Screen, *, json: bool
) -> int:
    """Say why nothing of a device was read; a suspect one is told of in the case as well."""
    verdict, status = device_look.stopped(look)
    number = _keep(against, source, verdict) if against and status == ANSWER_IS_NO else 0
    if json:
        screen.machine(checks.as_json(verdict))
    else:
        device_look.not_opened(look, screen)
        if status == ANSWER_IS_NO:
            told = screen.speech.say(f"backup.what_{deciding.what(verdict)}")
            screen.say("backup.next", style="bold", what=told)
    _kept(Judged(verdict, number=number, case=str(against or "")), screen)
    return status


def _box(minutes: int | None, seed: str | None) -> checks.TimeBox | None:
    """Return the time there is; raises UsageRefusal for a seed without it."""
    if minutes is not None:
        return checks.TimeBox(minutes, seed) if seed else checks.TimeBox(minutes)
    if seed is not None:
        raise UsageRefusal("usage_missing", name="--minutes", command="trousse backup check")
    return None


def _longer(minutes: int, seconds: float, screen: Screen) -> None:
    """Say why a check in which nothing was left out took longer than the time there was."""
    if seconds > 60 * minutes:
        asked, took = screen.speech.number(minutes), verdict_words.taken(seconds, screen)
        screen.say("backup.whole_longer", asked=asked, taken=took)


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
    if fingerprint is not None and loaded.signed == "invalid" and (found := file.signer()):
        given = grouped(ungrouped(fingerprint))
        raise SourceRefusal("baseline_other_key", path=str(path), given=given, found=grouped(found))
    later = newer(path)
    if later is None:
        return loaded
    screen.tell("backup.baseline_newer", style="bold yellow", path=str(later))
    return replace(loaded, newer=str(later))


def _fingerprint(given: str | None) -> str | None:
    """Return a fingerprint as it was typed; raises UsageRefusal for what cannot be one."""
    if given is not None and not _FINGERPRINT.fullmatch(ungrouped(given)):
        raise UsageRefusal("fingerprint_shape", name="--fingerprint", command="trousse backup check")
    return given


def _keep(folder: Path, source: str, verdict: Verdict) -> int:
    """Write the verdict into the case it was compared with, and return its number."""
    with Case.resume(folder) as case:
        return procedure.record_backup(case, source, verdict)


def _kept(found: Judged, screen: Screen) -> None:
    if found.number:
        screen.tell("backup.kept", number=found.number, case=found.case)


def show(found: Judged, screen: Screen, *, json: bool) -> None:
    """Show the age of the newest data, the two axes, the five answers, and every backup found."""
    if json:
        screen.machine(checks.as_json(found.verdict))
    else:
        verdict_words.told(found.verdict, screen, words=found.words)
    _kept(found, screen)
