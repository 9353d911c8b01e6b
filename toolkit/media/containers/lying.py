"""A disk in a file that lies on another source: the same containers, reached without a path of our own."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.containers import qcow2, vhd, vhdx, vmdk
from toolkit.media.containers.beside import Image, last_name
from toolkit.media.containers.container import Container, File
from toolkit.media.medium import whole

FORMATS: tuple[ModuleType, ...] = (vhdx, qcow2, vmdk, vhd)
Near = Callable[[str], str | None]
Opened = Callable[[str], BinaryIO]

_DEEPEST = 32  # parents of parents


class StreamDisk:
    """A Disk over a seekable stream; what cannot be read raises OSError."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        try:
            self.size = stream.seek(0, 2)
        except (OSError, Unreadable):
            stream.close()
            raise

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, fewer only at the end; raise OSError."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        wanted = min(length, self.size - offset)
        try:
            with self._lock:
                self._stream.seek(offset)
                found = self._stream.read(wanted)
        except Unreadable as error:
            raise OSError(f"{error.why} {error.detail}") from error
        return whole(found, wanted, "the file ended early")

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the file ends before them."""
        return whole(self.read(offset, length), length, "past the end of the file")

    def close(self) -> None:
        self._stream.close()


def open_lying(path: str, near: Near, opened: Opened) -> Container:
    """Open the disk that a file of a source holds: VHDX, QCOW2, VMDK, VHD, else the file as its own disk.

    `near(name)` gives the path of a file in the same folder, letter case ignored; `opened(path)` the bytes of
    one. Raises OSError, Unreadable, and SourceRefusal as `containers.open_disk`.
    """

    def find(folder: Path, stated: str) -> Path | None:  # noqa: ARG001 - near knows the folder
        name = last_name(stated)
        found = near(name) if name else None
        return None if found is None else Path(found)

    def disk(where: Path) -> File:
        try:
            return StreamDisk(opened(where.as_posix()))
        except Unreadable as error:
            raise OSError(f"{error.why} {error.detail}") from error

    return _open(Path(path), find, disk, ())


def _open(
    path: Path,
    find: Callable[[Path, str], Path | None],
    disk: Callable[[Path], File],
    below: Sequence[Path],
) -> Container:
    chain = (*below, path)
    parents: list[Container] = []

    def parent(names: Sequence[str]) -> Container:
        found = next((one for name in names if (one := find(path.parent, name)) is not None), None)
        if found is None:
            raise SourceRefusal("container_parent_missing", parent=next(map(last_name, names), "") or "?")
        if len(chain) > _DEEPEST or found in chain:
            raise SourceRefusal("container_damaged", format=path.suffix, detail="parents")
        parents.append(_open(found, find, disk, chain))
        return parents[-1]

    file = disk(path)
    try:
        image = Image(path, file, parent, find, disk)
        for form in FORMATS:
            held: Container | None = form.open_disk(image)
            if held is not None:
                return held
        return Container(file.size, file.read, (file,), {"format": "raw"})
    except BaseException:
        for one in (file, *parents):
            one.close()
        raise
