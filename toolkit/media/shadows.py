"""The shadow copies an NTFS volume holds, listed and read as disks of their own.

The lists of blocks are followed here first: a list that leads round in circles or has no end would fill the
memory of libvshadow, which then reads the copies.
Format: "Volume Shadow Snapshot (VSS) format", J. Metz, libvshadow (header at 0x1e00 of the volume).
"""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.medium import whole
from toolkit.media.registry.values import filetime
from toolkit.media.stream import Window

ReadAt = Callable[[int, int], bytes]

_HEADER, _HEADER_SIZE, _IDENTIFIER = 0x1E00, 128, bytes.fromhex("6b87083876c1484eb7ae04046e6cc752")
_STORES = 4096  # copies of one volume; Windows keeps 512
_READS = 400_000  # reads of one call, more than the lists of any store allowed here take
_BLOCK = 16 * 1024
_CATALOGUE, _LIST, _RANGES, _BITMAP = 2, 3, 5, 6  # record types of blocks
_LISTS = 20_000  # blocks of all lists of a volume: 160 GB that changed since the copies were made
_NTFS, _SECTOR = b"NTFS    ", 512
_BEHIND = 1024 * 1024  # bytes a file system may announce beyond what can be read of its volume
_DAMAGED = "vss_damaged"


@dataclass(frozen=True, slots=True)
class Copy:
    """One shadow copy; 1 is the oldest, as Windows and libvshadow count them."""

    number: int
    ident: str
    created_ns: int | None
    size: int  # bytes of the volume as it was


class CopyDisk:
    """A Disk: the volume as it was when the copy was made."""

    def __init__(self, opened: "_Opened", number: int) -> None:
        self.copy = _copy(opened.volume, number)
        self.size = min(self.copy.size, opened.size)
        self._opened = opened
        self._store = opened.volume.get_store(number - 1)

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, fewer only at the end of the copy; raise OSError."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        self._opened.renew()
        try:
            return bytes(self._store.read_buffer_at_offset(min(length, self.size - offset), offset))
        except (MemoryError, ValueError) as error:
            raise OSError(str(error)) from error

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the copy ends before them."""
        return whole(self.read(offset, length), length, "past the end of the shadow copy")

    def close(self) -> None:
        """Let go of the copy; the disk beneath is its owner's to close."""


class _Opened:
    """A volume open in libvshadow, with the reads it may still make for one call."""

    def __init__(self, read_at: ReadAt, size: int, boot: bytes) -> None:
        import pyvshadow  # noqa: PLC0415 - a compiled module that most commands never need

        # A list and not self, which libvshadow would hold on to for ever.
        self._left = left = [_READS]
        end = struct.unpack_from("<H", boot, 11)[0] * struct.unpack_from("<Q", boot, 40)[0]

        def counted(offset: int, length: int) -> bytes:
            left[0] -= 1
            if left[0] < 0:
                raise Unreadable(_DAMAGED, "too many reads")
            # libvshadow wants the copy of the first sector that stands behind the file system, where Windows
            # lets nobody read a mounted volume (FSCTL_ALLOW_EXTENDED_DASD_IO).
            return boot[:length] if offset == end else read_at(offset, length)

        self.size = max(size, min(end + _SECTOR, size + _BEHIND))
        self.volume: Any = pyvshadow.volume()
        self.volume.open_file_object(io.BufferedReader(Window(counted, self.size, exact=False)))

    def renew(self) -> None:
        """Grant the next call all its reads."""
        self._left[0] = _READS


def copies(read_at: ReadAt, size: int) -> list[Copy]:
    """Return the shadow copies a volume of `size` bytes holds; `read_at` gives its bytes by offset.

    Raises Unreadable `not_ntfs`, `vss_damaged`, or what the medium says.
    """
    try:
        opened = _opened(read_at, size)
        if opened is None:
            return []
        count = min(opened.volume.number_of_stores, _STORES)
        return [_copy(opened.volume, number) for number in range(1, count + 1)]
    except (OSError, MemoryError, ValueError) as error:
        raise Unreadable(_DAMAGED, str(error)[:200]) from error


def copy(read_at: ReadAt, size: int, number: int) -> CopyDisk:
    """Open one shadow copy of a volume; raise Unreadable, also `no_such_copy`."""
    try:
        opened = _opened(read_at, size)
        if opened is None or not 1 <= number <= min(opened.volume.number_of_stores, _STORES):
            raise Unreadable("no_such_copy", str(number))
        return CopyDisk(opened, number)
    except (OSError, MemoryError, ValueError) as error:
        raise Unreadable(_DAMAGED, str(error)[:200]) from error


def _opened(read_at: ReadAt, size: int) -> _Opened | None:
    """Open a volume whose lists end; None where it holds no copy."""
    boot = read_at(0, _SECTOR)
    if len(boot) < _SECTOR or boot[3:11] != _NTFS:
        raise Unreadable("not_ntfs")
    start = _catalogue(read_at(_HEADER, _HEADER_SIZE))
    if not start:
        return None
    _follow(read_at, start)
    return _Opened(read_at, size, boot)


def _catalogue(header: bytes) -> int:
    """Return where the catalogue of copies stands, by the volume header; 0 for none.

    A volume that never had one bears zeros here, which libvshadow calls an error; once the last copy is
    removed the header stays and its offset of the catalogue (byte 48) may be 0.
    """
    if len(header) == _HEADER_SIZE and not any(header):
        return 0
    if len(header) < _HEADER_SIZE or header[:16] != _IDENTIFIER:
        raise Unreadable(_DAMAGED, "header")
    return int(struct.unpack_from("<Q", header, 48)[0])


def _follow(read_at: ReadAt, start: int) -> None:
    """Follow the catalogue and every list it names to their ends; raise Unreadable where there is none."""
    seen: set[int] = set()
    for block in _chain(read_at, start, _CATALOGUE, seen):
        for at in range(_HEADER_SIZE, len(block) - 127, 128):
            if struct.unpack_from("<Q", block, at)[0] != 3:
                continue
            (lists,) = struct.unpack_from("<Q", block, at + 8)
            ranges, bitmap, _, _, before = struct.unpack_from("<5Q", block, at + 40)
            for place, kind in ((lists, _LIST), (ranges, _RANGES), (bitmap, _BITMAP), (before, _BITMAP)):
                for _ in _chain(read_at, place, kind, seen):
                    pass


def _chain(read_at: ReadAt, place: int, kind: int, seen: set[int]) -> list[bytes]:
    """Return the blocks from `place` on, only their heads where they are no catalogue."""
    found = []
    while place:
        block = read_at(place, _BLOCK if kind == _CATALOGUE else _HEADER_SIZE)
        known = len(block) >= _HEADER_SIZE and block[:16] == _IDENTIFIER
        if not known or struct.unpack_from("<I", block, 20)[0] != kind or place in seen or len(seen) > _LISTS:
            raise Unreadable(_DAMAGED, "list of blocks")
        seen.add(place)
        if kind == _CATALOGUE:
            found.append(block)
        (place,) = struct.unpack_from("<Q", block, 40)
    return found


def _copy(volume: Any, number: int) -> Copy:
    store = volume.get_store(number - 1)
    created = filetime(store.get_creation_time_as_integer())
    return Copy(number, str(store.identifier), created, int(store.volume_size))
