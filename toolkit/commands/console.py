"""trousse console: what a machine started from our stick opens by itself, from keyboard to power-off."""

import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import typer

from toolkit import booted
from toolkit.commands import console_begin, console_examine, console_leave, console_state
from toolkit.commands.console_seat import Seat
from toolkit.commands.console_talk import Gone
from toolkit.commands.screen import Screen
from toolkit.custody import visit_journal
from toolkit.errors import DONE, CaseRefusal, UsageRefusal
from toolkit.walkthrough import child, picks

_LEFT = frozenset({DONE, 130})  # statuses of a walkthrough that somebody left


def console(context: typer.Context) -> int:
    screen: Screen = context.obj
    boot = booted.facts()
    if boot is None:
        raise UsageRefusal("console_not_booted")
    return lead(Seat(screen, boot))


def lead(seat: Seat) -> int:
    """Ask what must be known, open the walkthrough, then offer the rest until the machine is put out."""
    # Ctrl-C is for what runs on this terminal; the console itself stays.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        _begin(seat)
        if seat.cases is not None:
            walk(seat)
        while not _menu(seat):
            pass
    except Gone:  # the system opens the console again
        return DONE
    finally:
        signal.signal(signal.SIGINT, before)
    return DONE


def _begin(seat: Seat) -> None:
    told = seat.recalled()
    for code in ("welcome", "welcome_safe", "welcome_keys"):
        seat.talk.say(code, style="bold" if code == "welcome" else "")
    if "keyboard" not in told:
        console_begin.keyboard(seat)
    if "clock_asked" not in told:
        console_begin.hour(seat)
    console_begin.evidence(seat)
    console_state.checked(seat)
    seat.talk.ask("walk_next" if seat.cases is not None else "menu_next")


def walk(seat: Seat) -> None:
    """Open the walkthrough on the newest visit, where somebody wants to go on with it, or on a new one."""
    if not console_begin.again(seat) or seat.cases is None:
        return
    folder = _visit(seat, seat.cases)
    if folder is None:
        return
    seat.talk.say("walk_opens")
    plain = ("--plain",) if seat.serial else ()
    status = seat.run("walk", "--folder", str(folder), *plain)
    if status == CaseRefusal.status:
        seat.talk.say("walk_refused", style="bold yellow")
    elif status not in _LEFT:
        seat.talk.say("walk_ended" if status != child.BROKEN else "walk_broken", style="bold yellow")
    if not seat.there():
        seat.talk.say("evidence_gone", style="bold red")


def _visit(seat: Seat, cases: Path) -> Path | None:
    """Return the folder of the visit to take up or begin; None to go back."""
    begun = newest(cases)
    if begun is None:
        return picks.new_folder(cases, datetime.now().astimezone())
    ways = ("walk_resume", "walk_anew", "back")
    chosen = seat.talk.pick("walk_unfinished", ways, folder=begun.name)
    if chosen != "walk_anew":
        return begun if chosen == "walk_resume" else None
    return picks.new_folder(cases, datetime.now().astimezone())


def newest(cases: Path) -> Path | None:
    """Return the folder of the visit that was written last; one that was erased in the end has no journal."""
    try:
        begun = [one for one in cases.iterdir() if visit_journal.stands(one)]
        return max(begun, key=lambda one: (one / visit_journal.NAME).stat().st_mtime, default=None)
    except OSError:
        return None


def _again(seat: Seat) -> None:
    console_begin.keyboard(seat)
    console_begin.hour(seat)


_MENU: dict[str, Callable[[Seat], bool | None]] = {
    "menu_walk": walk,
    "menu_examine": console_examine.run,
    "menu_disks": console_state.disks,
    "menu_settings": _again,
    "menu_off": console_leave.power_off,
    "menu_restart": console_leave.restart,
}


def _menu(seat: Seat) -> bool:
    """Offer what can be done; True once the machine is being put out."""
    return bool(_MENU[seat.talk.pick("menu", list(_MENU))](seat))
