"""trousse timestamp: the question to a time-stamping authority, its answer beside the archive."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.custody.dossier.verify import verify
from toolkit.custody.timestamps import attach as attaching
from toolkit.custody.timestamps import stamp as stamps
from toolkit.custody.timestamps.stamp import Stamp, State
from toolkit.errors import ANSWER_IS_NO, DONE
from toolkit.records import plain
from toolkit.texts.forms import moment

_STYLES = {
    State.VOUCHED: "bold green",
    State.UNVOUCHED: "bold yellow",
    State.OTHER_ROOT: "bold red",
    State.BROKEN: "bold red",
}
_CLOSING = {State.OTHER_ROOT: "not_attached_root", State.BROKEN: "not_attached"}
Roots = Annotated[list[Path] | None, typer.Option("--root")]


def request(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument()],
    out: Annotated[Path | None, typer.Option()] = None,
) -> int:
    screen: Screen = context.obj
    found = verify(archive)
    if found.faults or found.sha256 is None:
        screen.say("timestamps.not_asked", style="bold red", archive=str(archive))
        return ANSWER_IS_NO
    path = attaching.ask(archive, found.sha256, out)
    names = {"archive": archive.name, "file": path.name, "reply": stamps.reply_of(archive).name}
    screen.say("timestamps.asked", style="bold green", path=str(path))
    for code in ("asked_holds", "asked_send", "asked_example", "asked_then"):
        screen.say(f"timestamps.{code}", **names)
    return DONE


def attach(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument()],
    reply: Annotated[Path, typer.Argument()],
    root: Roots = None,
    request: Annotated[Path | None, typer.Option()] = None,
    case: Annotated[Path | None, typer.Option()] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    screen: Screen = context.obj
    opened = Case.resume(case) if case else None
    try:
        found = attaching.attach(archive, reply, asked=request, roots=root or (), case=opened)
    finally:
        if opened:
            opened.close()
    if json:
        screen.machine(plain(found))
    else:
        told(found, screen)
        code = _CLOSING.get(found.state, "attached")
        screen.say(f"timestamps.{code}", path=str(stamps.reply_of(archive)))
    return ANSWER_IS_NO if found.state in _CLOSING else DONE


def told(found: Stamp, screen: Screen) -> None:
    """Say what a stamp is worth, in green only up to a root that was given."""
    style = _STYLES[found.state]
    if found.state == State.BROKEN:
        why = screen.speech.say(f"timestamps.why_{found.why}", **found.facts)
        screen.say("timestamps.broken", style=style, why=why)
        return
    when = moment(screen.speech, found.moment_ns)
    screen.say(f"timestamps.{found.state}", style=style, moment=when, authority=found.authority)
    screen.say(f"timestamps.{found.state}_means")
