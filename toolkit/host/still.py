"""Whether nothing writes on any disk of a machine started from our stick: measured, not assumed.

Linux: /sys/block, BLKROGET (linux/fs.h), proc(5) for swaps and mountinfo, /sys/class/net; and the log of the
rule that sets each disk read-only as it appears. What cannot be read is a fault: unknown is never yes.
"""

import errno
import os
import re
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import booted, kernel_files
from toolkit.booted import Booted
from toolkit.host.unseen import unseen
from toolkit.kernel_files import MADE_OF_OTHERS, Mount, partitions, text

EVIDENCE = ("/media/PREUVES", "/media/TROUSSE")  # where our stick is mounted to be written on
_BLKROGET = 0x125E
# Nothing of ours writes discs, and an empty drive lets nothing be set; as a source, one is looked at alone.
_OPTICAL = re.compile(r"sr\d+")
_UP = 1  # IFF_UP, linux/if.h

Asked = Callable[[Path], bool | None]


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk that somebody may have plugged in; `read_only` None is "not told"."""

    name: str
    read_only: bool | None
    ours: bool = False  # the stick the machine was started from


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something cannot be said: a code of texts/*/console.toml, and what it is about."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Still:
    """What was measured; `faults` is empty only where all of it was told and good."""

    disks: tuple[Disk, ...] = ()
    evidence: tuple[str, ...] = ()  # partitions of our stick that are mounted to be written on
    networks: tuple[str, ...] = ()  # interfaces beside the machine's own loop
    faults: tuple[Fault, ...] = ()
    unseen: tuple[Fault, ...] = ()  # disks that may be there beside those of `disks`

    def facts(self) -> dict[str, Any]:
        """Return it as the log of a case holds it: names and codes."""
        others = [one for one in self.disks if not one.ours]
        return {
            "still": not self.faults,
            "read_only": [one.name for one in others if one.read_only],
            "writable": [one.name for one in others if one.read_only is False],
            "not_told": [one.name for one in others if one.read_only is None],
            "boot_stick": [one.name for one in self.disks if one.ours],
            "evidence": list(self.evidence),
            "networks": list(self.networks),
            "faults": [f"{fault.code} {fault.name}".strip() for fault in self.faults],
            "unseen": [f"{one.code} {one.name}" for one in self.unseen],
        }


def measured(boot: Booted, root: Path = Path("/"), asked: Asked | None = None) -> Still:
    """Look at every disk, swap, mount, mapping and network interface; `asked` is the ioctl of a node."""
    ask, faults = asked or flag, list[Fault]()
    rows, sticks = kernel_files.mounts(root), booted.sticks(boot, root)
    faults += [] if rows else [Fault("not_told", "mountinfo")]
    written = frozenset(_evidence(root, rows, sticks))
    log = _log(root, faults)
    names = _listed(root / "sys/block", faults)
    disks = [
        _disk(root, name, written, log, ask, faults, ours=name in sticks)
        for name in names
        if not (MADE_OF_OTHERS.fullmatch(name) or _OPTICAL.fullmatch(name))
        and _present(root / "sys/block" / name)
    ]
    ours = _root_mapping(root, rows)
    faults += _swaps(root)
    faults += (Fault("mount", row.point) for row in rows if not _fine(root, row, written, ours))
    faults += _mappings(root, [name for name in names if MADE_OF_OTHERS.fullmatch(name)], ours)
    networks = tuple(name for name in _listed(root / "sys/class/net", faults) if _interface(root, name))
    faults += (Fault(_network(root, name), name) for name in networks)
    seen = tuple(dict.fromkeys(faults))
    hidden = tuple(Fault(code, name) for code, name in unseen(root))
    return Still(tuple(disks), tuple(sorted(written)), networks, seen, hidden)


def _present(place: Path) -> bool:
    """Tell a disk from a reader or a drive that holds none, and from one path of several to a disk."""
    empty = text(place / "size") == "0"
    return not empty and text(place / "hidden") != "1"


def _disk(
    root: Path,
    name: str,
    written: frozenset[str],
    log: dict[str, list[str]],
    ask: Asked,
    faults: list[Fault],
    *,
    ours: bool,
) -> Disk:
    place = root / "sys/block" / name
    parts = [part.name for part in partitions(place)]
    # Where one partition of a stick is written on, the kernel lifts the flag of the whole of it.
    open_ = written if not ours or not written & set(parts) else written | {name}
    told = [_node(root, place, name, ask), *(_node(root, place / part, part, ask) for part in parts)]
    for node, state in zip([name, *parts], told, strict=True):
        if node in open_:
            continue
        if state is not True:
            faults.append(Fault("not_told" if state is None else "writable", node))
        faults += _logged(place, node, log)
    guarded = [state for node, state in zip([name, *parts], told, strict=True) if node not in open_]
    whole = False if False in guarded else None if None in guarded else told[0]
    return Disk(name, whole, ours)


def _node(root: Path, place: Path, name: str, ask: Asked) -> bool | None:
    """Say whether a disk or partition refuses writing, in both places the kernel can be asked."""
    shown = kernel_files.flag(place / "ro")
    told = ask(root / "dev" / name.replace("!", "/"))
    if False in {shown, told}:
        return False
    return True if shown and told else None


def _logged(place: Path, node: str, log: dict[str, list[str]]) -> Iterator[Fault]:
    """Name a disk that was not set read-only as it appeared, however it is now."""
    # A name is given again; the kernel's number of a plugging is not.
    states = log.get(f"{node} {text(place / 'diskseq')}")
    if states is None:
        yield Fault("not_logged", node)
        return
    # A reader that was empty could not be set; once something was put in, it was.
    later = states[-1] == "ro" and text(place / "removable") == "1"
    if "failed" in states and not later:
        yield Fault("set_failed", node)


def _log(root: Path, faults: list[Fault]) -> dict[str, list[str]]:
    """Return what the log tells of each node and plugging, "sdb1 9": "ro" or "failed", in order."""
    found: dict[str, list[str]] = {}
    place = root / booted.READ_ONLY_LOG
    try:
        with place.open(encoding="utf-8", errors="replace") as stream:
            for line in stream:
                words = line.split()
                if len(words) == 4 and words[1].startswith("/dev/"):
                    name = words[1].removeprefix("/dev/").replace("/", "!")
                    found.setdefault(f"{name} {words[3]}", []).append(words[2])
    except OSError:
        faults.append(Fault("not_told", place.name))
    return found


def _evidence(root: Path, rows: list[Mount], sticks: frozenset[str]) -> Iterator[str]:
    """Yield the partitions of our stick that are mounted where evidence is written."""
    nodes = {row.source.removeprefix("/dev/"): row for row in rows if row.point in EVIDENCE}
    for stick in sticks:
        for part in nodes.keys() & set(_names(root / "sys/block" / stick)):
            if booted.number_of(root / "sys/block" / stick / part, root) in {"", *booted.WRITTEN_PARTS}:
                yield part


def _root_mapping(root: Path, rows: list[Mount]) -> str:
    """Return the name of the mapping our root stands on, "" where there is none that verifies."""
    system = next((row.device for row in reversed(rows) if row.point == "/"), "")
    for name in _names(root / "sys/block"):
        place = root / "sys/block" / name
        verity = text(place / "dm/uuid").startswith("CRYPT-VERITY-")
        if verity and text(place / "dev") == system:
            return name
    return ""


def _mappings(root: Path, names: list[str], ours: str) -> Iterator[Fault]:
    """Name what is made of disks or files, but the mapping of our root and what it stands on."""
    below = set(_names(root / "sys/block" / ours / "slaves")) if ours else set()
    for name in names:
        place = root / "sys/block" / name
        made = name.startswith(("dm-", "md")) or (place / "loop/backing_file").exists()
        if made and name not in {ours, *below}:
            yield Fault("mapping", name)


def _fine(root: Path, row: Mount, written: frozenset[str], ours: str) -> bool:
    """Say whether a mount is of no disk, of our root, or where evidence is written."""
    if row.device.startswith("0:"):
        # A file system of several devices has a number of its own, and a device as its source.
        node = row.source.removeprefix("/dev/").replace("/", "!")
        return not row.source.startswith("/dev/") or not (root / "sys/class/block" / node).exists()
    if ours and row.device == text(root / "sys/block" / ours / "dev"):
        return True
    return row.point in EVIDENCE and row.source.removeprefix("/dev/") in written


def _swaps(root: Path) -> Iterator[Fault]:
    lines = kernel_files.table(root / "proc/swaps")
    if not lines:  # even without any, the table has its titles
        # A kernel that knows no swap has no such table.
        if (root / "proc/swaps").exists():
            yield Fault("not_told", "swaps")
        return
    yield from (Fault("swap", line.split()[0].removeprefix("/dev/")) for line in lines[1:] if line.split())


def _interface(root: Path, name: str) -> bool:
    """Tell an interface to a network from the machine's own loop, and from a file that is none."""
    return name != "lo" and (root / "sys/class/net" / name).is_dir()


def _network(root: Path, name: str) -> str:
    """Return the code of an interface: whether it is up, as far as that is told."""
    flags = text(root / "sys/class/net" / name / "flags")
    down = re.fullmatch(r"0x[0-9a-f]{1,8}", flags) is not None and not int(flags, 16) & _UP
    return "network_down" if down else "network_up"


def _listed(place: Path, faults: list[Fault]) -> list[str]:
    if not place.is_dir():
        faults.append(Fault("not_told", place.name))
    return _names(place)


def _names(place: Path) -> list[str]:
    return [one.name for one in kernel_files.below(place)]


def flag(node: Path) -> bool | None:
    """Ask the kernel whether a block device refuses writing; None where it cannot be asked."""
    if sys.platform == "win32":
        return None
    else:  # noqa: RET505 - mypy reads one side only on each system
        import fcntl  # noqa: PLC0415 - not on Windows

        try:
            descriptor = os.open(node, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as error:
            # A device that the bus took away meanwhile takes no bytes either.
            return True if error.errno in {errno.ENXIO, errno.ENODEV} else None
        try:
            return bool(struct.unpack("i", fcntl.ioctl(descriptor, _BLKROGET, bytes(4)))[0])
        except OSError:
            return None
        finally:
            os.close(descriptor)
