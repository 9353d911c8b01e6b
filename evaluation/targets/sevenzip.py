"""7z archives: two headers and what stands between them."""

import struct
import zlib

from evaluation.targets.judged import judged, noise

NAME = "archive.7z"


def archive(codec: bytes) -> bytes:
    header = b"\x01\x04\x06\x00\x01\x09\x80\x00" + codec + bytes(40)
    start = struct.pack("<QQI", 8_000, len(header), zlib.crc32(header))
    body = b"7z\xbc\xaf\x27\x1c\0\x04" + struct.pack("<I", zlib.crc32(start)) + start
    return body + noise(8_000) + header


def seeds() -> list[bytes]:
    return [archive(b"\x21\x01\x16"), archive(b"\x06\xf1\x07\x01")]


def read(data: bytes) -> str:
    return judged(NAME, data)
