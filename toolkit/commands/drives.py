"""trousse drives: what is plugged in, and what holds our own program."""

from typing import Annotated, Any

import typer

from toolkit.commands import secret
from toolkit.commands.screen import Screen
from toolkit.errors import UsageRefusal
from toolkit.media import drives as media_drives
from toolkit.media import inclusion
from toolkit.media.windows import volumes as volumes_windows
from toolkit.texts import Speech
from toolkit.texts.forms import amount


def drives(context: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    screen: Screen = context.obj
    found = media_drives.drives()
    choices = inclusion.choose(volumes_windows.volumes())
    if json:
        for drive in found:
            screen.machine(drive)
        for choice in choices:
            screen.machine({"volume": choice.volume, "included": choice.included, "why": choice.why})
        return
    if not found:
        screen.say("drives.none")
    for drive in found:
        _show(drive, screen)
    if choices:
        screen.say("drives.volumes", style="bold")
    for choice in choices:
        _show_volume(choice, screen)


def chosen(screen: Screen, command: str) -> str:
    """Return the device of the drive somebody names, by its number in a list shown with serial numbers.

    Asked even where there is only one: what is plugged in is not always what was meant. The disk that holds
    this program is not offered. Raises UsageRefusal("usage_missing") where nobody answers, or none of them.
    """
    missing = UsageRefusal("usage_missing", name="SOURCE", command=command)
    found = [each for each in media_drives.drives(opening=False) if media_drives.offered(each)]
    if not found or not secret.somebody():
        raise missing
    for number, each in enumerate(found, 1):
        screen.tell("drives.choice", style="bold", number=number, **_named(each, screen))
    screen.tell("drives.which")
    try:
        answer = input().strip()
    except EOFError:
        raise missing from None
    named = media_drives.picked(found, answer)
    if named is None:
        raise missing
    screen.tell("drives.chosen", **_named(named, screen))
    return named.device


def _named(drive: media_drives.Drive, screen: Screen) -> dict[str, Any]:
    unknown = screen.speech.say("drives.unknown")
    size = unknown if drive.size is None else amount(screen.speech, drive.size)
    told = {"model": drive.model or unknown, "serial": drive.serial or unknown}
    return {"device": drive.device, "size": size, **told}


def _show_volume(choice: inclusion.Choice, screen: Screen) -> None:
    """Show one volume of this machine, and whether « examine » without a source takes it."""
    speech, volume = screen.speech, choice.volume
    unknown = speech.say("drives.unknown")
    screen.say(
        "drives.volume",
        name=volume.name,
        mounts=" ".join(volume.mounts) or speech.say("drives.no_letter"),
        kind=speech.say(f"drives.kind_{volume.kind}"),
        bus=volume.bus or unknown,
        disks=", ".join(map(str, volume.disks)) or unknown,
        filesystem=volume.filesystem or unknown,
        size=unknown if volume.size is None else amount(speech, volume.size),
        label=_label(volume.label),
    )
    screen.say(f"drives.bitlocker_{volume.bitlocker}")
    if volume.bitlocker == "unknown" and volume.bitlocker_why == "needs_elevation":
        screen.say("drives.bitlocker_elevation")
    if choice.included:
        screen.say("drives.included", style="bold green")
    else:
        screen.say("drives.left_out", style="yellow", why=speech.say(f"coverage.{choice.why}"))
    if volume.holds_windows:
        screen.say("drives.holds_windows")
    if volume.holds_program:
        screen.say("drives.holds_program")


def _label(given: str | None) -> str:
    """Return a volume's name, blank ones as none at all."""
    return given if given and given.strip() else "–"


def _mounted(place: str | None, speech: Speech) -> str:
    if place == "/":
        return speech.say("drives.mounted_system")
    return place or speech.say("drives.not_mounted")


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
            label=_label(part.label),
            mounted=_mounted(part.mounted, speech),
        )
        if part.denied:
            screen.say("drives.denied")
    if drive.holds_program:
        screen.say("drives.holds_program", style="bold green")
