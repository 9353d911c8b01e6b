"""An earlier state of a volume, chosen among its shadow copies."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media import shadows
from toolkit.media.medium import Disk
from toolkit.media.shadows import Copy, CopyDisk

_WANTED = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,4})\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a volume stands: a disk, and bytes from its start."""

    disk: Disk
    offset: int
    size: int

    def read(self, offset: int, length: int) -> bytes:
        return self.disk.read(self.offset + offset, length)

    def held(self) -> int:
        """Return the bytes of the volume that the disk really holds."""
        return max(0, min(self.size, self.disk.size - self.offset))


def copies(place: Place) -> list[Copy] | Unreadable:
    """Return the shadow copies of a volume, oldest first, or why they are not known."""
    try:
        return shadows.copies(place.read, place.held())
    except Unreadable as error:
        return error
    except OSError as error:
        return Unreadable("io_error", str(error))


def place(label: str, wanted: str, volumes: Mapping[str, Place]) -> tuple[str, CopyDisk]:
    """Return the volume and the copy meant by "2" or "1:2"; raise SourceRefusal.

    `shadow_copy_unclear` (wanted), `shadow_copy_which` (volumes that have copies, by comma),
    `shadow_copy_missing` (wanted), `shadow_copies_damaged` (volume); each with the fact `source`.
    """
    found = _WANTED.match(wanted)
    if not found:
        raise SourceRefusal("shadow_copy_unclear", source=label, wanted=wanted)
    name = found[1] or _only(label, wanted, volumes)
    if name not in volumes:
        raise SourceRefusal("shadow_copy_missing", source=label, wanted=wanted)
    try:
        return name, shadows.copy(volumes[name].read, volumes[name].held(), int(found[2]))
    except (Unreadable, OSError) as error:
        missing = isinstance(error, Unreadable) and error.why in {"no_such_copy", "not_ntfs"}
        code = "shadow_copy_missing" if missing else "shadow_copies_damaged"
        raise SourceRefusal(code, source=label, wanted=wanted, volume=name) from error


def label(source: str, volume: str, copy: Copy) -> str:
    """Return how a copy is called: where it was read, its volume and number, and when it was made (UTC)."""
    return f"{source} [{volume}:{copy.number}{_moment(copy.created_ns)}]"


def _only(source: str, wanted: str, volumes: Mapping[str, Place]) -> str:
    """Return the one volume that has copies; where none can be read, one whose copies are damaged."""
    found = {name: copies(one) for name, one in volumes.items()}
    having = [name for name, some in found.items() if some and not isinstance(some, Unreadable)]
    if len(having) > 1:
        raise SourceRefusal("shadow_copy_which", source=source, volumes=", ".join(having))
    failed = {name: some.why for name, some in found.items() if isinstance(some, Unreadable)}
    damaged = [name for name, why in failed.items() if why != "not_ntfs"]
    if not having and not damaged:
        raise SourceRefusal("shadow_copy_missing", source=source, wanted=wanted)
    return (having or damaged)[0]


def _moment(created_ns: int | None) -> str:
    if created_ns is None:
        return ""
    start = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    made = start + dt.timedelta(microseconds=created_ns // 1000)
    return f" {made:%Y-%m-%dT%H:%M:%SZ}"
