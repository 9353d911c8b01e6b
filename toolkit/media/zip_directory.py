"""The central directory of a ZIP file, entry by entry, so that one bad entry does not hide the others.

Source: PKWARE APPNOTE 6.3.10 (4.3.12, 4.3.14 to 4.3.16, 4.5); extra fields also from Info-ZIP's list.
"""

import calendar
import struct
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, overload

from toolkit.media.ntfs.record import nanoseconds
from toolkit.records import Times

LARGEST = 256 * 1024 * 1024  # bytes of central directory taken into memory: about 2 million entries
_TAIL = 22 + 0xFFFF
_ZIP64 = 0xFFFFFFFF
_LINE = struct.Struct("<HxxHHIIIIHHxxH2xII")
_NO_FIELDS: dict[int, bytes] = {}
_LENGTHS = struct.Struct("<HHH")  # of the name, the extra fields and the comment
_UNIX = frozenset({3, 19})  # hosts whose names are written as they are: Unix, macOS


class ZipDamaged(Exception):  # noqa: N818 - a fact about the archive
    """The central directory cannot be used."""


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the directory, as written; `name` is decoded, `raw` is not."""

    name: str
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int  # bytes
    size: int  # bytes
    offset: int  # of the local header, from the start of the file
    times: Times
    local: bool  # its time is local to whoever made the archive
    mode: int  # Unix mode, 0 when the maker was no Unix
    stamp: int = 0  # DOS date and time, as written
    aes: tuple[int, int, int] | None = None  # version, strength, method, where it is locked so


class Members(Sequence[Member]):
    """The lines of a directory, each read when it is asked for: a million take little more than they say."""

    def __init__(self, directory: bytes, shift: int, disks: Sequence[int] = ()) -> None:
        self._directory = directory
        self._shift = shift
        self._disks = disks
        self._starts = array("I")
        self.end = 0  # where the first that is broken begins
        for start, self.end in _lines(directory):
            self._starts.append(start)

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[Member]:
        return map(self._line, self._starts)

    @overload
    def __getitem__(self, at: int) -> Member: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Member]: ...
    def __getitem__(self, at: int | slice) -> Member | Sequence[Member]:
        return (
            list(map(self._line, self._starts[at])) if isinstance(at, slice) else self._line(self._starts[at])
        )

    def _line(self, start: int) -> Member:
        return _line(self._directory, start, self._shift, self._disks)


def members(file: BinaryIO, length: int, disks: Sequence[int] = ()) -> tuple[Members, int, int]:
    """Return the entries in the order of the directory, its count less theirs, and its bytes that hold none.

    Both are 0 in a sound archive. `disks` are where the parts of a set start, once they follow each other,
    that a ZIP program cut. Raises ZipDamaged, OSError or Unreadable.
    """
    place, size, offset, count = _end(file, length)
    start = place - size
    if start < 0 or size > LARGEST:
        raise ZipDamaged("directory out of bounds")
    file.seek(start)
    directory = file.read(size)
    if len(directory) != size:
        raise ZipDamaged("directory cut short")
    if size and directory[:4] != b"PK\1\2":
        raise ZipDamaged("no directory where it should be")
    found = Members(directory, start - offset, disks)  # bytes before the archive shift every offset
    missing = count - len(found)
    # Archives of more entries than the count has room for are common, and count on from 0.
    missing = missing if missing > 0 or missing % 0x10000 else 0
    return found, missing, size - found.end


def _end(file: BinaryIO, length: int) -> tuple[int, int, int, int]:
    """Return where the directory ends, its size, its stated offset and its count of entries."""
    file.seek(max(0, length - _TAIL))
    tail = file.read(_TAIL)
    at = len(tail)
    while (at := tail.rfind(b"PK\5\6", 0, at)) >= 0:
        if at + 22 <= len(tail):
            count, size, offset = struct.unpack_from("<HII", tail, at + 10)
            place = max(0, length - _TAIL) + at
            return _end64(file, place) or (place, size, offset, count)
    raise ZipDamaged("no end record")


def _end64(file: BinaryIO, place: int) -> tuple[int, int, int, int] | None:
    if place < 20:
        return None
    file.seek(place - 20)
    locator = file.read(20)
    if locator[:4] != b"PK\6\7":
        return None
    for at in (struct.unpack_from("<Q", locator, 8)[0], place - 76):
        if not 0 <= at <= place - 76:
            continue
        file.seek(at)
        record = file.read(56)
        if record[:4] == b"PK\6\6":
            count, size, offset = struct.unpack_from("<QQQ", record, 32)
            return at, size, offset, count
    raise ZipDamaged("no ZIP64 end record")


def _lines(directory: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each line starts and ends, up to the first that is broken."""
    at = 0
    while at + 46 <= len(directory) and directory[at : at + 4] == b"PK\1\2":
        end = at + 46 + sum(_LENGTHS.unpack_from(directory, at + 28))
        if end > len(directory):
            return
        yield at, end
        at = end


def _line(directory: bytes, at: int, shift: int, disks: Sequence[int]) -> Member:
    (made, flags, method, stamp, crc, packed, size, name_length, extra_length, disk, mode, offset) = (
        _LINE.unpack_from(directory, at + 4)
    )
    raw = directory[at + 46 : at + 46 + name_length]
    end = at + 46 + name_length + extra_length
    extra = _fields(directory[end - extra_length : end]) if extra_length else _NO_FIELDS
    if 0x0001 in extra:
        size, packed, offset = _wide(extra[0x0001], [size, packed, offset])
    name = _name(raw, flags, extra.get(0x7075, b""), unix=made >> 8 in _UNIX)
    maker = mode >> 16 if made >> 8 == 3 else 0
    times = _times(stamp, extra)
    place = offset + (shift if not disks else disks[disk] if disk < len(disks) else 0)
    locked = _aes(extra.get(0x9901, b""))
    return Member(name, raw, flags, method, crc, packed, size, place, *times, maker, stamp, locked)


def _fields(extra: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        found.setdefault(kind, extra[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def _aes(field: bytes) -> tuple[int, int, int] | None:
    if len(field) < 7 or field[2:4] != b"AE":
        return None
    version, strength, method = struct.unpack_from("<H2xBH", field)
    return version, strength, method


def _wide(field: bytes, values: list[int]) -> list[int]:
    """Put the 64-bit values of the ZIP64 field in place of those that say "see there"."""
    at = 0
    for place, value in enumerate(values):
        if value == _ZIP64 and at + 8 <= len(field):
            (values[place],) = struct.unpack_from("<Q", field, at)
            at += 8
    return values


def _name(raw: bytes, flags: int, unicode_path: bytes, *, unix: bool) -> str:
    """Decode a name: by its Unicode Path field when its CRC agrees, else as UTF-8 when flagged or when it is.

    Info-ZIP and macOS write UTF-8 without the flag. What is no UTF-8 is of an old program: in CP850, the page
    of French Windows, whose small letters stand where CP437 has them, or in Latin-1 on Unix.
    """
    if len(unicode_path) > 5 and unicode_path[0] == 1:
        (crc,) = struct.unpack_from("<I", unicode_path, 1)
        if crc == zlib.crc32(raw):
            return unicode_path[5:].decode("utf-8", "surrogateescape")
    if flags & 0x800:
        return raw.decode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # Latin-1 has nothing but controls from 0x80 to 0x9F.
        latin = unix and not any(0x80 <= byte < 0xA0 for byte in raw)
        return raw.decode("latin-1" if latin else "cp850")


def _times(stamp: int, extra: dict[int, bytes]) -> tuple[Times, bool]:
    """Return the best times an entry states, and whether they are local."""
    ntfs = extra.get(0x000A, b"")
    if len(ntfs) >= 32 and ntfs[4:8] == b"\1\0\x18\0":
        modified, accessed, created = struct.unpack_from("<3Q", ntfs, 8)
        return Times(nanoseconds(created), nanoseconds(modified), None, nanoseconds(accessed)), False
    unix = extra.get(0x5455, b"")
    if len(unix) >= 5 and unix[0] & 1:
        return Times(modified=struct.unpack_from("<i", unix, 1)[0] * 1_000_000_000), False
    return Times(modified=_dos(stamp)), True


def _dos(stamp: int) -> int | None:
    """Read a DOS date and time: local to whoever made the archive, given here as if it were UTC."""
    time, date = stamp & 0xFFFF, stamp >> 16
    year, month, day = 1980 + (date >> 9), date >> 5 & 15, date & 31
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    clock = (time >> 11, time >> 5 & 63, (time & 31) * 2)
    return calendar.timegm((year, month, day, *clock)) * 1_000_000_000
