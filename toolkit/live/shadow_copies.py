r"""Shadow copies left on this machine: the earlier versions a practice may get its files back from.

Without elevation the devices of copies tell how many there are; with it each NTFS volume is read itself.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.devices import device_names, device_of
from toolkit.host.windows.rights import elevated
from toolkit.host.windows.services import services
from toolkit.media.medium import open_medium
from toolkit.media.shadows import copies
from toolkit.media.windows.volumes import LiveVolume, volumes
from toolkit.records import Unread

Row = dict[str, Any]

_COPY = "harddiskvolumeshadowcopy"
_VSS = "vss"


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row per shadow copy, per volume read and for the service that makes them.

    `no_shadow_copy` stands only where the volume itself was read and holds none.
    """
    if sys.platform == "win32":
        yield from _windows(missed)
    else:
        raise Unreadable("not_offered")


def listed(names: list[str]) -> list[int]:
    """Return the numbers of the devices that are shadow copies."""
    tails = [name[len(_COPY) :] for name in names if name.casefold().startswith(_COPY)]
    return sorted(int(tail) for tail in tails if tail.isascii() and tail.isdigit() and len(tail) < 10)


def _windows(missed: list[Unread]) -> Iterator[Row]:
    try:
        numbers = listed(device_names())
        if numbers:
            yield {"what": "devices", "count": len(numbers), "numbers": numbers}
    except Unreadable as error:
        missed.append(Unread("", "devices", error.why, error.detail))
    for volume in volumes():
        if volume.kind != "fixed" or volume.filesystem not in {"ntfs", None}:
            continue
        try:
            yield from _of_volume(volume)
        except Unreadable as error:
            missed.append(Unread("", volume.name, error.why, error.detail))
    yield from _service(missed)


def _of_volume(volume: LiveVolume) -> Iterator[Row]:
    found = _raw(volume)
    flags = [] if found else ["no_shadow_copy"]
    yield {"what": "volume", "volume": volume.name, "count": len(found), "flags": flags}
    for row in found:
        yield {**row, "volume": volume.name}


def _raw(volume: LiveVolume) -> list[Row]:
    if volume.filesystem is None:
        raise Unreadable(volume.why or "no_filesystem")
    if not elevated():
        raise Unreadable("needs_elevation")
    device = device_of(f"{volume.letters[0]}:") if volume.letters else None
    if device is None:
        raise Unreadable("not_offered", "no letter")
    try:
        # By its device: pathlib ends "\\.\C:" with a "\", which is the root folder and not the volume.
        medium = open_medium(Path(f"\\\\?\\GLOBALROOT{device}"))
    except OSError as error:
        raise Unreadable(
            "denied" if isinstance(error, PermissionError) else "io_error", str(error)
        ) from error
    try:
        return [
            {"what": "copy", "ident": one.ident, "created_ns": one.created_ns, "volume_size": one.size}
            for one in copies(medium.read, medium.size)
        ]
    finally:
        medium.close()


def _service(missed: list[Unread]) -> Iterator[Row]:
    try:
        for found in services(drivers=False):
            if found.name.casefold() == _VSS:
                off = ["service_disabled"] if found.start == "disabled" else []
                yield {"what": "service", "state": found.state, "start": found.start, "flags": off}
    except Unreadable as error:
        missed.append(Unread("", "service", error.why, error.detail))
