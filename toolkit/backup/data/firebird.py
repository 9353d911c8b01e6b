"""Firebird: a database cut among its allocated pages, a gbak backup cut before its end, and its date.

Layout: jrd/ods.h (header page, page inventory) and burp/burp.h (records of gbak), ODS 11 to 13, backup
formats up to 10. Neither has a checksum of its data: a changed bit passes, here as with gbak and gfix.
"""

import struct
from datetime import UTC, datetime
from typing import BinaryIO

from toolkit.backup.data.dated import Dated, How, Limits

_INVENTORY = 2  # type of page
_END = 0x0A
_DATE, _FORMAT, _FILE = 1, 2, 7
_LOCKED = frozenset({9, 10, 11, 12})  # attributes of a backup that is encrypted or packed: its end is too
_TAIL = 64 * 1024


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return what is told of a database (.fdb) or a backup of one (.fbk); None where it is neither."""
    head = stream.read(4096)
    if head[:2] == b"\0\x02" and head[2:3] == b"\x04" and b"20" in head[:1024]:
        return _backup(stream, head, limits)
    if len(head) < 64 or head[0] != 1:
        return None
    size, ods = struct.unpack_from("<HH", head, 16)
    if size not in (1024, 2048, 4096, 8192, 16384, 32768) or not 10 <= ods & 0x7FFF <= 14:
        return None
    held = limits.size // size
    cut = bool(limits.size % size) or _allocated(stream, size, ods & 0x7FFF, held) > held
    return Dated("firebird", faults=("database_cut",) if cut else ())


def _allocated(stream: BinaryIO, size: int, ods: int, held: int) -> int:
    """Return how many pages the inventories of pages say the database has, as far as these can be read."""
    start = 20 if ods < 12 else 28
    per = (size - start) * 8
    number, last = 1, 0
    while number < held:
        stream.seek(number * size)
        page = stream.read(size)
        if len(page) < size or page[0] != _INVENTORY:
            return last
        bits = page[start:].rstrip(b"\xff")
        if bits:
            # A bit set is a page that is free.
            last = number // per * per + (len(bits) - 1) * 8 + (~bits[-1] & 0xFF).bit_length()
        number = per - 1 if number == 1 else number + per
    return last


def _backup(stream: BinaryIO, head: bytes, limits: Limits) -> Dated | None:
    attributes = _attributes(head)
    if _FORMAT not in attributes or _DATE not in attributes:
        return None
    made = _made(attributes[_DATE])
    faults: tuple[str, ...] = ()
    if _LOCKED.isdisjoint(attributes):
        stream.seek(max(0, limits.size - _TAIL))
        if stream.read(_TAIL).rstrip(b"\0")[-1:] != bytes((_END,)) or limits.size % 512:
            faults = ("database_cut",)
    name = attributes.get(_FILE, b"").decode("utf-8", "replace")
    return Dated(
        "firebird_backup",
        made,
        How.HEADER if made else How.NONE,
        faults=faults,
        tables=(name,) if name else (),
    )


def _attributes(head: bytes) -> dict[int, bytes]:
    """Return the attributes of the first record: a number, a length, as many bytes."""
    found: dict[int, bytes] = {}
    at = 1
    while at + 2 <= len(head) and head[at]:
        length = head[at + 1]
        found[head[at]] = head[at + 2 : at + 2 + length]
        at += 2 + length
    return found


def _made(text: bytes) -> int | None:
    """Return the date as C's ctime() writes it, in the clock of the server (ns)."""
    try:
        made = datetime.strptime(text.decode("ascii").strip("\0\n "), "%a %b %d %H:%M:%S %Y").replace(
            tzinfo=UTC
        )
    except ValueError:
        return None
    return int(made.timestamp()) * 10**9
