"""Disc images: the files of ISO 9660, by their long names where the disc has them.

Format: ECMA-119, 8.4 (descriptors) and 9.1 (records of a directory); Joliet 1995 for names in UTF-16.
"""

import struct
from collections.abc import Iterator

from toolkit.scan.content import Content
from toolkit.scan.inside.room import LIMITED, Broken, Member, Room, pieces

_SECTOR = 2048
_FIRST, _DESCRIPTORS = 16, 32
_WIDE = (b"%/@", b"%/C", b"%/E")
FOLDER = 8 * 1024 * 1024  # bytes of one directory
IS_FOLDER, GOES_ON = 2, 0x80


def members(content: Content, room: Room) -> Iterator[Member]:
    """Yield the files of a disc image; raises Broken or Full."""
    record, wide = root(content)
    waiting, seen = [(*extent(record), "")], set[int]()
    while waiting:
        at, length, folder = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        for one in records(content.read(at, min(length, FOLDER))):
            room.enter()
            path = folder + name_of(one, wide=wide)
            place, size = extent(one)
            if one[25] & IS_FOLDER:
                waiting.append((place, size, f"{path}/"[-512:]))
            elif size:
                if one[25] & GOES_ON:
                    room.remarks.add(LIMITED)  # a file in several extents: each is looked at alone
                yield room.gather(path, pieces(content, place, size))


def root(content: Content) -> tuple[bytes, bool]:
    """Return the record of the root directory and whether names are wide; raises Broken."""
    plain = b""
    for number in range(_FIRST, _FIRST + _DESCRIPTORS):
        sector = content.read(number * _SECTOR, _SECTOR)
        if sector[1:6] != b"CD001" or len(sector) < _SECTOR or sector[0] == 255:
            break
        if sector[0] == 2 and sector[88:91] in _WIDE:
            return sector[156:190], True
        if sector[0] == 1:
            plain = sector[156:190]
    if not plain:
        raise Broken
    return plain, False


def records(directory: bytes) -> Iterator[bytes]:
    """Yield the records of a directory but for itself and its parent; raises Broken.

    None crosses a sector.
    """
    at = 0
    while at < len(directory):
        length = directory[at]
        if length == 0:
            at = (at // _SECTOR + 1) * _SECTOR
            continue
        record = directory[at : at + length]
        if length < 34 or len(record) < length:
            raise Broken
        # Wide names begin by a zero too: what stands for itself and its parent is one byte long.
        if record[32] != 1 or record[33] > 1:
            yield record
        at += length


def extent(record: bytes) -> tuple[int, int]:
    """Return offset and length, in bytes, behind the extended attributes."""
    place, size = struct.unpack_from("<I4xI", record, 2)
    return (place + record[1]) * _SECTOR, size


def name_of(record: bytes, *, wide: bool) -> str:
    """Return the name of a record, without its version."""
    raw = record[33 : 33 + record[32]]
    name = raw.decode("utf-16-be", "replace") if wide else raw.decode("latin-1")
    return name.partition(";")[0]
