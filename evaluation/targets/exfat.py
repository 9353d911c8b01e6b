"""exFAT volumes; no tool fills one without mounting it, so its root is written here, row by row."""

import struct

from evaluation.targets.volume import made, read

__all__ = ["read", "seeds"]


def seeds() -> list[bytes]:
    empty = made(4 << 20, [["mkfs.exfat", "-L", "CLE", "-c", "4096", "{image}"]])
    return [_filled(empty)] if empty else []


def _filled(image: bytes) -> bytes:
    """Add a file to the root directory (Microsoft, exFAT specification, sections 3.1, 7.4, 7.6 and 7.7)."""
    held = bytearray(image)
    heap, root = struct.unpack_from("<I", held, 88)[0], struct.unpack_from("<I", held, 96)[0]
    sector, cluster = 1 << held[108], 1 << held[108] + held[109]
    place = heap * sector + (root - 2) * cluster
    at = next(row for row in range(place, place + cluster, 32) if held[row] == 0)
    name = "radio 1.jpg".encode("utf-16-le")
    file = struct.pack("<BBHH2xIII2B3B7x", 0x85, 2, 0, 0x20, *[0x5D4B5555] * 3, 0, 0, 0x80, 0x80, 0x80)
    stream = struct.pack("<BBxBHHQ4xIQ", 0xC0, 3, len(name) // 2, 0, 0, 3000, root + 1, 3000)
    rows = bytearray(file + stream + b"\xc1\0" + name.ljust(30, b"\0"))
    struct.pack_into("<H", rows, 2, _sum(rows))
    held[at : at + len(rows)] = rows
    return bytes(held)


def _sum(rows: bytearray) -> int:
    total = 0
    for place, value in enumerate(rows):
        if place not in {2, 3}:
            total = ((total >> 1) | (total << 15 & 0xFFFF)) + value & 0xFFFF
    return total
