"""TrueType fonts: tables with their checksums, and a collection."""

import struct

from evaluation.targets.judged import judged, prose

NAME = "police.ttf"


def summed(table: bytes) -> int:
    return sum(struct.unpack(f">{len(table) // 4}I", table)) & 0xFFFFFFFF


def tables() -> dict[bytes, bytes]:
    head = b"\0\1\0\0\0\1\0\0" + bytes(4) + b"\x5f\x0f\x3c\xf5" + bytes(40)
    return {b"cmap": prose(400), b"glyf": prose(9_000), b"head": head, b"name": prose(2_000)}


def font(base: int = 0) -> bytes:
    found = tables()
    rows, body, at = b"", b"", base + 12 + 16 * len(found)
    for tag, table in found.items():
        rows += tag + struct.pack(">III", summed(table), at + len(body), len(table))
        body += table
    return b"\0\1\0\0" + struct.pack(">HHHH", len(found), 64, 2, 0) + rows + body


def seeds() -> list[bytes]:
    return [font(), b"ttcf\0\1\0\0" + struct.pack(">II", 1, 16) + font(16)]


def read(data: bytes) -> str:
    return judged(NAME, data)
