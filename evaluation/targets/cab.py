"""Cabinet archives: data blocks with their checksums."""

import struct

from evaluation.targets.judged import judged, noise

NAME = "pilote.cab"
_BLOCKS = 6


def summed(data: bytes, seed: int = 0) -> int:
    whole = len(data) // 4 * 4
    for (word,) in struct.iter_unpack("<I", data[:whole]):
        seed ^= word
    return seed ^ int.from_bytes(data[whole:], "big")


def seeds() -> list[bytes]:
    blocks = b""
    for number in range(_BLOCKS):
        body = b"CK" + noise(2001, number)
        sizes = struct.pack("<HH", len(body), 32768)
        blocks += struct.pack("<I", summed(sizes, summed(body))) + sizes + body
    entry = struct.pack("<IIHHHH", _BLOCKS * 32768, 0, 0, 0, 0, 32) + b"pilote.sys\0"
    start = 36 + 8 + len(entry)
    head = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, start + len(blocks), 0, 44, 0, 3, 1, 1, 1, 0, 7, 0)
    return [head + struct.pack("<IHH", start, _BLOCKS, 1) + entry + blocks]


def read(data: bytes) -> str:
    return judged(NAME, data)
