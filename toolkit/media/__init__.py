"""Where evidence comes from; read-only by construction: nothing here can write.

The readers of each kind of source are loaded when such a source is opened: a folder needs none of the others.
"""

import errno
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import SourceRefusal
from toolkit.media.asked import NOTHING, Asked
from toolkit.media.source import Source

if TYPE_CHECKING:
    from toolkit.media.live import LiveSource

KINDS = ("folder", "image", "shadow_copy", "device", "zip")

_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENXIO, errno.ENODEV, errno.ELOOP})
_DENIED = frozenset({errno.EACCES, errno.EPERM})
_BUSY = frozenset({errno.EBUSY, errno.ETXTBSY})
_SHARING_VIOLATION = 32


def open_source(where: str | Path, asked: Asked = NOTHING) -> Source:
    """Open a folder, an image of a disk, a raw device or a ZIP file for reading only.

    An image is raw, raw in parts, or kept in a container: E01, VHD, VHDX, VMDK, QCOW2, with its other files
    beside it.

    Raises SourceRefusal: `source_missing`, `source_empty`, `source_not_disk` (looks), `source_truncated`
    (size, needed), `source_unknown_filesystem` (found), `source_denied`, `source_device_busy`,
    `source_unreadable` (detail), `zip_damaged` (detail), those of `containers.open_disk` and of
    `image.ImageSource`; each with the fact `source`.
    """
    label, path = str(where), Path(where)
    try:
        return _opened(label, path, asked)
    except OSError as error:
        raise _refusal(label, error) from error


def open_live(asked: Sequence[str] = (), case: Path | None = None) -> "LiveSource":
    """Open this machine: the volumes asked for by letter or name, else every local one.

    `case` is the folder to be written: its own disk is left out when it is plugged in for that, and where it
    stands on a volume that is read, it is not read itself. Raises SourceRefusal: `live_not_windows`,
    `volume_missing`, `live_nothing_read`.
    """
    from toolkit.media import inclusion, live  # noqa: PLC0415 - start-up time
    from toolkit.media.windows import volumes as volumes_windows  # noqa: PLC0415 - start-up time

    found = volumes_windows.volumes()
    if not found:
        raise SourceRefusal("live_not_windows", source=live.LABEL)
    place, inside = volumes_windows.holding(case, found) if case else (None, "")
    choices = inclusion.choose(found, asked, place)
    running = next((volume.name for volume in found if volume.holds_windows), None)
    own = (place.name, inside) if place and inside else None
    return live.LiveSource([live.part_of(choice) for choice in choices], running, own)


def _opened(label: str, path: Path, asked: Asked) -> Source:
    from toolkit.media.medium import device_path  # noqa: PLC0415 - start-up time

    mode = 0 if device_path(path) else path.stat().st_mode
    if stat.S_ISDIR(mode):
        from toolkit.media.folder import FolderSource  # noqa: PLC0415 - start-up time

        return FolderSource(label, path)
    from toolkit.media.image import open_image  # noqa: PLC0415 - start-up time

    if not mode or stat.S_ISBLK(mode):
        return open_image(path, label, device=True, asked=asked)
    if not stat.S_ISREG(mode):
        raise SourceRefusal("source_not_disk", source=label, looks="special")
    return _file(label, path, asked)


def _file(label: str, path: Path, asked: Asked) -> Source:
    from toolkit.media.archive import open_archive  # noqa: PLC0415 - start-up time
    from toolkit.media.image import open_image  # noqa: PLC0415 - start-up time
    from toolkit.media.looks import looks  # noqa: PLC0415 - start-up time

    head = _head(path)
    if not head:
        raise SourceRefusal("source_empty", source=label)
    if head.startswith(_ZIP):
        return open_archive(path, label)
    held = _contained(path, label, asked)
    if held is not None:
        return held
    try:
        return open_image(path, label, device=False, asked=asked)
    except SourceRefusal as refusal:
        # A disk says so in its first sectors: a partition table, or a file system that was named.
        if refusal.code == "source_unknown_filesystem" and refusal.facts["found"] == "unknown":
            raise SourceRefusal("source_not_disk", source=label, looks=looks(head)) from refusal
        raise


def _contained(path: Path, label: str, asked: Asked) -> Source | None:
    """Open the disk that a file holds; None when the file is its own disk."""
    from toolkit.media import containers  # noqa: PLC0415 - start-up time
    from toolkit.media.image import of_container  # noqa: PLC0415 - start-up time

    try:
        disk = containers.open_disk(path)
    except SourceRefusal as refusal:
        raise SourceRefusal(refusal.code, **{"source": label, **refusal.facts}) from refusal
    if disk is None:
        return None
    return of_container(label, disk, asked)


def _head(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        return os.read(descriptor, 4096)
    finally:
        os.close(descriptor)


def _refusal(label: str, error: OSError) -> SourceRefusal:
    tests: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("source_missing", lambda: error.errno in _MISSING),
        ("source_device_busy", lambda: error.errno in _BUSY or _sharing(error)),
        ("source_denied", lambda: error.errno in _DENIED),
        ("source_empty", lambda: error.errno == getattr(errno, "ENOMEDIUM", -1)),
    )
    for code, holds in tests:
        if holds():
            return SourceRefusal(code, source=label)
    return SourceRefusal("source_unreadable", source=label, detail=str(error))


def _sharing(error: OSError) -> bool:
    return getattr(error, "winerror", None) == _SHARING_VIOLATION
