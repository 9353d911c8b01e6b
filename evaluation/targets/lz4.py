"""LZ4 frames: blocks of literals and matches."""

from evaluation.targets.judged import judged, little, prose

NAME = "sauvegarde.lz4"


def block(text: bytes) -> bytes:
    """Pack literals, a match that repeats the last 64 bytes, and five literals at the end."""
    rest = len(text) - 15
    extra = b"\xff" * (rest // 255) + bytes([rest % 255])
    return b"\xff" + extra + text + b"\x40\0" + bytes([64 - 19]) + b"\x50" + b"fin.\n"


def seeds() -> list[bytes]:
    parts = [block(prose(3_000 + 50 * number)) for number in range(8)]
    blocks = b"".join(little(len(part)) + part for part in parts)
    return [b"\x04\x22\x4d\x18\x60\x40\x82" + blocks + bytes(4)]


def read(data: bytes) -> str:
    return judged(NAME, data)
