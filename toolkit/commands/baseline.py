"""trousse backup baseline: the signed list of a healthy medium, tied to the one of the visit before."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from toolkit import backup, procedure
from toolkit.backup.listing import Counts, Opening, opening_of, rows
from toolkit.backup.reference.baseline import LINE, Head, head, moment_of
from toolkit.backup.sweep.failing import presence
from toolkit.commands import backup_place, baseline_medium, device_look, key, keys, opening, secret
from toolkit.commands.screen import Screen
from toolkit.custody import durable, signed
from toolkit.custody.keys import grouped
from toolkit.custody.sshsig import BASELINE
from toolkit.errors import ANSWER_IS_NO, DONE, OutputRefusal, SourceRefusal
from toolkit.media.source import Source
from toolkit.scan.known import Known

_BESIDE = 1000  # files of a folder looked at
_CHUNK = 1024 * 1024


def baseline(
    context: typer.Context,
    source: Annotated[str, typer.Argument()],
    out: Annotated[Path, typer.Option()],
    previous: Annotated[Path | None, typer.Option("--previous")] = None,
    key_file: key.KeyFile = None,
    passphrase_stdin: key.FromPipe = False,
    signatures: Annotated[Path | None, typer.Option()] = None,
    backup_password: Annotated[bool, typer.Option("--backup-password")] = False,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    screen.stopped = "backup.baseline_interrupted"
    backup_place.refuse(source, None, "trousse backup baseline")
    seen = device_look.looked_at(source)
    if seen.stop is not None:
        return device_look.not_opened(seen, screen)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy)
    own = key.opened(screen, key_file, from_pipe=passphrase_stdin)
    words = secret.of_backups(screen) if backup_password else ()
    known = opening.signatures(signatures)
    opening.output(out, source)
    with opening.source(source, None, given, screen, opener=backup.open_backup) as opened:
        opening.output(out, source, opened)
        former = _former(previous, out.parent, opened, screen)
        start = opening_of(opened, _sha256(former) if former else None)
        counts = _written(opened, known, words, start, out, screen)
        fingerprint = signed.sign_file(out, BASELINE, key=own)
        _told(counts, out, former, screen)
        status = opening.ended(opened, screen)
    screen.say("backup.baseline_key", fingerprint=grouped(fingerprint))
    if own is None:
        screen.say("backup.baseline_one_key")
    if counts.signs:
        told = {"notes": counts.notes, "encrypted": counts.encrypted, "hostile": counts.hostile}
        screen.say("backup.baseline_bears_signs", style="bold red", **told)
    return ANSWER_IS_NO if counts.signs and status == DONE else status


def _told(counts: Counts, out: Path, former: Path | None, screen: Screen) -> None:
    """Say what the baseline lists, what it lacks, and which one it follows."""
    number = screen.speech.number
    screen.say("backup.baseline_written", path=str(out), files=number(counts.files))
    if counts.inside:
        screen.say("backup.baseline_inside", files=number(counts.inside))
    if missed := counts.unread + counts.missed:
        screen.say("backup.baseline_not_read", style="bold yellow", files=number(missed))
    if counts.closed:
        screen.say("backup.baseline_closed", style="bold yellow", files=number(counts.closed))
    if former:
        screen.say("backup.baseline_follows", path=str(former))
    else:
        screen.say("backup.baseline_first")


def _former(previous: Path | None, beside: Path, opened: Source, screen: Screen) -> Path | None:
    """Return the baseline this one follows; raises SourceRefusal("baseline_other_medium") for another's."""
    former = previous or _newest_of(beside, opened.label)
    if former is None:
        return None
    _state(former)
    with former.open("rb") as stream:
        told = head(stream.read(LINE))
    medium = told.medium if told else ""
    names, here = baseline_medium.root_listed(former), baseline_medium.root_of(opened)
    if told and baseline_medium.akin(medium, names, opened.label, here):
        return former
    if previous is not None:
        raise SourceRefusal("baseline_other_medium", path=str(former), medium=medium or "–")
    screen.say("backup.baseline_other_medium_left", style="bold yellow", path=str(former), medium=medium)
    return None


def _written(
    opened: Source, known: Known, words: tuple[str, ...], start: Opening, out: Path, screen: Screen
) -> Counts:
    """Write the lines as they are read, then the first one, whose counts are known last."""
    counts, gone = Counts(), presence(opened.label)
    total = procedure.size_of(opened) if screen.measured else None
    if out.exists():
        raise OutputRefusal("output_exists", path=str(out))
    try:
        with screen.progress("screen.progress_scan", total) as meter, durable.replacing(out) as stream:
            stream.write(start.line(counts).encode("ascii"))
            for line in rows(opened, known, counts, words=words, heard=meter.heard):
                stream.write(line.encode("ascii"))
                _refuse_gone(gone, opened, counts, screen)
            _refuse_gone(gone, opened, counts, screen)
            stream.seek(0)
            stream.write(start.line(counts).encode("ascii"))
    except OSError as error:
        raise OutputRefusal("output_failed", path=str(out), why=type(error).__name__) from error
    return counts


def _refuse_gone(gone: Callable[[], bool], opened: Source, counts: Counts, screen: Screen) -> None:
    """Refuse to go on without the medium: what is not read of it would pass for what cannot be read."""
    if gone():
        files = screen.speech.number(counts.files)
        raise SourceRefusal("medium_pulled", source=opened.label, files=files)


def newer(path: Path) -> Path | None:
    """Return the last baseline that follows this one in its folder: an older one is no longer the latest."""
    found, known = None, _sha256(path)
    beside = {one: told for one, told in _beside(path.parent) if _akin(path, one, told)}
    for _ in range(len(beside)):
        after = next((one for one, told in beside.items() if told.previous == known and one != path), None)
        if after is None:
            break
        # Made under the signs of an attack, it takes the place of none.
        found, known = found if beside[after].signs else after, _sha256(after)
        del beside[after]
    return found


def _akin(path: Path, other: Path, told: Head) -> bool:
    """Tell whether another baseline is of the medium this one is of."""
    with path.open("rb") as stream:
        own = head(stream.read(LINE))
    roots = (baseline_medium.root_listed(one) for one in (path, other))
    return own is None or baseline_medium.akin(own.medium, next(roots), told.medium, next(roots))


def _newest_of(folder: Path, medium: str) -> Path | None:
    """Return the newest signed baseline of a medium in a folder."""
    dated = [
        (at, path)
        for path, told in _beside(folder)
        if told.medium == medium and (at := moment_of(told.made)) is not None
    ]
    return max(dated, default=(0, None))[1]


def _beside(folder: Path) -> Iterator[tuple[Path, Head]]:
    """Yield the baselines of a folder that have a signature beside them."""
    try:
        listed = sorted(islice(folder.iterdir(), _BESIDE))
    except OSError:
        return
    for path in listed:
        if path.with_name(path.name + signed.ENDING).is_file() and path.is_file():
            with path.open("rb") as stream:
                told = head(stream.read(LINE))
            if told is not None:
                yield path, told


def _state(former: Path) -> None:
    """Raise SourceRefusal("baseline_damaged") for a baseline that was changed since it was signed."""
    _, state = signed.read_signed(former, BASELINE, most=0)
    if state != "valid":
        raise SourceRefusal("baseline_damaged", path=str(former), why=f"signature_{state}")


def _sha256(path: Path) -> str:
    running = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                running.update(chunk)
    except OSError as error:
        raise SourceRefusal("source_denied", source=str(path)) from error
    return running.hexdigest()
