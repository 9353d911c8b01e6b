"""The stick our own program runs from, checked whole each time a case is opened."""

import sys
from dataclasses import replace
from pathlib import Path

from toolkit.stick import PROGRAMS, SYSTEMS
from toolkit.stick.check import Heard, Stick, StickState, check

_NAMED = 20  # names kept of each kind of difference


def program() -> Path | None:
    """Return the frozen program that runs, or None in a checkout."""
    return Path(sys.executable).resolve() if getattr(sys, "frozen", False) else None


def root(executable: Path) -> Path | None:
    """Return the top of the stick a program stands on, or None for a program anywhere else.

    The place of the program decides, not the manifest: removing the manifest must not end the check.
    """
    system, top = executable.parent.name, executable.parent.parent
    return top.parent if system in SYSTEMS and f"{top.name}/" == PROGRAMS else None


def state(executable: Path | None = None, *, heard: Heard | None = None) -> StickState:
    """Check the stick that `executable`, our own program unless given, runs from.

    Every file of the stick is hashed. Up to 20 names of each kind are kept, those of the programs first.
    """
    running = executable or program()
    if running is None:
        return StickState(Stick.NONE, "checkout")
    place = root(running)
    if place is None:
        return StickState(Stick.NONE, "folder")
    found = check(place, heard=heard)
    few = {code: _first(paths) for code, paths in found.names.items()}
    return replace(found, program="stick", names=few)


def _first(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=lambda path: not path.startswith(PROGRAMS))[:_NAMED])
