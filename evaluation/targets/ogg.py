"""Ogg sound: pages, each with its checksum."""

import struct

from evaluation.targets.flac import crc
from evaluation.targets.judged import judged, noise

NAME = "dictee.ogg"


def page(number: int, body: bytes) -> bytes:
    lengths = bytes([255] * (len(body) // 255) + [len(body) % 255])
    head = b"OggS\0" + bytes([2 if not number else 0]) + struct.pack("<QIII", number * 960, 7, number, 0)
    whole = head + bytes([len(lengths)]) + lengths + body
    return whole[:22] + crc(whole, 32, 0x04C11DB7)[::-1] + whole[26:]


def seeds() -> list[bytes]:
    return [page(0, b"\x01vorbis" + bytes(23)) + b"".join(page(n, noise(1800, n)) for n in range(1, 12))]


def read(data: bytes) -> str:
    return judged(NAME, data)
