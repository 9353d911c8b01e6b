"""trousse backup baseline: the signed list of a healthy medium, tied to the one of the visit before."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from toolkit import backup, procedure
from toolkit.backup.baseline import LINE, Head, head, moment_of
from toolkit.backup.listing import Counts, Opening, opening_of, rows
from toolkit.commands import device_look, key, keys, opening, secret
from toolkit.commands.screen import Screen
from toolkit.custody import durable, signed
from toolkit.custody.keys import grouped
from toolkit.custody.sshsig import BASELINE
from toolkit.errors import OutputRefusal, SourceRefusal
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
    seen = device_look.looked_at(source)
    if seen.stop is not None:
        return device_look.not_opened(seen, screen)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy)
    own = key.opened(screen, key_file, from_pipe=passphrase_stdin)
    words = _words(screen) if backup_password else ()
    known = opening.signatures(signatures)
    opening.output(out, source)
    with opening.source(source, None, given, screen, opener=backup.open_backup) as opened:
        opening.output(out, source, opened)
        former = previous or _newest_of(out.parent, opened.label)
        start = opening_of(opened, _chained(former) if former else None)
        counts = _written(opened, known, words, start, out, screen)
        fingerprint = signed.sign_file(out, BASELINE, key=own)
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
        status = opening.ended(opened, screen)
    screen.say("backup.baseline_key", fingerprint=grouped(fingerprint))
    return status


def _written(
    opened: Source, known: Known, words: tuple[str, ...], start: Opening, out: Path, screen: Screen
) -> Counts:
    """Write the lines as they are read, then the first one, whose counts are known last."""
    counts = Counts()
    total = procedure.size_of(opened) if screen.watched else None
    if out.exists():
        raise OutputRefusal("output_exists", path=str(out))
    try:
        with screen.progress("screen.progress_scan", total) as meter, durable.replacing(out) as stream:
            stream.write(start.line(counts).encode("ascii"))
            for line in rows(opened, known, counts, words=words, heard=meter.heard):
                stream.write(line.encode("ascii"))
            stream.seek(0)
            stream.write(start.line(counts).encode("ascii"))
    except OSError as error:
        raise OutputRefusal("output_failed", path=str(out), why=type(error).__name__) from error
    return counts


def _words(screen: Screen) -> tuple[str, ...]:
    """Return the password of the backups on a medium, asked for unseen or read as one line from a pipe."""
    missing = "password_missing"
    return (secret.asked(screen, "backup.password_prompt", missing, from_pipe=not secret.somebody()),)


def newer(path: Path) -> Path | None:
    """Return the last baseline that follows this one in its folder: an older one is no longer the latest."""
    found, known = None, _sha256(path)
    beside = dict(_beside(path.parent))
    for _ in range(len(beside)):
        after = next((one for one, told in beside.items() if told.previous == known and one != path), None)
        if after is None:
            break
        found, known = after, _sha256(after)
        del beside[after]
    return found


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


def _chained(former: Path) -> str:
    """Return the hash of the former baseline; one that was changed since it was signed is refused."""
    _, state = signed.read_signed(former, BASELINE)
    if state != "valid":
        raise SourceRefusal("baseline_damaged", path=str(former), why=f"signature_{state}")
    return _sha256(former)


def _sha256(path: Path) -> str:
    running = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                running.update(chunk)
    except OSError as error:
        raise SourceRefusal("source_denied", source=str(path)) from error
    return running.hexdigest()
