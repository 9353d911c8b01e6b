"""What every command of the program does first: check the stick it runs from."""

import os
from pathlib import Path

from toolkit import booted
from toolkit.booted import Booted
from toolkit.commands.screen import Screen
from toolkit.custody.keys import grouped
from toolkit.errors import SignatureRefusal
from toolkit.records import Facts
from toolkit.stick import PROGRAMS, STARTERS, own, protection
from toolkit.stick.check import Stick, StickState

_SHOWN = 3  # names in one line
ORDER = ("missing", "changed", "extra", "unreadable")  # how differences are told, worst news first


def stick(screen: Screen, *, refusing: bool = True) -> Facts:
    """Check the stick we run from, say it in one line, and return the facts for the custody log.

    Nothing is said in a checkout. Raises SignatureRefusal("stick_damaged") when a file of the programs, a
    start file, the manifest or its signature is not as it was made, ("antivirus_stopped_us") when files of
    the programs are only gone; where it is not `refusing`, the refusal is told and nothing raised.
    """
    boot, program = booted.facts(), own.program()
    if boot is not None and program is not None:
        return started(boot, program, screen)
    with screen.progress("stick.checking", None) as meter:
        state = own.state(heard=meter.heard)
    try:
        announce(state, screen)
    except SignatureRefusal as refused:
        if refusing:
            raise
        screen.refuse(refused)
    return facts(state)


def started(boot: Booted, program: Path, screen: Screen, system: Path = Path("/")) -> Facts:
    """Say in one line what vouches for our program on a machine started from our stick, and return the facts.

    Every block of it is compared with its hash as it is read: to hash its files once more would add nothing.
    """
    whole, medium = booted.vouched(boot, program, system), protection.of(program.parent)
    if whole and os.environ.get(booted.SAID) != boot.root_hash:
        screen.tell("stick.booted", style="bold green", root_hash=grouped(boot.root_hash))
    elif not whole:
        screen.tell("stick.booted_unknown", style="bold red")
    return {
        "stick": str(Stick.WHOLE if whole else Stick.NONE),
        "program": "booted",
        "root_hash": boot.root_hash if whole else None,
        "medium": medium.medium,
        # Of a medium that is read block by block through its hashes, the system alone can tell.
        "how": "volume" if medium.how == "device" else medium.how,
    }


def facts(state: StickState) -> Facts:
    """Return codes, counts and hashes only: what the custody log accepts under the act "stick.checked"."""
    return {
        "stick": str(state.stick),
        "program": state.program,
        "manifest": state.manifest,
        "fingerprint": state.fingerprint,
        "faults": list(state.faults),
        "files": state.files,
        **{code: state.counts.get(code, 0) for code in ORDER},
        "grave": state.grave,
        "medium": state.medium,
        "how": state.how,
    }


def announce(state: StickState, screen: Screen) -> None:
    """Say in one line what the stick is, and what to do about it; raises as `stick` does."""
    if state.grave:
        raise refusal(state, screen)
    if state.stick is Stick.NONE:
        if state.program != "checkout":
            screen.tell("stick.none")
        return
    say = screen.speech.say
    screen.tell(
        "stick.verified",
        style="bold green" if state.stick is Stick.WHOLE else "",
        files=screen.speech.number(state.files),
        fingerprint=grouped(state.fingerprint or ""),
        medium=say(f"stick.medium_{state.medium}_{state.how}"),
    )
    if state.stick is not Stick.WHOLE:
        screen.tell(
            "stick.altered", style="bold yellow", count=sum(state.counts.values()), names=named(state)
        )
    if state.medium == "writable":
        screen.tell("stick.protect_it", style="bold yellow")


def refusal(state: StickState, screen: Screen) -> SignatureRefusal:
    """Name the refusal of a stick that is not to be trusted.

    When files of the programs are only gone or locked, an antivirus is the likely cause, and that is said.
    """
    if state.faults:
        why = screen.speech.say(f"stick.fault_{state.faults[0]}")
        return SignatureRefusal("stick_damaged", count=state.grave, names=why)
    gone = [path for code in ("missing", "unreadable") for path in state.names[code] if _ours(path)]
    if gone and not any(_ours(path) for code in ("changed", "extra") for path in state.names[code]):
        return SignatureRefusal("antivirus_stopped_us", file=gone[0], why="missing")
    return SignatureRefusal("stick_damaged", count=state.grave, names=named(state))


def _ours(path: str) -> bool:
    return path.startswith(PROGRAMS) or path in STARTERS.values()


def named(state: StickState) -> str:
    """Return the first names that differ, missing ones first, those of the programs before others."""
    paths = [path for code in ORDER for path in state.names.get(code, ())]
    first = sorted(paths, key=lambda path: not path.startswith(PROGRAMS))[:_SHOWN]
    return ", ".join(first) + (" …" if len(paths) > _SHOWN else "")
