"""NTFS attributes and the FILE records that hold them.

Layout as published by the Linux-NTFS documentation and the libfsntfs format description.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from demo.builder.ntfs_clusters import CLUSTER, SECTOR, Run, mapping_pairs
from demo.builder.ntfs_upcase import upcased
from toolkit.records import Times

RECORD = 1024
_HEADER = 56
# What one record can hold: its header and the mark that ends the attributes are taken off.
ROOM = RECORD - _HEADER - 8
_SPARSE = 0x8000
_UPDATE = 1  # the update sequence number written over the end of each sector
_EPOCH = 11_644_473_600 * 10**9  # nanoseconds from 1601 to 1970


class Type(IntEnum):
    STANDARD_INFORMATION = 0x10
    ATTRIBUTE_LIST = 0x20
    FILE_NAME = 0x30
    VOLUME_NAME = 0x60
    VOLUME_INFORMATION = 0x70
    DATA = 0x80
    INDEX_ROOT = 0x90
    INDEX_ALLOCATION = 0xA0
    BITMAP = 0xB0
    REPARSE_POINT = 0xC0


class Flag(IntFlag):
    """What a FILE record says of itself."""

    IN_USE = 1
    DIRECTORY = 2
    EXTEND = 4
    VIEW = 8


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute ready to be put in a record; its instance number is given then."""

    type: Type
    name: str
    packed: bytes

    @property
    def order(self) -> tuple[int, tuple[int, ...], bytes]:
        return self.type, upcased(self.name), self.packed[24:]


def wide(text: str) -> bytes:
    """Return UTF-16 with lone surrogates kept; raise ValueError over the 255 units NTFS allows a name."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) > 510:
        raise ValueError(f"a name longer than 255 UTF-16 units: {text!r}")
    return units


def ticks(times: Times) -> bytes:
    """Return four FILETIMEs, units of 100 ns since 1601; raise ValueError before 1601 or past 64 bits."""
    four = (times.created, times.modified, times.changed, times.accessed)
    units = [0 if time is None else (time + _EPOCH) // 100 for time in four]
    if not all(0 <= unit < 1 << 63 for unit in units):
        raise ValueError(f"a time that NTFS cannot hold: {times}")
    return struct.pack("<4Q", *units)


def padded(content: bytes) -> bytes:
    """Return the bytes filled with zeros to a multiple of eight."""
    return content + bytes(-len(content) % 8)


def resident(kind: Type, value: bytes, name: str = "", *, indexed: bool = False) -> Attribute:
    """Return an attribute whose value stands in the record."""
    label = padded(wide(name))
    body = padded(value)
    head = struct.pack(
        "<IIBBHHHIHBB",
        kind,
        24 + len(label) + len(body),
        0,
        len(wide(name)) // 2,
        24,
        0,
        0,
        len(value),
        24 + len(label),
        indexed,
        0,
    )
    return Attribute(kind, name, head + label + body)


def outside(kind: Type, runs: list[Run], size: int, name: str = "") -> Attribute:
    """Return an attribute whose `size` bytes stand in clusters."""
    label = padded(wide(name))
    pairs = padded(mapping_pairs(runs))
    count = sum(length for _, length in runs)
    written = size if all(first is not None for first, _ in runs) else 0
    head = struct.pack("<IIBBHHH", kind, 64 + len(label) + len(pairs), 1, len(wide(name)) // 2, 64, 0, 0)
    where = struct.pack("<QQHHIQQQ", 0, count - 1, 64 + len(label), 0, 0, count * CLUSTER, size, written)
    return Attribute(kind, name, head + where + label + pairs)


def sparse(kind: Type, runs: list[Run], size: int, name: str) -> Attribute:
    """Return an attribute of which only the runs that are no hole take clusters."""
    label = padded(wide(name))
    pairs = padded(mapping_pairs(runs))
    count = sum(length for _, length in runs)
    taken = sum(length for first, length in runs if first is not None)
    head = struct.pack(
        "<IIBBHHH", kind, 72 + len(label) + len(pairs), 1, len(wide(name)) // 2, 72, _SPARSE, 0
    )
    where = struct.pack("<QQHHIQQQ", 0, count - 1, 72 + len(label), 0, 0, count * CLUSTER, size, size)
    return Attribute(kind, name, head + where + struct.pack("<Q", taken * CLUSTER) + label + pairs)


def protect(block: bytearray, at: int) -> bytes:
    """Return the block with its update sequence at `at`: the last two bytes of each sector change place."""
    ends = range(SECTOR - 2, len(block), SECTOR)
    mark = struct.pack("<H", _UPDATE)
    saved = b"".join(bytes(block[end : end + 2]) for end in ends)
    block[at : at + 2 + len(saved)] = mark + saved
    for end in ends:
        block[end : end + 2] = mark
    return bytes(block)


def sequence(number: int) -> int:
    """Return the sequence number of a record: the system's count up, all others are at their first use."""
    return number if 0 < number < 16 else 1


def reference(number: int) -> int:
    """Return the 64 bits that name a record and its sequence."""
    return sequence(number) << 48 | number


def record(
    number: int, flags: Flag, attributes: Sequence[Attribute] = (), *, links: int = 0, base: int = 0
) -> bytes:
    """Return one FILE record; raise ValueError when its attributes do not fit.

    One that holds something and is not in use counts one use more, as a deletion leaves it.
    """
    body = b"".join(
        attribute.packed[:14] + struct.pack("<H", instance) + attribute.packed[16:]
        for instance, attribute in enumerate(attributes)
    )
    if len(body) > ROOM:
        raise ValueError(f"the attributes of record {number} do not fit")
    head = struct.pack(
        "<4sHHQHHHHIIQHHI",
        b"FILE",
        48,
        RECORD // SECTOR + 1,
        0,
        sequence(number) + bool(attributes and not flags & Flag.IN_USE),
        links,
        _HEADER,
        flags,
        _HEADER + len(body) + 8,
        RECORD,
        base,
        len(attributes),
        0,
        number,
    )
    block = bytearray(RECORD)
    block[:48] = head
    block[_HEADER : _HEADER + len(body) + 4] = body + b"\xff\xff\xff\xff"
    return protect(block, 48)
