"""trousse stick: lay out a stick, and see whether one is still as it was made."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands import start
from toolkit.commands.screen import Screen
from toolkit.custody.keys import grouped
from toolkit.errors import ANSWER_IS_NO, DONE, SourceRefusal
from toolkit.records import plain
from toolkit.stick import SYSTEMS, own
from toolkit.stick import check as checking
from toolkit.stick import make as making
from toolkit.stick import plan as planning
from toolkit.stick.check import Stick, StickState
from toolkit.texts.forms import amount


def make(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument()],
    windows: Annotated[Path | None, typer.Option()] = None,
    linux: Annotated[Path | None, typer.Option()] = None,
    key: Annotated[Path | None, typer.Option()] = None,
    again: Annotated[bool, typer.Option("--again")] = False,
) -> None:
    screen: Screen = context.obj
    if windows is None and linux is None:
        _copy_of_a_whole_one(screen)
    found = planning.programs(windows, linux)
    with screen.progress("stick.making", None) as meter:
        made = making.make(folder, found, making.signer(key), again=again, heard=meter.heard)
    _made(made, folder, screen, kept=key is not None)


def _copy_of_a_whole_one(screen: Screen) -> None:
    """Refuse to copy the programs of a stick that is not as it was made."""
    state = own.state()
    if state.grave:
        raise start.refusal(state, screen)


def _made(made: making.Made, folder: Path, screen: Screen, *, kept: bool) -> None:
    speech = screen.speech
    screen.say(
        "stick.made",
        style="bold green",
        folder=str(folder),
        files=speech.number(made.state.files),
        size=amount(speech, made.state.bytes),
    )
    for system in SYSTEMS:
        if system not in made.systems:
            screen.say(f"stick.without_{system}", style="bold yellow")
    screen.say("stick.fingerprint", style="bold", fingerprint=grouped(made.fingerprint))
    screen.say("stick.key_kept" if kept else "stick.key_forgotten")
    screen.say("stick.made_next")


def check(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument()] = None,
    fingerprint: Annotated[str | None, typer.Option()] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    screen: Screen = context.obj
    place = folder or _own()
    with screen.progress("stick.checking", None) as meter:
        state = checking.check(place, fingerprint=fingerprint, heard=meter.heard)
    whole = state.stick is Stick.WHOLE
    if json:
        screen.machine({"whole": whole, **plain(state)})
    else:
        _shown(state, screen, compared=fingerprint is not None, own_stick=folder is None)
    return DONE if whole else ANSWER_IS_NO


def _own() -> Path:
    running = own.program()
    place = own.root(running) if running else None
    if place is None:
        raise SourceRefusal("stick_none")
    return place


def _shown(state: StickState, screen: Screen, *, compared: bool, own_stick: bool) -> None:
    for fault in state.faults:
        screen.say(f"stick.fault_{fault}", style="bold red")
    for code in start.ORDER:
        for name in state.names.get(code, ()):
            screen.say(f"stick.file_{code}", style="bold red", name=name)
    _judged(state, screen)
    if state.fingerprint:
        screen.say("stick.fingerprint_found", style="bold", fingerprint=grouped(state.fingerprint))
        if "fingerprint_other" not in state.faults:
            screen.say("stick.compared" if compared else "stick.compare_it")
    screen.say("stick.medium", medium=screen.speech.say(f"stick.medium_{state.medium}_{state.how}"))
    if state.medium == "writable":
        screen.say("stick.protect_it", style="bold yellow")
    if state.cases:
        screen.say("stick.cases", style="bold yellow", count=state.cases)
    if own_stick and not state.grave:
        screen.say("stick.next_windows" if sys.platform == "win32" else "stick.next_linux")


def _judged(state: StickState, screen: Screen) -> None:
    """Say whether the stick is whole, and when it is not, whether an antivirus is the likely cause."""
    if state.stick is Stick.WHOLE:
        files, size = screen.speech.number(state.files), amount(screen.speech, state.bytes)
        screen.say("stick.whole", style="bold green", files=files, size=size)
        return
    screen.say("stick.not_whole_grave" if state.grave else "stick.not_whole", style="bold red")
    if state.grave and start.refusal(state, screen).code == "antivirus_stopped_us":
        screen.refuse(start.refusal(state, screen))
