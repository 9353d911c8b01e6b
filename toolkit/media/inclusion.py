"""Which volumes of the running machine are examined, and why the others are not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.errors import SourceRefusal
from toolkit.media.windows.volumes import LiveVolume

_LETTER = re.compile(r"([A-Za-z])(?::[\\/]*)?\Z")
# Left out unless somebody names them: not this machine's own, or not plugged in to be examined.
_ELSEWHERE = frozenset({"network", "optical", "removable", "alias"})


@dataclass(frozen=True, slots=True)
class Choice:
    volume: LiveVolume
    included: bool
    why: str = ""  # a code of texts/*/coverage.toml when it is not included


def wanted(text: str) -> str:
    """Return the name of the volume somebody asked for as "c", "C:" or "C:/", or the text as it is."""
    found = _LETTER.match(text.strip())
    return found[1].upper() if found else text.strip()


def choose(
    volumes: Sequence[LiveVolume], asked: Sequence[str] = (), holds_case: LiveVolume | None = None
) -> list[Choice]:
    """Choose among the volumes of this machine: those asked for, else every local one.

    Raises SourceRefusal("volume_missing", source=…) for a name no volume bears.
    """
    names = [wanted(text) for text in asked]
    known = {volume.name for volume in volumes} | {letter for one in volumes for letter in one.letters}
    if missing := [name for name in names if name not in known]:
        raise SourceRefusal("volume_missing", source=missing[0])
    found = []
    for volume in volumes:
        mine = volume.name in names or not set(volume.letters).isdisjoint(names)
        why = _why_not(volume, asked=bool(names), mine=mine, holds_case=volume == holds_case)
        found.append(Choice(volume, not why, why))
    return found


def _why_not(volume: LiveVolume, *, asked: bool, mine: bool, holds_case: bool) -> str:
    """Return why a volume is left out, or ""."""
    if asked and not mine:
        return "not_asked"
    if volume.bitlocker == "locked":
        return "locked_bitlocker"
    if volume.why and volume.kind not in {"network", "alias"}:
        return volume.why
    return "" if asked else _why_not_unasked(volume, holds_case=holds_case)


def _why_not_unasked(volume: LiveVolume, *, holds_case: bool) -> str:
    # Many hard disks on USB call themselves fixed: they are examined, but for our own and the evidence's.
    if (volume.kind == "removable" or volume.bus == "usb") and not volume.holds_windows:
        if volume.holds_program:
            return "own_stick"
        if holds_case:
            return "holds_case"
    if volume.kind == "fixed" and not volume.disks and not volume.holds_windows:
        # A cloud client's or a vault's drive calls itself fixed and stands on no disk: reading it would
        # download every file.
        return "no_disk"
    return volume.kind if volume.kind in _ELSEWHERE else ""
