"""Photoshop pictures: resources, no layers, pixels."""

import struct

from evaluation.targets.judged import big, judged, prose

NAME = "affiche.psd"


def seeds() -> list[bytes]:
    resource = b"8BIM\x04\x04\0\0" + big(600) + prose(600)
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 64, 64, 8, 3) + big(0)
    return [head + big(4 * len(resource)) + 4 * resource + big(0) + b"\0\0" + prose(12_288)]


def read(data: bytes) -> str:
    return judged(NAME, data)
