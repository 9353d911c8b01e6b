"""One file under its name, through the public door of the examination; what the validators' targets share."""

import random
import struct

from toolkit.scan.content import Content
from toolkit.scan.damage import examine


def judged(name: str, data: bytes) -> str:
    """Return the verdict on bytes under a name."""
    return examine(name, Content.of(data)).verdict.value


def noise(size: int, number: int = 1) -> bytes:
    return random.Random(number).randbytes(size)


def prose(size: int) -> bytes:
    """Return words and figures, the same at every run."""
    chance = random.Random(7)
    words = ("patient", "molaire", "devis", "radio", "ordonnance", "bilan")
    text = " ".join(f"{chance.choice(words)} {chance.randrange(10**6)}" for _ in range(size // 8))
    return text.encode()[:size]


def big(number: int) -> bytes:
    return struct.pack(">I", number)


def little(number: int) -> bytes:
    return struct.pack("<I", number)
