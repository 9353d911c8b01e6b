"""Models of triangles, as a scanner of teeth writes them."""

import math
import struct

from evaluation.targets.judged import judged, little

NAME = "arcade.stl"


def seeds() -> list[bytes]:
    count, records = 400, b""
    for number in range(count):
        turn = number / 30
        numbers = [math.cos(turn), math.sin(turn), 0.0, *(20 * math.sin(turn + step) for step in range(9))]
        records += struct.pack("<12fH", *numbers, 0)
    return [b"arcade".ljust(80, b"\0") + little(count) + records]


def read(data: bytes) -> str:
    return judged(NAME, data)
