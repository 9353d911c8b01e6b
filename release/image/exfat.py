"""exFAT volumes: made by mkfs.exfat, filled here row by row, as nothing fills one without mounting it.

Layout: Microsoft, exFAT specification, sections 3.1 (boot sector), 6.3 (checksum and hash of names), 7.1
(bitmap), 7.4 (file), 7.6 (stream) and 7.7 (name). Every file lies in one run, as on a disk that only grew.
"""

import mmap
import shutil
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_ROW = 32
_BITMAP, _FILE, _STREAM, _NAME = 0x81, 0x85, 0xC0, 0xC1
_IN_ONE_RUN = 3  # the clusters follow each other and stand in no table
_UNITS = 15  # of a name in one row
_UTC = 0x80  # no quarter of an hour away from it
_FOLDER, _ARCHIVE = 0x10, 0x20


@dataclass
class _Volume:
    """The bytes of a volume, where its next free cluster is, and the date its files share, if they do."""

    held: mmap.mmap
    heap: int  # offset of cluster 2
    cluster: int  # bytes
    total: int  # clusters
    bitmap: int  # offset
    dated: int | None  # nanoseconds
    free: int = 0

    def reserve(self, size: int) -> int:
        """Take the next free clusters for so many bytes and return the first of them, 0 for no bytes."""
        if not size:
            return 0
        count, first = -(-size // self.cluster), self.free
        if first - 2 + count > self.total:
            raise ValueError("the volume is full")
        for one in range(first - 2, first - 2 + count):
            self.held[self.bitmap + one // 8] |= 1 << one % 8
        self.free += count
        return first

    def place(self, content: bytes) -> int:
        """Write a content into the next free clusters and return the first of them."""
        first = self.reserve(len(content))
        at = self.at(first)
        self.held[at : at + len(content)] = content
        return first

    def copy(self, path: Path) -> tuple[int, int]:
        """Write a file into the next free clusters and return the first of them and its size."""
        size = path.stat().st_size
        first = self.reserve(size)
        if first:
            self.held.seek(self.at(first))
            with path.open("rb") as stream:
                shutil.copyfileobj(stream, self.held, 1 << 20)
        return first, size

    def at(self, cluster: int) -> int:
        return self.heap + max(0, cluster - 2) * self.cluster


def fill(image: Path, top: Path, dated: int | None = None) -> None:
    """Put the files of a folder into an empty volume of mkfs.exfat; raise ValueError where it is full.

    Dates are those of the files, or `dated` (nanoseconds) for all.
    """
    with image.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as held:
        heap, total, root = (struct.unpack_from("<I", held, at)[0] for at in (88, 92, 96))
        sector, cluster = 1 << held[108], 1 << held[108] + held[109]
        start = heap * sector
        rows = start + (root - 2) * cluster
        found = next(at for at in range(rows, rows + cluster, _ROW) if held[at] == _BITMAP)
        bitmap = start + (struct.unpack_from("<I", held, found + 20)[0] - 2) * cluster
        volume = _Volume(held, start, cluster, total, bitmap, dated)
        listed = held[bitmap : bitmap + -(-total // 8)]
        volume.free = next(at for at in range(total, 0, -1) if listed[(at - 1) // 8] >> (at - 1) % 8 & 1) + 2
        end = next(at for at in range(rows, rows + cluster, _ROW) if not held[at])
        added = _rows(volume, top)
        if end + len(added) > rows + cluster:
            raise ValueError("more names than the root has room for")
        held[end : end + len(added)] = added
        held.flush()


def _rows(volume: _Volume, folder: Path) -> bytes:
    """Write what a folder holds and return its rows."""
    made = b""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            content = _rows(volume, path)
            content = content.ljust(-(-max(1, len(content)) // volume.cluster) * volume.cluster, b"\0")
            first, size = volume.place(content), len(content)
        else:
            first, size = volume.copy(path)
        made += _set(path, first, size, volume.dated)
    return made


def _set(path: Path, first: int, size: int, dated: int | None) -> bytes:
    """Return the rows of one name."""
    units = path.name.encode("utf-16-le")
    names = [units[at : at + 2 * _UNITS].ljust(2 * _UNITS, b"\0") for at in range(0, len(units), 2 * _UNITS)]
    stamp, odd = _stamp(path.stat().st_mtime_ns if dated is None else dated)
    kind = _FOLDER if path.is_dir() else _ARCHIVE
    file = struct.pack(
        "<BBHHHIII5B7x", _FILE, 1 + len(names), 0, kind, 0, stamp, stamp, stamp, odd, odd, _UTC, _UTC, _UTC
    )
    flags, hashed = _IN_ONE_RUN if first else 1, _sum(path.name.upper().encode("utf-16-le"))
    stream = struct.pack("<BBBBHHQ4xIQ", _STREAM, flags, 0, len(units) // 2, hashed, 0, size, first, size)
    rows = bytearray(file + stream + b"".join(bytes([_NAME, 0]) + one for one in names))
    struct.pack_into("<H", rows, 2, _sum(bytes(rows[:2] + rows[4:])))
    return bytes(rows)


def _stamp(moment: int) -> tuple[int, int]:
    """Return a date in two seconds, and what is left of them in hundredths."""
    when = datetime.fromtimestamp(moment // 10**9, UTC)
    day = (when.year - 1980) << 9 | when.month << 5 | when.day
    clock = when.hour << 11 | when.minute << 5 | when.second // 2
    return day << 16 | clock, when.second % 2 * 100 + moment % 10**9 // 10**7


def _sum(content: bytes) -> int:
    total = 0
    for value in content:
        total = ((total >> 1) | (total << 15 & 0xFFFF)) + value & 0xFFFF
    return total
