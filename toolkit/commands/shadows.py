"""trousse shadows: the earlier versions a disk still holds, with their dates."""

from typing import Annotated

import typer

from toolkit.commands import keys, opening
from toolkit.commands.screen import Screen
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.image import ImageSource
from toolkit.media.shadows import Copy
from toolkit.records import Volume
from toolkit.texts.forms import amount, moment


def shadows(
    context: typer.Context,
    source: Annotated[str, typer.Argument()],
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    screen: Screen = context.obj
    asked = keys.given(screen, recovery_key, startup_key, password)
    with opening.source(source, None, asked, screen) as opened:
        if not isinstance(opened, ImageSource):
            raise SourceRefusal("shadow_copies_elsewhere", source=source)
        found = list(opened.shadow_copies())
        for volume, copies in found:
            _machine(volume, copies, screen) if json else _show(volume, copies, screen)
        if not found and not json:
            screen.say("screen.shadows_no_ntfs")
        return opening.ended(opened, screen)


def _machine(volume: Volume, copies: list[Copy] | Unreadable, screen: Screen) -> None:
    if isinstance(copies, Unreadable):
        screen.machine({"volume": volume.name, "why": copies.why, "detail": copies.detail})
        return
    screen.machine({"volume": volume.name, "copies": len(copies)})
    for copy in copies:
        screen.machine({"volume": volume.name, "shadow_copy": f"{volume.name}:{copy.number}", "copy": copy})


def _show(volume: Volume, copies: list[Copy] | Unreadable, screen: Screen) -> None:
    speech = screen.speech
    size = amount(speech, volume.size)
    screen.say(
        "screen.shadows_volume", style="bold", volume=volume.name, label=volume.label or "–", size=size
    )
    if isinstance(copies, Unreadable):
        screen.say("screen.shadows_unread", style="yellow", why=speech.say(f"coverage.{copies.why}"))
        return
    if not copies:
        screen.say("screen.shadows_none")
        return
    unknown = speech.say("screen.shadows_no_date")
    rows = [
        (
            f"{volume.name}:{copy.number}",
            unknown if copy.created_ns is None else moment(speech, copy.created_ns),
            amount(speech, copy.size),
            copy.ident,
        )
        for copy in copies
    ]
    titles = ("shadows_title_copy", "shadows_title_made", "shadows_title_size", "shadows_title_ident")
    screen.table([f"screen.{title}" for title in titles], rows)
    screen.say("screen.shadows_next", copy=rows[-1][0])
