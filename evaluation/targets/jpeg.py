"""JPEG pictures: tables, a scan, and a second picture behind the first."""

from evaluation.targets.judged import judged, noise

NAME = "photo.jpg"


def picture(size: int) -> bytes:
    scan = bytes(byte % 250 for byte in noise(size))
    out = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0\x43\0" + bytes(range(1, 65))
    out += b"\xff\xc0\0\x0b\x08\0\x40\0\x40\1\1\x11\0"
    out += b"\xff\xc4\0\x1f\0" + bytes([0, 1, 5, 1, 1, 1, 1, 1, 1] + [0] * 7) + bytes(range(12))
    return out + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + scan + b"\xff\xd9"


def seeds() -> list[bytes]:
    return [picture(20_000), picture(6_000) + picture(3_000)]


def read(data: bytes) -> str:
    return judged(NAME, data)
