"""What the system files of an NTFS volume hold: boot sector, attribute definitions, security.

Layout as published by the Linux-NTFS documentation and the libfsntfs format description.
"""

import struct

from demo.builder.ntfs_clusters import CLUSTER, SECTOR
from demo.builder.ntfs_files import SECURITY
from demo.builder.ntfs_index import view_entry
from demo.builder.ntfs_upcase import table

_JUMP = b"\xeb\x52\x90"
_HALT = b"\xf4\xeb\xfd"  # the volume starts no machine: halt, and again
_SDS_COPY = 0x4_0000  # each 256 KiB of $SDS are followed by their copy
_MANY = 0xFFFF_FFFF_FFFF_FFFF
# name, type, flags (2 indexed, 0x40 resident, 0x80 may leave the record), sizes allowed
_DEFINITIONS = (
    ("$STANDARD_INFORMATION", 0x10, 0x40, 48, 72),
    ("$ATTRIBUTE_LIST", 0x20, 0x80, 0, _MANY),
    ("$FILE_NAME", 0x30, 0x42, 68, 578),
    ("$OBJECT_ID", 0x40, 0x40, 0, 256),
    ("$SECURITY_DESCRIPTOR", 0x50, 0x80, 0, _MANY),
    ("$VOLUME_NAME", 0x60, 0x40, 2, 256),
    ("$VOLUME_INFORMATION", 0x70, 0x40, 12, 12),
    ("$DATA", 0x80, 0, 0, _MANY),
    ("$INDEX_ROOT", 0x90, 0x40, 0, _MANY),
    ("$INDEX_ALLOCATION", 0xA0, 0x80, 0, _MANY),
    ("$BITMAP", 0xB0, 0x80, 0, _MANY),
    ("$REPARSE_POINT", 0xC0, 0x80, 0, 16384),
    ("$EA_INFORMATION", 0xD0, 0x40, 8, 8),
    ("$EA", 0xE0, 0, 0, 65536),
    ("$LOGGED_UTILITY_STREAM", 0x100, 0x80, 0, 65536),
)
_SYSTEM = (18,)  # of the NT authority: the system itself, its administrators, its users
_ADMINISTRATORS = (32, 544)
_USERS = (32, 545)
_FULL, _CHANGE = 0x1F01FF, 0x1301BF


def boot_sector(size: int, serial: int, mft: int, mirror: int) -> bytes:
    """Return the first sector; `mft` and `mirror` are clusters, `size` the bytes of the volume."""
    head = _JUMP + b"NTFS    " + struct.pack("<HB", SECTOR, CLUSTER // SECTOR)
    geometry = struct.pack("<HBHHBHHHII", 0, 0, 0, 0, 0xF8, 0, 63, 255, 0, 0)
    # A record of 1024 bytes is written as the power of two, -10; an index block as its one cluster.
    extended = struct.pack("<IQQQbxxxbxxxQI", 0x0080_0080, size // SECTOR - 1, mft, mirror, -10, 1, serial, 0)
    sector = head + geometry + extended + _HALT
    return sector.ljust(SECTOR - 2, b"\0") + b"\x55\xaa"


def attribute_definitions() -> bytes:
    """Return $AttrDef, one row of 160 bytes per type and an empty one."""
    rows = [
        name.encode("utf-16-le").ljust(128, b"\0") + struct.pack("<IIIIQQ", kind, 0, 0, flags, least, most)
        for name, kind, flags, least, most in _DEFINITIONS
    ]
    return b"".join(rows) + bytes(160)


def upcase() -> bytes:
    """Return $UpCase, the capital of each UTF-16 unit."""
    return struct.pack("<65536H", *table())


def security() -> tuple[bytes, list[bytes], list[bytes]]:
    """Return $SDS and the entries of $SDH and $SII, for one descriptor that lets users read and change."""
    descriptor = _descriptor()
    size = 20 + len(descriptor)
    digest = _hash(descriptor)
    head = struct.pack("<IIQI", digest, SECURITY, 0, size)
    row = head + descriptor
    stream = row.ljust(_SDS_COPY, b"\0") + row
    by_hash = view_entry(struct.pack("<II", digest, SECURITY), head + "II".encode("utf-16-le"))
    by_number = view_entry(struct.pack("<I", SECURITY), head)
    return stream, [by_hash], [by_number]


def _descriptor() -> bytes:
    allowed = ((_FULL, _SYSTEM), (_FULL, _ADMINISTRATORS), (_CHANGE, _USERS))
    entries = b"".join(
        struct.pack("<BBHI", 0, 3, 8 + len(_sid(who)), what) + _sid(who) for what, who in allowed
    )
    access = struct.pack("<BBHHH", 2, 0, 8 + len(entries), len(allowed), 0) + entries
    owner, group = _sid(_ADMINISTRATORS), _sid(_SYSTEM)
    at = 20 + len(access)
    return struct.pack("<BBHIIII", 1, 0, 0x8004, at, at + len(owner), 0, 20) + access + owner + group


def _sid(parts: tuple[int, ...]) -> bytes:
    return struct.pack(f"<BB6s{len(parts)}I", 1, len(parts), b"\0\0\0\0\0\5", *parts)


def _hash(descriptor: bytes) -> int:
    digest = 0
    for (word,) in struct.iter_unpack("<I", descriptor):
        digest = word + ((digest << 3 | digest >> 29) & 0xFFFF_FFFF) & 0xFFFF_FFFF
    return digest
