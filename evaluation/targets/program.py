"""Programs of Windows and Linux."""

import struct

from evaluation.targets.judged import judged, prose

NAME = "programme.exe"


def windows() -> bytes:
    code = prose(24_064)
    optional = struct.pack("<HBBIIIIII", 0x10B, 14, 0, len(code), 0, 0, 0x1000, 0x1000, 0x2000)
    optional += (
        struct.pack("<III", 0x400000, 0x1000, 512) + bytes(16) + struct.pack("<IIII", 0x9000, 512, 0, 3)
    )
    sizes = struct.pack("<IIIIIIHHI", len(code), 0x1000, len(code), 512, 0, 0, 0, 0, 0x60000020)
    head = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x14C, 1, 0, 0, 0, 224, 0x102)
    return (head + optional.ljust(224, b"\0") + b".text\0\0\0" + sizes).ljust(512, b"\0") + code


def linux() -> bytes:
    body = prose(20_000)
    table = bytes(64) + struct.pack("<IIQQQQIIQQ", 1, 1, 6, 0x40, 64, len(body), 0, 0, 16, 0)
    fields = struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 0, 64 + len(body), 0, 64, 56, 0, 64, 2, 0)
    return b"\x7fELF\2\1\1" + bytes(9) + fields + body + table


def seeds() -> list[bytes]:
    return [windows(), linux()]


def read(data: bytes) -> str:
    return judged(NAME if data[:1] == b"M" else "module.so", data)
