"""On a machine started from our stick: look whether anything writes before a source is opened; record it."""

import re
from pathlib import Path
from typing import Any

from toolkit.commands.boot_look import looked
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import SourceRefusal
from toolkit.host import still
from toolkit.host.still import Still
from toolkit.kernel_files import disk_of, node_of, number_of
from toolkit.records import Facts

ACT = "boot.checked"
_FROM_OUTSIDE = frozenset({"usb", "mmc"})  # buses of what may have come out of another machine


def before(where: str, screen: Screen) -> None:
    """Look at the machine before a source is opened, say in red what writes or may write.

    Raises SourceRefusal("source_writable") for a disk that is not read-only.
    """
    screen.boot = looked()
    if screen.boot is not None:
        told(screen.boot.still, screen)
        refuse(where, screen.boot.still)


def refuse(where: str, seen: Still) -> None:
    """Raise SourceRefusal("source_writable") where a source is a disk that was not found read-only."""
    disk, known = _disk_of(Path(where)), {one.name: one.read_only for one in seen.disks}
    # What is made of files or of other disks is none of those that were looked at.
    if disk is not None and not (known[disk] if disk in known else still.flag(Path(where))):
        raise SourceRefusal("source_writable", source=where)


def told(seen: Still, screen: Screen) -> None:
    """Say each fault in red."""
    if seen.faults:
        screen.tell("console.not_still", style="bold red")
    for fault in seen.faults:
        screen.tell(f"console.fault_{fault.code}", style="bold red", name=fault.name)


def clock_offset(place: Facts, screen: Screen) -> int | None:
    """Return how far the clock that a source was written by was ahead, in seconds, as measured at the start.

    `place` is what finds the source again. None for what is no disk of this machine: an image, a folder, or
    what is plugged in from outside went by another clock.
    """
    disk = dict(place.get("disk") or {})
    ours = bool(disk) and disk.get("bus") not in _FROM_OUTSIDE
    return screen.boot.clock_difference if ours and screen.boot is not None else None


def noted(case: Case, screen: Screen) -> None:
    """Record in the log how the machine was started and what was measured; nothing on any other machine."""
    seen = screen.boot or looked()
    if seen is not None:
        case.note(ACT, **_fit(seen.facts()))


def _fit(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts without a character that names of devices never hold: a mount point is a path."""
    clean = {key: [re.sub(r"[^\w .:-]", "+", one) for one in value] if isinstance(value, list) else value
             for key, value in facts.items()}  # fmt: skip
    return {key: value[:64] if isinstance(value, list) else value for key, value in clean.items()}


def _disk_of(path: Path) -> str | None:
    """Return the name of the disk a block device is or is a part of; None for what is no device."""
    number = number_of(path)
    return None if number is None else disk_of(node_of(number)).name
