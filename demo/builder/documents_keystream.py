"""Bytes without pattern that are the same at every build: a SHA-256 counter stream."""

from hashlib import sha256

_BLOCK = 32


def keystream(seed: str, size: int) -> bytes:
    """Return `size` bytes that depend on the seed alone."""
    key = sha256(seed.encode("utf-8", "surrogatepass")).digest()
    blocks = (sha256(key + number.to_bytes(8, "big")).digest() for number in range(-(-size // _BLOCK)))
    return b"".join(blocks)[:size]


def mixed(data: bytes, seed: str) -> bytes:
    """Return the data under the keystream of a seed; mixing twice gives the data back."""
    stream = keystream(seed, len(data))
    total = int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")
    return total.to_bytes(len(data), "big")


def share(seed: str) -> float:
    """Return a figure from 0 to 1, excluded, that depends on the seed alone."""
    return int.from_bytes(keystream(seed, 4), "big") / 2**32
