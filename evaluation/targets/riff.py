"""Sound, films and pictures in RIFF."""

import struct

from evaluation.targets.judged import judged, little, noise

NAMES = {b"WAVE": "dictee.wav", b"AVI ": "film.avi", b"WEBP": "image.webp"}


def chunk(kind: bytes, body: bytes) -> bytes:
    return kind + little(len(body)) + body + bytes(len(body) % 2)


def sound() -> bytes:
    samples = b"".join(struct.pack("<h", (n * 37 % 2000) - 1000) for n in range(8_000))
    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16))
    return chunk(b"RIFF", b"WAVE" + form + chunk(b"data", samples))


def film() -> bytes:
    frames = b"".join(chunk(b"00dc", noise(900 + 37 * n, n)) for n in range(16))
    header = chunk(b"LIST", b"hdrl" + chunk(b"avih", bytes(56)))
    return chunk(b"RIFF", b"AVI " + header + chunk(b"LIST", b"movi" + frames) + chunk(b"idx1", bytes(256)))


def image() -> bytes:
    picture = b"\x10\x40\x00\x9d\x01\x2a\x40\x00\x40\x00" + noise(5_000)
    return chunk(b"RIFF", b"WEBP" + chunk(b"VP8 ", picture))


def seeds() -> list[bytes]:
    return [sound(), film(), image()]


def read(data: bytes) -> str:
    return judged(NAMES.get(data[8:12], "dictee.wav"), data)
