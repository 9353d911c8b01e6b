"""The device a backup lies on: looked at before it is opened, and answered for once it was read."""

import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit import own_files
from toolkit.backup import device as checks
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import ANSWER_IS_NO, SourceRefusal
from toolkit.host import write_policy
from toolkit.host.places import lies_on
from toolkit.host.usb_interfaces import Interfaces
from toolkit.media.drives import described, drives
from toolkit.media.identity import identity
from toolkit.media.source import Source
from toolkit.records import Connect, Facts, Verdict
from toolkit.texts.reasons import sentence

_STEP = 1 << 30  # bytes read between two looks at the write barrier
_DEVICES = ("\\\\.\\", "\\\\?\\")
_NO_USB = Interfaces()
_NEVER_USB = frozenset({"ata", "atapi", "mmc", "nvme", "raid", "sas", "storage_spaces", "virtual"})


@dataclass(frozen=True, slots=True)
class DeviceLook:
    """What is known of where a backup lies; `stop` says why it must not be opened at all."""

    kind: str  # "device", "folder" or "image"
    medium: Facts = field(default_factory=dict)  # model, serial, size and bus of the disk, as far as told
    usb: Interfaces = _NO_USB
    mount: str = ""  # of a folder: "ro", "rw", "own" for the system's own disk, "" for not told
    stop: Facts | None = None
    beside: tuple[Facts, ...] = ()  # what is told and changes nothing
    machine: Facts = field(default_factory=dict)  # the disk of the case: its place, volumes and identity

    def told(self) -> dict[str, Any]:
        """Return what stays in the record of the verdict."""
        shown = {"kind": self.kind, **self.medium}
        return {"medium": {**shown, "interfaces": list(self.usb.classes)} if self.usb.usb else shown}


def looked_at(where: str, against: Path | None = None) -> DeviceLook:
    """Look at where a backup lies and open nothing of it: what its device shows, and whose disk it is."""
    kind, mount, nodes = _kind(where), "", [where]
    if kind == "folder":
        mount, nodes = _mount(Path(where))
    medium = next((found for node in nodes if (found := described(node))), {}) if kind != "image" else {}
    usb = _usb(where if kind == "device" else nodes[0]) if kind != "image" and nodes else Interfaces()
    machine = dict(Case.read(against).read_json("source") or {}) if against else {}
    stop = _stop(where, kind, usb, medium, machine)
    beside = tuple(_beside(where, kind, medium, machine, against)) if stop is None else ()
    return DeviceLook(kind, medium, usb, mount, stop, beside, machine)


def stopped(look: DeviceLook) -> tuple[Verdict, int]:
    """Return the verdict on what is not opened, and the exit status."""
    why = look.stop or {}
    suspect = why["code"] == "suspect_device"
    connect = Connect.SUSPECT_DEVICE if suspect else Connect.UNKNOWN
    verdict = checks.not_looked_at(connect, why, look.told())
    return verdict, ANSWER_IS_NO if suspect else SourceRefusal.status


def not_opened(look: DeviceLook, screen: Screen) -> int:
    """Say why nothing of a device was read, and return the exit status."""
    verdict, status = stopped(look)
    screen.say(f"backup.connect_{verdict.connect}", style="bold red")
    for reason in verdict.reasons:
        screen.say("backup.reason_line", reason=sentence(screen.speech, reason))
    return status


def heard(told: Callable[[int], None], screen: Screen) -> Callable[[int], None]:
    """Return what hears of bytes read and looks again, at every step, whether the disk is still read-only."""
    left = _STEP

    def count(read: int) -> None:
        nonlocal left
        told(read)
        left -= read
        if left <= 0 and screen.barrier is not None:
            left = _STEP
            screen.barrier.check()

    return count


def proven(verdict: Verdict, look: DeviceLook, opened: Source, screen: Screen) -> Verdict:
    """Return the verdict with whether it is proven that the look changed nothing, and whose disk it is."""
    unsure, beside = list[Facts](), [*look.beside]
    proof = _proof(look, screen, unsure, beside)
    if look.usb.suspect_beside:
        unsure.append({"code": "hub_shared"})
    if (look.usb.usb and not look.usb.classes) or (not look.usb.told and look.medium.get("bus") == "usb"):
        unsure.append({"code": "usb_unknown"})
    elif not look.usb.told and look.medium.get("bus") not in _NEVER_USB:
        beside.append({"code": "interfaces_not_asked"})
    if _same_volumes(look, opened):
        known = bool(look.medium.get("serial") and dict(look.machine.get("disk") or {}).get("serial"))
        doubtful = look.kind == "device" and not known
        (unsure if doubtful else beside).append({"code": "same_volumes"})
    if look.medium:
        shown = {name: str(look.medium.get(name) or "–") for name in ("model", "serial")}
        beside.append({"code": "medium_disk", **shown})
    return checks.settled(verdict, unsure, beside, {**look.told(), "read_only": proof})


def _proof(look: DeviceLook, screen: Screen, unsure: list[Facts], beside: list[Facts]) -> dict[str, Any]:
    """Add the sentences of the proof and return {"proven", "why", …}: "yes", "no" or "not_applicable"."""
    if look.kind == "image":
        beside.append({"code": "read_only_image"})
        return {"proven": "not_applicable", "why": ["image"]}
    if look.kind == "folder":
        mounted = f"folder_{look.mount or 'unknown'}"
        beside.append({"code": f"read_only_{mounted}"})
        return {"proven": "not_applicable", "why": [mounted], **_policy(beside)}
    if screen.barrier is None:
        unsure.append({"code": "read_only_not_proven"})
        return {"proven": "no", "why": ["no_barrier"], **_policy(beside)}
    facts = screen.barrier.facts()
    if facts["faults"]:
        unsure.append({"code": "read_only_not_proven"})
        unsure.extend({"code": f"barrier_{fault}"} for fault in facts["faults"])
        return {**facts, "proven": "no", "why": facts["faults"]}
    counts = {name: facts[name] for name in ("regions", "checks")}
    beside.append({"code": "read_only_proven", **counts})
    beside.extend({"code": f"barrier_{limit}"} for limit in facts["limits"])
    return {**facts, "proven": "yes", "why": []}


def _policy(beside: list[Facts]) -> dict[str, Any]:
    """Add what the settings of a Windows machine say, which proves nothing; {} on any other system."""
    if sys.platform == "win32":
        found = write_policy.policy()
        beside.extend({"code": f"policy_{name}_{_word(value)}"} for name, value in found.items())
        return {"policy": found}
    else:  # noqa: RET505 - mypy reads one side only on each system
        return {}


def _word(value: bool | None) -> str:
    return {True: "on", False: "off", None: "unknown"}[value]


def _kind(where: str) -> str:
    if where.startswith(_DEVICES):
        return "device"
    try:
        mode = Path(where).stat().st_mode
    except (OSError, ValueError):
        return "image"  # opening it says what is wrong
    if stat.S_ISBLK(mode):
        return "device"
    return "folder" if stat.S_ISDIR(mode) else "image"


def _stop(where: str, kind: str, usb: Interfaces, medium: Facts, machine: Facts) -> dict[str, Any] | None:
    """Return why nothing of it may be read; a folder of the machine's own disk is only told of."""
    if usb.suspect and kind != "image":
        return {"code": "suspect_device", "kinds": list(usb.suspect), "interfaces": list(usb.classes)}
    if kind == "device" and any(
        drive.holds_program and where in _nodes(drive) for drive in drives(opening=False)
    ):
        return {"code": "own_stick", **medium}
    place = str(machine.get("place", ""))
    if kind == "image" and place and os.path.realpath(where) == place:
        return {"code": "same_disk"}
    if kind == "device" and same_disk(medium, dict(machine.get("disk") or {})):
        return {"code": "same_disk", **medium}
    return None


def _nodes(drive: Any) -> set[str]:
    return {drive.device, *(part.node for part in drive.partitions)}


def same_disk(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two descriptions are of one disk: one serial number, and no two sizes.

    The model is not compared: behind another adapter the same disk bears another.
    """
    first, second = (_bare(each.get("serial")) for each in (one, other))
    sizes = {each["size"] for each in (one, other) if each.get("size")}
    return bool(first) and first == second and len(sizes) < 2


def _bare(serial: object) -> str:
    return "".join(char for char in str(serial or "").casefold() if char.isalnum()).strip("0")


def _beside(where: str, kind: str, medium: Facts, machine: Facts, against: Path | None) -> Iterator[Facts]:
    """Yield what is told of places that are easily confused."""
    here = Path(where)
    if kind == "folder" and same_disk(medium, dict(machine.get("disk") or {})):
        yield {"code": "on_machine_disk"}
    if (
        against is not None
        and kind != "device"
        and lies_on(against, here if kind == "folder" else here.parent)
    ):
        yield {"code": "on_case_medium"}
    if kind == "folder" and own_files.frozen() and lies_on(own_files.root(), here):
        yield {"code": "on_own_stick"}


def _same_volumes(look: DeviceLook, opened: Source) -> bool:
    """Say whether a numbered volume of the case's disk is here: that disk itself, or a copy of it whole."""
    ours = _numbers(identity(opened))
    return bool(ours & _numbers(look.machine))


def _numbers(place: Mapping[str, Any]) -> set[tuple[str, str, int]]:
    told = [one for one in place.get("volumes", ()) if str(one.get("number") or "").strip("0")]
    return {(str(one["filesystem"]), str(one["number"]), int(one["size"])) for one in told}


if sys.platform == "win32":
    from toolkit.host.windows.devices import drive_kind
    from toolkit.host.windows.usb_nodes import interfaces as _usb

    def _mount(folder: Path) -> tuple[str, list[str]]:
        """Return the drive of a folder, save on a server; whether it is for reading only is not asked."""
        drive = folder.resolve().drive
        return "", [f"\\\\.\\{drive}"] if drive and drive_kind(f"{drive}\\") != "network" else []

else:
    from toolkit.host import mounts_linux
    from toolkit.host.usb_interfaces import interfaces
    from toolkit.media.drives_linux import mounted_read_only

    def _mount(folder: Path) -> tuple[str, list[str]]:
        """Return how the medium of a folder is mounted, and its block devices by node."""
        try:
            here, system = (mounts_linux.of(place) for place in (folder.resolve(), Path("/")))
        except (OSError, RuntimeError):
            return "", []
        if here.device == system.device:
            return "own", []
        state = mounted_read_only(Path("/"), folder.resolve())
        words = {True: "ro", False: "rw", None: ""}[state]
        return words, [f"/dev/{Path(disk).name.replace('!', '/')}" for disk in _disks(here.block)]

    def _disks(number: int) -> list[str]:
        """Return the folders below /sys of the whole disks a device stands on."""
        return sorted(one for one in mounts_linux.grounds(number) if one.startswith("/"))

    def _usb(node: str) -> Interfaces:
        try:
            found = [interfaces(Path(disk)) for disk in _disks(Path(node).stat().st_rdev)]
        except OSError:
            return Interfaces(told=False)
        told = [one for one in found if one.usb]
        return next((one for one in told if one.suspect), told[0] if told else Interfaces())
