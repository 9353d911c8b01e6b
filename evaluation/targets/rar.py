"""RAR 5 archives, plain and locked, and RAR 4."""

import struct
import zlib

from evaluation.targets.judged import judged, noise

NAME = "archive.rar"


def block(body: bytes) -> bytes:
    sized = bytes([len(body)]) + body
    return struct.pack("<I", zlib.crc32(sized)) + sized


def five(extra: bytes = b"") -> bytes:
    head = bytes([2, 2 | bool(extra)]) + (bytes([len(extra)]) if extra else b"")
    head += b"\x80\x20\x04\x80\x20\x20\x80\x00\x00\x03a.t" + extra
    return b"Rar!\x1a\x07\x01\0" + block(b"\x01\0\0\0") + block(head) + noise(4096) + block(b"\x05\0\0")


def four() -> bytes:
    def header(kind: int, flags: int, rest: bytes) -> bytes:
        body = bytes([kind]) + struct.pack("<HH", flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body

    packed = noise(4096, 2)
    entry = struct.pack("<II", len(packed), 5000) + bytes(17) + b"a.txt"
    return (
        b"Rar!\x1a\x07\0"
        + header(0x73, 0, bytes(6))
        + header(0x74, 0x8000, entry)
        + packed
        + header(0x7B, 0, b"")
    )


def seeds() -> list[bytes]:
    return [five(), five(b"\x02\x01\x00"), four()]


def read(data: bytes) -> str:
    return judged(NAME, data)
