"""Bitmaps and TIFF pictures."""

import struct

from evaluation.targets.judged import judged

NAME = "scan.bmp"


def bitmap() -> bytes:
    pixels = bytes(x * y // 300 & 255 for y in range(96) for x in range(96 * 3))
    header = struct.pack("<IiiHHIIiiII", 40, 96, 96, 1, 24, 0, len(pixels), 0, 0, 0, 0)
    return b"BM" + struct.pack("<III", 54 + len(pixels), 0, 54) + header + pixels


def tiff() -> bytes:
    pixels = bytes(x * y // 300 & 255 for y in range(160) for x in range(160))
    tags = [(256, 4, 1, 160), (257, 4, 1, 160), (258, 3, 1, 8), (259, 3, 1, 1), (273, 4, 1, 8)]
    tags.append((279, 4, 1, len(pixels)))
    table = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels + table


def seeds() -> list[bytes]:
    return [bitmap(), tiff()]


def read(data: bytes) -> str:
    return judged(NAME if data[:2] == b"BM" else "scan.tif", data)
