"""QCOW2 disks, byte by byte: plain or compressed clusters, a backing file."""

import struct
import zlib
from collections.abc import Collection

BITS = 12  # clusters of 4,096 bytes; real ones are 64 KiB


def qcow2(
    disk: bytes,
    *,
    version: int = 3,
    packed: bool = False,
    backing: str = "",
    own: Collection[int] | None = None,
    encrypted: int = 0,
    features: int = 0,
    snapshots: int = 0,
) -> bytes:
    """Return a QCOW2 of a disk; `own` are the clusters it holds, the others are its backing file's."""
    cluster = 1 << BITS
    parts = [disk[at : at + cluster].ljust(cluster, b"\0") for at in range(0, len(disk), cluster)]
    per_table = cluster // 8
    tables = -(-len(parts) // per_table)
    place = (2 + tables) * cluster
    rows, data = [0] * (tables * per_table), b""
    for number, part in enumerate(parts):
        if (own is not None and number not in own) or (own is None and not any(part)):
            continue
        stored, row = _stored(part, place + len(data), packed=packed)
        rows[number] = row
        data += stored
    head = struct.pack(
        ">4sIQIIQIIQQIIQ", b"QFI\xfb", version, 256 if backing else 0, len(backing), BITS, len(disk),
        encrypted, tables, cluster, 0, 0, snapshots, 0,
    )  # fmt: skip
    head += struct.pack(">QQQII", features, 0, 0, 4, 104) if version == 3 else b""
    head = head.ljust(256, b"\0") + backing.encode()
    first = struct.pack(f">{tables}Q", *((2 + number) * cluster | 1 << 63 for number in range(tables)))
    second = struct.pack(f">{len(rows)}Q", *rows)
    return head.ljust(cluster, b"\0") + first.ljust(cluster, b"\0") + second + data


def _stored(part: bytes, place: int, *, packed: bool) -> tuple[bytes, int]:
    if not packed:
        return part, place | 1 << 63
    packer = zlib.compressobj(9, zlib.DEFLATED, -12)
    small = packer.compress(part) + packer.flush()
    small = small.ljust(-(-len(small) // 512) * 512, b"\0")
    return small, 1 << 62 | (len(small) // 512 - 1) << 62 - (BITS - 8) | place
