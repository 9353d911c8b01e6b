"""Icons: a bitmap and a PNG."""

import struct

from evaluation.targets.judged import judged
from evaluation.targets.png import picture

NAME = "programme.ico"


def seeds() -> list[bytes]:
    plain = struct.pack("<IiiHHIIiiII", 40, 32, 64, 1, 32, 0, 0, 0, 0, 0, 0) + bytes(range(256)) * 16
    pictures, at, rows = [plain, picture(9_000, 4096)], 6 + 32, b""
    for one in pictures:
        rows += struct.pack("<BBBBHHII", 32, 32, 0, 0, 1, 32, len(one), at)
        at += len(one)
    return [b"\0\0\1\0\2\0" + rows + b"".join(pictures)]


def read(data: bytes) -> str:
    return judged(NAME, data)
