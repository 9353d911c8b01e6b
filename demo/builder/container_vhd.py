"""VHD disks, byte by byte: fixed, dynamic, differencing."""

import struct
from collections.abc import Collection

FIXED, DYNAMIC, DIFFERENCING = 2, 3, 4
BLOCK = 4096  # bytes; real ones are 2 MiB


def fixed(disk: bytes, *, identifier: bytes) -> bytes:
    """Return the disk with the footer of a fixed VHD behind it."""
    return disk + footer(len(disk), FIXED, identifier)


def dynamic(
    disk: bytes,
    *,
    identifier: bytes,
    parent: tuple[bytes, str] | None = None,
    own: Collection[int] | None = None,
) -> bytes:
    """Return a growing VHD of whole blocks; `own` are the sectors it holds, the others are its parent's."""
    kind = DIFFERENCING if parent else DYNAMIC
    blocks = [disk[at : at + BLOCK] for at in range(0, len(disk), BLOCK)]
    each = BLOCK // 512
    held = [
        [sector for sector in range(each) if own is None or at * each + sector in own]
        for at in range(len(blocks))
    ]
    table_size = -(-4 * len(blocks) // 512) * 512
    place = 512 + 1024 + table_size
    table, data = b"", b""
    for block, sectors in zip(blocks, held, strict=True):
        if not sectors or (own is None and not any(block)):
            table += b"\xff" * 4
            continue
        bits = sum(1 << 4095 - sector for sector in sectors)
        table += struct.pack(">I", (place + len(data)) // 512)
        data += bits.to_bytes(512, "big") + block.ljust(BLOCK, b"\0")
    end = footer(len(disk), kind, identifier)
    return end + _header(len(blocks), parent) + table.ljust(table_size, b"\xff") + data + end


def footer(size: int, kind: int, identifier: bytes) -> bytes:
    """Return the 512 bytes that end a VHD of this many bytes."""
    start = 0xFFFFFFFFFFFFFFFF if kind == FIXED else 512
    head = struct.pack(">8sIIQI4sI4sQQ", b"conectix", 2, 0x10000, start, 0, b"win ", 0, b"Wi2k", size, size)
    return signed(bytearray(head + bytes(4) + struct.pack(">II", kind, 0) + identifier).ljust(512, b"\0"), 64)


def signed(held: bytearray, at: int) -> bytes:
    """Put the checksum of a footer or a header in its place."""
    held[at : at + 4] = bytes(4)
    held[at : at + 4] = (~sum(held) & 0xFFFFFFFF).to_bytes(4, "big")
    return bytes(held)


def _header(blocks: int, parent: tuple[bytes, str] | None) -> bytes:
    head = struct.pack(">8sQQIII", b"cxsparse", 0xFFFFFFFFFFFFFFFF, 1536, 0x10000, blocks, BLOCK) + bytes(4)
    if parent:
        head += parent[0] + bytes(8) + parent[1].encode("utf-16-be")
    return signed(bytearray(head).ljust(1024, b"\0"), 36)
