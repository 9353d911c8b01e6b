"""GIF pictures: full sub-blocks, an extension, two images."""

import struct

from evaluation.targets.judged import judged, noise

NAME = "logo.gif"


def blocks(data: bytes) -> bytes:
    parts = (data[at : at + 255] for at in range(0, len(data), 255))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def seeds() -> list[bytes]:
    head = b"GIF89a" + struct.pack("<HHBBB", 64, 64, 0x80, 0, 0) + bytes(6)
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, 64, 64, 0) + b"\x08"
    notes = b"\x21\xfe" + blocks(b"cabinet dentaire " * 30)
    return [head + notes + image + blocks(noise(15_000)) + image + blocks(noise(9_000, 2)) + b"\x3b"]


def read(data: bytes) -> str:
    return judged(NAME, data)
