"""One file under its name, through the public door of the examination; what the validators' targets share."""

import random
import struct

from toolkit.scan import damage
from toolkit.scan.content import Content

WORDS = b"".join(
    b"%05d;molaire %d;couronne ceramique;%d,50\r\n" % (n, n % 48, n * 7 % 900) for n in range(400)
)


def judged(name: str, data: bytes) -> str:
    """Return the verdict on a content under a name, and what the validator of the promised type answers."""
    content = Content.of(data)
    verdict = damage.examine(name, content).verdict.value
    promised = damage.look(name, content).expected
    return f"{verdict}, {damage.structure(promised, content).verdict}" if promised else verdict


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
