"""Examine one disk without questions, from the console: chosen by number, examined, sealed, verified."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.commands import console_begin
from toolkit.commands.console_seat import Seat
from toolkit.custody.case import Case
from toolkit.errors import ANSWER_IS_NO, DONE, INTERRUPTED, Refusal
from toolkit.media.bitlocker.keys import mistyped
from toolkit.media.drive import Drive
from toolkit.texts.forms import amount
from toolkit.walkthrough import picks

_ARCHIVES = "DOSSIER_*.zip"
_PREFIX = "examen"


def run(seat: Seat) -> None:
    """Lead one examination; whatever stops it, what was written is kept and taken up the next time."""
    if not console_begin.again(seat) or seat.cases is None:
        return
    drive = _chosen(seat)
    if drive is None:
        return
    seat.run("windows", drive.device)
    key = _key(seat, drive)
    folder, resumed = _folder(seat, drive, seat.cases)
    seat.talk.say("examine_begins", folder=str(folder))
    words = ["examine", drive.device, "--case", str(folder)]
    status = seat.run(
        *words, *(["--resume"] if resumed else []), *(["--password"] if key else []), secret=key or None
    )
    _ended(seat, folder, status)


def _chosen(seat: Seat) -> Drive | None:
    """Return the disk somebody names by its number; None for none."""
    found = [one for one in seat.drives() if not one.holds_program]
    if not found:
        seat.talk.say("no_disk", style="bold yellow")
        seat.pause()
        return None

    def offered() -> list[str]:
        return [*(_named(seat, one) for one in found), seat.talk.word("back")]

    number = seat.talk.choose("examine_which", offered)
    return found[number - 1] if number <= len(found) else None


def _named(seat: Seat, drive: Drive) -> str:
    unknown = seat.screen.speech.say("drives.unknown")
    size = unknown if drive.size is None else amount(seat.screen.speech, drive.size)
    systems = ", ".join(part.filesystem for part in drive.partitions if part.filesystem) or unknown
    facts: dict[str, Any] = {"device": drive.device, "size": size, "systems": systems}
    facts |= {"model": drive.model or unknown, "serial": drive.serial or unknown}
    return seat.talk.word("disk", **facts)


def _key(seat: Seat, drive: Drive) -> str:
    """Ask for the recovery key where a partition is locked; "" for none."""
    if not any(part.filesystem == "bitlocker" for part in drive.partitions):
        return ""
    while True:
        typed = seat.talk.ask("key")
        wrong = mistyped(typed) if typed else ()
        if not wrong:
            return typed
        if wrong == (0,):
            seat.talk.say("key_length", style="yellow")
        else:
            seat.talk.say("key_mistyped", style="yellow", groups=", ".join(map(str, wrong)))


def _folder(seat: Seat, drive: Drive, cases: Path) -> tuple[Path, bool]:
    """Return where to write, and whether an examination of this disk is taken up there."""
    begun = next(_unfinished(cases, drive), None)
    if begun is not None:
        ways = ("examine_resume", "examine_anew")
        if seat.talk.pick("examine_unfinished", ways, folder=begun.name) == "examine_resume":
            return begun, True
    return picks.new_folder(cases, datetime.now().astimezone(), _PREFIX), False


def _unfinished(cases: Path, drive: Drive) -> Iterator[Path]:
    """Yield the cases about this disk that were not closed by an archive, the newest first."""
    found = sorted(cases.glob(f"{_PREFIX}-*/case.json"), key=_written, reverse=True)
    for folder in (one.parent for one in found):
        try:
            case = Case.read(folder)
            recorded = (case.read_json("source") or {}).get("disk") or {}
            closed = case.done("seal")
        except (Refusal, OSError, ValueError):
            continue  # damaged: nothing is gone on with, and nothing is lost
        now = {"model": drive.model, "serial": drive.serial, "size": drive.size}
        # Examining it opens the case again, which compares the disk itself.
        if not closed and all(recorded.get(name) == value for name, value in now.items()):
            yield folder


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _ended(seat: Seat, folder: Path, status: int) -> None:
    """Say how it ended; where an archive was made, say where it is and verify it."""
    archive = max(folder.glob(_ARCHIVES), key=_written, default=None) if seat.there() else None
    if not seat.there():
        seat.talk.say("evidence_gone", style="bold red")
    elif archive is not None and status != INTERRUPTED:
        seat.run("brief", "--case", str(folder))
        seat.talk.say("archive", style="bold", path=str(archive))
        whole = seat.run("verify", str(archive)) == DONE
        style, code = ("bold green", "archive_whole") if whole else ("bold red", "archive_not_whole")
        seat.talk.say(code, style=style)
    elif status == INTERRUPTED:
        seat.talk.say("examine_stopped", style="yellow")
    elif status not in {DONE, ANSWER_IS_NO}:
        seat.talk.say("examine_failed", style="bold red", status=status)
    seat.pause()
