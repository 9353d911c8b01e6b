"""What a card offers to pick from: disks to examine, media to check, places to write in."""

import os
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit import booted, own_files, stick
from toolkit.custody import visit_journal, wiping
from toolkit.errors import CaseRefusal, UsageRefusal
from toolkit.host import places as places_of
from toolkit.host import still
from toolkit.media import drives as media_drives
from toolkit.media.drive import Drive, Partition
from toolkit.walkthrough.visit import CASE, Visit

THIS_MACHINE = "live:"  # value of the pick that examines the running Windows itself


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick: `code` is its sentence in texts/*/walk.toml, `value` what the command takes."""

    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    same: Mapping[str, Any] = field(default_factory=dict)  # what tells it from another: recorded with it


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered before anything plugged in: the disk and the media of the demonstration."""

    sources: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def sources(visit: Visit, offered: Offered) -> list[Option]:
    """Return what may be examined: the demonstration's image, this Windows, then every disk but ours."""
    found = [Option(path, "pick_file", {"path": path}) for path in offered.sources]
    if sys.platform == "win32" and visit.value("isolation/where") != "elsewhere":
        found.append(Option(THIS_MACHINE, "pick_this_machine"))
    drives = media_drives.drives(opening=False)
    return found + [_disk(one) for one in drives if not one.holds_program and not _holds(one, visit.folder)]


def media(visit: Visit, offered: Offered) -> list[Option]:
    """Return what may be the backup: the demonstration's, then what is plugged in from outside."""
    found = [Option(path, "pick_file", {"path": path}) for path in offered.media]
    drives = media_drives.drives(opening=False)
    picked = visit.value("source/disk")
    fit = [one for one in drives if media_drives.offered(one) and one.device != picked]
    return found + [_disk(one) for one in fit if not _holds(one, visit.folder)]


def places(visit: Visit, _offered: Offered) -> list[Option]:
    """Return where a new visit may be written: each writable volume that may be taken away."""
    del visit
    found = []
    for drive in media_drives.drives(opening=False):
        if not (media_drives.offered(drive) or drive.holds_program):
            continue
        for part in drive.partitions:
            # The disk of the system itself may be the suspect one: only somebody who types it writes there.
            apart = part.mounted and part.mounted != "/" and part.mounted_read_only is not True
            if part.mounted and apart and os.access(part.mounted, os.W_OK):
                found += [_place(drive, part, Path(part.mounted))]
    return found


def visits() -> list[Path]:
    """Return the folders of visits begun on what is plugged in, the newest first."""
    found: list[Path] = []
    for drive in media_drives.drives(opening=False):
        if media_drives.offered(drive) or drive.holds_program:
            for part in drive.partitions:
                found += _begun(_inside(Path(part.mounted))) if part.mounted else []
    return sorted(found, key=_written, reverse=True)


PICKS: dict[str, Callable[[Visit, Offered], Sequence[Option]]] = {
    "sources": sources,
    "media": media,
    "places": places,
}


def kind(value: str) -> str:
    """Return what somebody picked: "device", "image" or "folder"; "" for this machine, or nothing there."""
    if value.startswith(("\\\\.\\", "\\\\?\\")):
        return "device"
    try:
        mode = Path(value).stat().st_mode
    except (OSError, ValueError):
        return ""
    kinds = {"device": stat.S_ISBLK, "folder": stat.S_ISDIR, "image": stat.S_ISREG}
    return next((name for name, holds in kinds.items() if holds(mode)), "")


def refuse_program(folder: Path) -> None:
    """Raise CaseRefusal("visit_in_program") for a folder among the files of our program."""
    program = own_files.root().parent
    if own_files.frozen() and Path(os.path.realpath(folder)).is_relative_to(program):
        raise CaseRefusal("visit_in_program", folder=str(folder))


def refuse_case(folder: Path) -> None:
    """Raise CaseRefusal("visit_holds_case") for a case that no journal tells of: of which disk, who knows."""
    held = wiping.stands(folder) or wiping.stands(folder / CASE)
    if held and not visit_journal.stands(folder):
        raise CaseRefusal("visit_holds_case", folder=str(folder))


def refuse_around(folder: Path | None, source: str) -> None:
    """Raise UsageRefusal("walk_source_visit") where the visit is written on what is to be examined."""
    system = f"{os.environ.get('SYSTEMDRIVE', 'C:')}\\"
    place = Path(system if source == THIS_MACHINE else source)
    with suppress(OSError, ValueError):  # the examination itself asks once more
        if folder is not None and places_of.lies_on(folder, place):
            raise UsageRefusal("walk_source_visit", folder=str(folder))


def new_folder(inside: Path, now: datetime, prefix: str = "trousse") -> Path:
    """Return the name of a new visit or case in a folder: the day, and a number from its second on."""
    name = f"{prefix}-{now:%Y-%m-%d}"
    number, folder = 1, inside / name
    while folder.exists():
        number += 1
        folder = inside / f"{name}-{number}"
    return folder


def _begun(root: Path) -> list[Path]:
    try:
        return [one for one in root.iterdir() if visit_journal.stands(one)]
    except OSError:
        return []


def _written(folder: Path) -> float:
    try:
        return (folder / visit_journal.NAME).stat().st_mtime
    except OSError:
        return 0.0


def _holds(drive: Drive, folder: Path | None) -> bool:
    """Tell whether the visit is written on this drive: it is no disk to examine."""
    if folder is None:
        return False
    inside = [part.mounted for part in drive.partitions if part.mounted and part.mounted != "/"]
    return any(folder.is_relative_to(mounted) for mounted in inside)


def _disk(drive: Drive) -> Option:
    told = {"model": drive.model, "serial": drive.serial, "size": drive.size}
    code = "pick_disk_usb" if drive.bus == "usb" else "pick_disk"
    return Option(drive.device, code, {"device": drive.device, **told}, told)


def _inside(mounted: Path) -> Path:
    """Return where on a medium a visit stands: on a stick of ours beside what its list of files names."""
    if str(mounted) in still.EVIDENCE and booted.facts() is not None:
        return mounted / stick.CASES
    try:
        ours = (mounted / stick.MANIFEST).is_file() and (mounted / stick.PROGRAMS).is_dir()
    except OSError:
        return mounted
    return mounted / stick.CASES if ours else mounted


def _place(drive: Drive, part: Partition, medium: Path) -> Option:
    mounted = _inside(medium)
    facts = {"path": str(mounted), "label": part.label, "model": drive.model, "size": part.size}
    return Option(str(mounted), "pick_place", facts, {"serial": drive.serial})
