"""The central directory of a ZIP file, entry by entry, so that one bad entry does not hide the others.

Source: PKWARE APPNOTE 6.3.10 (4.3.12, 4.3.14 to 4.3.16, 4.5); extra fields also from Info-ZIP's list.
"""

import calendar
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from toolkit.media.ntfs.record import nanoseconds
from toolkit.records import Times

LARGEST = 256 * 1024 * 1024  # bytes of central directory taken into memory: about 2 million entries
_TAIL = 22 + 0xFFFF
_ZIP64 = 0xFFFFFFFF


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


def members(file: BinaryIO, length: int, disks: Sequence[int] = ()) -> tuple[list[Member], int, int]:
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
    lines = list(_lines(directory, start - offset, disks))  # bytes before the archive shift every offset
    rest = size - (lines[-1][1] if lines else 0)
    missing = count - len(lines)
    # Archives of more entries than the count has room for are common, and count on from 0.
    missing = missing if missing > 0 or missing % 0x10000 else 0
    return [member for member, _ in lines], missing, rest


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


def _lines(directory: bytes, shift: int, disks: Sequence[int] = ()) -> Iterator[tuple[Member, int]]:
    """Yield each line and where it ends, up to the first that is broken."""
    at = 0
    while at + 46 <= len(directory) and directory[at : at + 4] == b"PK\1\2":
        made, flags, method, stamp, crc, packed, size = struct.unpack_from("<HxxHHIIII", directory, at + 4)
        name_length, extra_length, comment_length = struct.unpack_from("<HHH", directory, at + 28)
        disk, mode, offset = struct.unpack_from("<H2xII", directory, at + 34)
        end = at + 46 + name_length + extra_length
        if end + comment_length > len(directory):
            return
        raw = directory[at + 46 : at + 46 + name_length]
        extra = _fields(directory[at + 46 + name_length : end])
        size, packed, offset = _wide(extra.get(0x0001, b""), [size, packed, offset])
        name = _name(raw, flags, extra.get(0x7075, b""))
        maker = mode >> 16 if made >> 8 == 3 else 0
        times = _times(stamp, extra)
        at = end + comment_length
        place = offset + (shift if not disks else disks[disk] if disk < len(disks) else 0)
        locked = _aes(extra.get(0x9901, b""))
        yield Member(name, raw, flags, method, crc, packed, size, place, *times, maker, stamp, locked), at


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


def _name(raw: bytes, flags: int, unicode_path: bytes) -> str:
    """Decode a name: Unicode Path field when its CRC agrees, else UTF-8 when flagged, else CP437."""
    if len(unicode_path) > 5 and unicode_path[0] == 1:
        (crc,) = struct.unpack_from("<I", unicode_path, 1)
        if crc == zlib.crc32(raw):
            return unicode_path[5:].decode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "surrogateescape") if flags & 0x800 else raw.decode("cp437")


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
