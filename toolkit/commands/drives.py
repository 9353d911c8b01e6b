"""trousse drives: what is plugged in, and what holds our own program."""

from typing import Annotated

import typer

from toolkit.commands.screen import Screen
from toolkit.media import drives as media_drives
from toolkit.texts.forms import amount


def drives(context: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    screen: Screen = context.obj
    found = media_drives.drives()
    if json:
        for drive in found:
            screen.machine(drive)
        return
    if not found:
        screen.say("drives.none")
    for drive in found:
        _show(drive, screen)


def _show(drive: media_drives.Drive, screen: Screen) -> None:
    speech = screen.speech
    unknown = speech.say("drives.unknown")
    size = unknown if drive.size is None else amount(speech, drive.size)
    state = {True: "drives.read_only", False: "drives.writable", None: "drives.unknown"}[drive.read_only]
    screen.say(
        "drives.drive",
        style="bold",
        device=drive.device,
        model=drive.model or unknown,
        serial=drive.serial or unknown,
        size=size,
        state=speech.say(state),
    )
    for part in drive.partitions:
        screen.say(
            "drives.partition",
            node=part.node,
            filesystem=part.filesystem or unknown,
            size=unknown if part.size is None else amount(speech, part.size),
            label=part.label or "–",
            mounted=part.mounted or speech.say("drives.not_mounted"),
        )
        if part.denied:
            screen.say("drives.denied")
    if drive.holds_program:
        screen.say("drives.holds_program", style="bold green")
