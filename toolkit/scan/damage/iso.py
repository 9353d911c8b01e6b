"""Disc images: descriptors and directories of ISO 9660 (ECMA-119), and the tags of UDF (ECMA-167, 3/7.2)."""

import struct

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_SECTOR = 2048
_FIRST = 16 * _SECTOR
_DESCRIPTORS = 64
_DIRECTORIES = 2000
_LARGEST = 4 * 1024 * 1024  # bytes of one directory
_MARKS = (b"CD001", b"BEA01", b"NSR02", b"NSR03", b"TEA01", b"BOOT2")


def check(content: Content) -> Structure:
    """Walk the descriptors and every directory; what the files hold is left to statistics."""
    vouched, root, at = 0, None, _FIRST
    for _ in range(_DESCRIPTORS):
        sector = content.read(at, _SECTOR)
        if len(sector) < _SECTOR:
            return broken(TRUNCATED, content.size, vouched) if vouched else NOT_THIS
        if sector[1:6] not in _MARKS:
            break
        if sector[:1] == b"\1" and sector[1:6] == b"CD001":
            # Every figure stands there twice, low byte first and high byte first.
            if sector[80:84] != sector[84:88][::-1] or sector[128:130] != sector[130:132][::-1]:
                return broken(CONTRADICTION, at + 80, vouched)
            root = sector[156:190]
        vouched += _SECTOR
        at += _SECTOR
    if not vouched:
        return NOT_THIS
    if root is None:
        return valid(vouched, content.size)
    return _directories(content, root, vouched)


def _directories(content: Content, root: bytes, vouched: int) -> Structure:
    ahead, seen, furthest = [root], set[int](), 0
    while ahead and len(seen) < _DIRECTORIES:
        record = ahead.pop()
        place, length = struct.unpack_from("<I4xI", record, 2)
        if place in seen or length > _LARGEST:
            continue
        seen.add(place)
        table = content.read(place * _SECTOR, length)
        if len(table) < length:
            return broken(TRUNCATED, content.size, vouched)
        found = _records(table)
        if isinstance(found, int):
            return broken(CONTRADICTION, place * _SECTOR + found, vouched)
        vouched += length
        ahead.extend(one for one in found if one[25] & 2)
        ends = (_end(one) for one in found if not one[25] & 2)
        furthest = max([furthest, *ends])
    if furthest > content.size + 150 * _SECTOR:
        return broken(TRUNCATED, content.size, vouched)
    return valid(min(vouched, content.size), content.size)


def _end(record: bytes) -> int:
    place, length = struct.unpack_from("<I4xI", record, 2)
    return int(place * _SECTOR + length)


def _records(table: bytes) -> list[bytes] | int:
    """Return a directory's records but its own two, or the offset of the first that is none."""
    found: list[bytes] = []
    at = 0
    while at < len(table):
        length = table[at]
        if not length:
            at = (at // _SECTOR + 1) * _SECTOR
            continue
        record = table[at : at + length]
        if length < 34 or len(record) < length or 33 + record[32] > length:
            return at
        if record[2:6] != record[6:10][::-1] or record[10:14] != record[14:18][::-1]:
            return at
        if record[32] != 1 or record[33] > 1:
            found.append(record)
        at += length
    return found
