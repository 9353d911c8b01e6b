"""Shortcuts as the examination sees them."""

import struct

from evaluation.targets.judged import judged

NAME = "Dossier.lnk"


def seeds() -> list[bytes]:
    head = b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + struct.pack("<I", 0x80 | 4) + bytes(52)
    name = "Dossier des patients".encode("utf-16-le")
    block = struct.pack("<II", 264, 0xA0000001) + bytes(256)
    return [head + struct.pack("<H", len(name) // 2) + name + block + bytes(4)]


def read(data: bytes) -> str:
    return judged(NAME, data)
