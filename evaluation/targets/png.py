"""PNG pictures, in many chunks and in one."""

import struct
import zlib

from evaluation.targets.judged import big, judged, noise, prose

NAME = "schema.png"


def chunk(kind: bytes, body: bytes) -> bytes:
    return big(len(body)) + kind + body + big(zlib.crc32(kind + body))


def picture(size: int, width: int) -> bytes:
    packed = zlib.compress(prose(size) + noise(size // 4))
    parts = (chunk(b"IDAT", packed[at : at + width]) for at in range(0, len(packed), width))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 200, 200, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(parts) + chunk(b"IEND", b"")


def seeds() -> list[bytes]:
    return [picture(60_000, 4096), picture(200_000, 1 << 20)]


def read(data: bytes) -> str:
    return judged(NAME, data)
