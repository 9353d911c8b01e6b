"""The password of a 7z: AES-256 in CBC under a key made of it by SHA-256, over and over.

Format: 7zFormat.txt and 7zAes.cpp's published description in Methods.txt of the LZMA SDK 23.01 (06F10701).
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from toolkit.scan.inside.room import Broken, Full

METHOD = b"\6\xf1\7\1"
_ROUNDS = 24  # log2 of the rounds done at most; 7-Zip writes 19
_PLAIN = 0x3F  # no rounds: salt and password are the key
_KEPT = 8  # keys
_STEP = 4096  # rounds hashed in one call


def unlocked(chunks: Iterator[bytes], properties: bytes, size: int, word: str) -> Iterator[bytes]:
    """Yield `size` bytes of what a password locks; raises Broken, Full beyond the rounds allowed."""
    # Imported here for the start of the program: most runs meet no such archive.
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import CBC  # noqa: PLC0415

    power, salt, vector = parameters(properties)
    undoing = Cipher(AES(_key(word, power, salt)), CBC(vector)).decryptor()
    for chunk in chunks:
        plain = undoing.update(chunk)[: max(size, 0)]
        size -= len(plain)
        if plain:
            yield plain
    if size > 0:
        raise Broken


def parameters(properties: bytes) -> tuple[int, bytes, bytes]:
    """Return (log2 of rounds, salt, vector of 16 bytes); raises Broken."""
    if not properties:
        raise Broken
    first, second = properties[0], properties[1] if len(properties) > 1 else 0
    salt = (first >> 7) + (second >> 4)
    vector = (first >> 6 & 1) + (second & 15)
    if not first & 0xC0:
        salt = vector = 0
    if len(properties) < 2 + salt + vector and salt + vector:
        raise Broken
    return first & 0x3F, properties[2 : 2 + salt], properties[2 + salt :][:vector].ljust(16, b"\0")


@lru_cache(_KEPT)
def _key(word: str, power: int, salt: bytes) -> bytes:
    secret = salt + word.encode("utf-16-le", "surrogatepass")
    if power == _PLAIN:
        return secret[:32].ljust(32, b"\0")
    if power > _ROUNDS:
        raise Full
    running = hashlib.sha256()
    for first in range(0, 1 << power, _STEP):
        last = min(first + _STEP, 1 << power)
        running.update(b"".join([secret + number.to_bytes(8, "little") for number in range(first, last)]))
    return running.digest()
