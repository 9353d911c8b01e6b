r"""Shadow copies left on this machine: the earlier versions a practice may get its files back from.

Without elevation the devices of copies tell how many there are; with it each NTFS volume is read itself.
Format: "Volume Shadow Snapshot (VSS) format", J. Metz, libvshadow (header at 0x1e00 of the volume).
"""

import io
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.devices import device_names, device_of
from toolkit.host.windows.registry import filetime
from toolkit.host.windows.rights import elevated
from toolkit.host.windows.services import services
from toolkit.media.medium import open_medium
from toolkit.media.stream import Window
from toolkit.media.windows.volumes import LiveVolume, volumes
from toolkit.records import Unread

Row = dict[str, Any]

_COPY = "harddiskvolumeshadowcopy"
_HEADER, _HEADER_SIZE, _IDENTIFIER = 0x1E00, 128, bytes.fromhex("6b87083876c1484eb7ae04046e6cc752")
_STORES = 4096  # copies of one volume; Windows keeps 512
_READS = 200_000  # reads of one volume: its catalogue could lead round in circles
_NTFS, _SECTOR = b"NTFS    ", 512
_BEHIND = 1024 * 1024  # bytes a file system may announce beyond what can be read of its volume
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


def copies(read_at: Callable[[int, int], bytes], size: int) -> list[Row]:
    """Return the shadow copies a volume of `size` bytes holds; `read_at` gives its bytes by offset.

    Raises Unreadable `not_ntfs`, `vss_damaged`, or what the medium says.
    """
    import pyvshadow  # noqa: PLC0415 - a compiled module that most commands never need

    reads = iter(range(_READS))

    def counted(offset: int, length: int) -> bytes:
        if next(reads, None) is None:
            raise Unreadable("vss_damaged", "too many reads")
        # libvshadow wants the copy of the first sector that stands behind the file system, where Windows lets
        # nobody read a mounted volume (FSCTL_ALLOW_EXTENDED_DASD_IO).
        return boot[:length] if offset == end else read_at(offset, length)

    try:
        boot = read_at(0, _SECTOR)
        if len(boot) < _SECTOR or boot[3:11] != _NTFS:
            raise Unreadable("not_ntfs")
        end = struct.unpack_from("<H", boot, 11)[0] * struct.unpack_from("<Q", boot, 40)[0]
        if not _catalogue(read_at(_HEADER, _HEADER_SIZE)):
            return []
        volume = pyvshadow.volume()
        stream = Window(counted, max(size, min(end + _SECTOR, size + _BEHIND)), exact=False)
        volume.open_file_object(io.BufferedReader(stream))
        count = volume.number_of_stores
        found = [_copy(volume.get_store(number)) for number in range(min(count, _STORES))]
        volume.close()
    except (OSError, MemoryError, ValueError) as error:
        raise Unreadable("vss_damaged", str(error)[:200]) from error
    return found


def _catalogue(header: bytes) -> bool:
    """Say whether a volume header names a catalogue of copies.

    A volume that never had one bears zeros here, which libvshadow calls an error; once the last copy is
    removed the header stays and its offset of the catalogue (byte 48) may be 0.
    """
    if len(header) == _HEADER_SIZE and not any(header):
        return False
    if len(header) < _HEADER_SIZE or header[:16] != _IDENTIFIER:
        raise Unreadable("vss_damaged", "header")
    return bool(struct.unpack_from("<Q", header, 48)[0])


def _copy(store: Any) -> Row:
    return {
        "what": "copy",
        "ident": store.identifier,
        "created_ns": filetime(store.get_creation_time_as_integer()),
        "volume_size": store.volume_size,
    }


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
        return copies(medium.read, medium.size)
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
