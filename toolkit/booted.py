"""The machine as it was started from our own stick: what the first root left in /run/trousse, and no more.

The command line of the kernel is trusted for nothing: whoever stands before the machine can type it.
"""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit import kernel_files
from toolkit.kernel_files import below, partitions, text

PLACE = Path("/run/trousse/boot")
TOLD = PLACE.with_name("told")  # what somebody answered on the first console since the machine was started
SAID = "TROUSSE_ROOT_SAID"  # variable of the environment: the root hash already said on this terminal
READ_ONLY_LOG = Path("run/trousse/read-only.log")
# Numbers of partitions that every stick of ours bears, as udev tells them: its root, and where we write.
ROOT_PART = "6c6f7572-7472-4f75-8053-452d42300004"
WRITTEN_PARTS = ("6c6f7572-7472-4f75-8053-452d42300001", "6c6f7572-7472-4f75-8053-452d42300005")
_HASH = re.compile(r"[0-9a-f]{64}")
_SECONDS = re.compile(r"-?[0-9]{1,12}")
_MOST = 64  # lines


@dataclass(frozen=True, slots=True)
class Booted:
    """What the first root did before it handed over; "" for what it did not say."""

    disk: str = ""  # the whole stick, as it was named then: "/dev/sdb"
    root: str = ""  # its partition with the root: "/dev/sdb4"
    root_hash: str = ""
    where: str = ""  # "ram" or "stick"
    verified: str = ""  # "whole"
    candidates: int = 0  # partitions that bore the number of ours
    plugged: str = ""  # the kernel's number of this plugging of the stick
    medium: tuple[str, str] = ("", "")  # sectors of the stick, and what it calls itself

    @property
    def whole(self) -> bool:
        """Whether every block of the root was compared with its hash before anything of it ran."""
        return self.verified == "whole" and bool(_HASH.fullmatch(self.root_hash))


def facts(place: Path = PLACE) -> Booted | None:
    """Return how this machine was started from our stick, None where it was not."""
    told = pairs(place)
    if not told and not os.path.lexists(place):
        return None
    number = told.get("candidates", "")
    return Booted(
        disk=told.get("disk", ""),
        root=told.get("root", ""),
        root_hash=told.get("root_hash", ""),
        where=told.get("where", ""),
        verified=told.get("verified", ""),
        candidates=int(number) if re.fullmatch(r"[0-9]{1,4}", number) else 0,
        plugged=told.get("plugged", ""),
        medium=(told.get("sectors", ""), told.get("serial", "")),
    )


def clock_difference(told: Path = TOLD) -> int | None:
    """Return the machine's clock minus the hour somebody told, in seconds; None where nobody told it."""
    seconds = pairs(told).get("clock_difference", "")
    return int(seconds) if _SECONDS.fullmatch(seconds) else None


def pairs(place: Path) -> dict[str, str]:
    """Return the lines "key=value" of a small file; {} where it cannot be read."""
    lines = text(place).splitlines()[:_MOST]
    return dict(_pair(line) for line in lines if "=" in line)


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition("=")
    return key.strip(), value.strip()


def vouched(boot: Booted, program: Path, system: Path = Path("/")) -> bool:
    """Say whether the files of our program lie on a root that was verified whole, and is as it is read."""
    if sys.platform == "win32":
        return False
    else:  # noqa: RET505 - mypy reads one side only on each system
        try:
            number = program.stat().st_dev
        except OSError:
            return False
        node = kernel_files.node_of(number, system)
        verity = text(node / "dm/uuid").startswith("CRYPT-VERITY-") and text(node / "ro") == "1"
        return boot.whole and verity


def sticks(boot: Booted | None, system: Path = Path("/")) -> frozenset[str]:
    """Return the names of the disks that are our stick: "sdb".

    A stick that was pulled may come back under another name, and another disk may take the first. The number
    of its root alone does not tell it: every stick of ours bears it, and any disk may be made to.
    """
    if boot is None:
        return frozenset()
    name = boot.disk.removeprefix("/dev/").replace("/", "!")
    if boot.plugged and text(system / "sys/block" / name / "diskseq") == boot.plugged:
        return frozenset({name})
    found = [one for one in below(system / "sys/block") if ROOT_PART in _numbers(one, system)]
    same = [one.name for one in found if _medium(one, system) == boot.medium]
    return frozenset(same if len(same) == 1 else ())  # of twins, nobody knows which is ours


def _medium(disk: Path, system: Path) -> tuple[str, str]:
    """Return the size of a disk in sectors and what it calls itself, as the first root noted ours."""
    return text(disk / "size"), kernel_files.udev(system, disk).get("ID_SERIAL", "")


def _numbers(disk: Path, system: Path) -> Iterator[str]:
    yield from (number_of(part, system) for part in partitions(disk))


def number_of(part: Path, system: Path) -> str:
    """Return the number of a partition of a folder of /sys/block, as udev tells it; "" where it does not."""
    return kernel_files.udev(system, part).get("ID_PART_ENTRY_UUID", "").lower()
