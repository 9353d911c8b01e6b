"""The sectors of a BitLocker volume back in clear, many at once.

Methods: AES-CBC with an encrypted offset as first block, as libbde's document of the format tells; AES-XTS,
IEEE 1619, numbered by sector; the diffuser, N. Ferguson, "AES-CBC + Elephant diffuser", Microsoft, 2006.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

Words = np.ndarray[Any, Any]
Clear = Callable[[bytes, int], bytes]  # whole sectors and their offset on the volume, in bytes

_DIFFUSER_A = (9, 0, 13, 0)
_DIFFUSER_B = (0, 10, 0, 25)


def clear(method: str, key: bytes, sector: int) -> Clear:
    """Return the function that decrypts whole sectors of a volume."""
    if method.startswith("aes_xts"):
        half = len(key) // 2
        return lambda data, offset: _xts(data, offset // sector, sector, key[:half], key[half:])
    if method.endswith("diffuser"):
        length = 16 if "128" in method else 32
        return lambda data, offset: _diffused(data, offset, sector, key[:length], key[32 : 32 + length])
    return lambda data, offset: _cbc(data, offset, sector, key)


def _ecb(key: bytes, data: bytes, *, decrypt: bool = False) -> bytes:
    cipher = Cipher(AES(key), ECB())  # noqa: S305 - the modes of the format are made of it
    turn = cipher.decryptor() if decrypt else cipher.encryptor()
    return turn.update(data) + turn.finalize()


def _numbers(first: int, step: int, count: int) -> Words:
    """Return one block of 16 bytes per sector: its number or its offset, and zeros."""
    blocks = np.zeros((count, 2), "<u8")
    blocks[:, 0] = np.arange(count, dtype=np.uint64) * np.uint64(step) + np.uint64(first)
    return blocks


def _xts(data: bytes, first: int, sector: int, key: bytes, tweak_key: bytes) -> bytes:
    count = len(data) // sector
    one = np.frombuffer(_ecb(tweak_key, _numbers(first, 1, count).tobytes()), "<u8").reshape(count, 2)
    low, high = one[:, 0].copy(), one[:, 1].copy()
    tweaks = np.empty((count, sector // 16, 2), "<u8")
    for block in range(sector // 16):
        tweaks[:, block, 0], tweaks[:, block, 1] = low, high
        carry, top = low >> np.uint64(63), high >> np.uint64(63)
        low, high = (low << np.uint64(1)) ^ (top * np.uint64(0x87)), (high << np.uint64(1)) | carry
    mixed = np.frombuffer(data, "<u8").reshape(tweaks.shape) ^ tweaks
    plain = np.frombuffer(_ecb(key, mixed.tobytes(), decrypt=True), "<u8").reshape(tweaks.shape) ^ tweaks
    return bytes(plain.tobytes())


def _cbc(data: bytes, offset: int, sector: int, key: bytes) -> bytes:
    count = len(data) // sector
    shape = (count, sector // 16, 2)
    before = np.empty(shape, "<u8")
    first = _ecb(key, _numbers(offset, sector, count).tobytes())
    before[:, 0] = np.frombuffer(first, "<u8").reshape(count, 2)
    before[:, 1:] = np.frombuffer(data, "<u8").reshape(shape)[:, :-1]
    return bytes((np.frombuffer(_ecb(key, data, decrypt=True), "<u8").reshape(shape) ^ before).tobytes())


def _diffused(data: bytes, offset: int, sector: int, key: bytes, tweak_key: bytes) -> bytes:
    count = len(data) // sector
    words = np.frombuffer(_cbc(data, offset, sector, key), "<u4").reshape(count, sector // 4).T.copy()
    _undo(words, 3, (2, 5), _DIFFUSER_B)
    _undo(words, 5, (-2, -5), _DIFFUSER_A)
    numbers = _numbers(offset, sector, count)
    low = _ecb(tweak_key, numbers.tobytes())
    numbers[:, 1] = np.uint64(0x80 << 56)
    high = _ecb(tweak_key, numbers.tobytes())
    halves = [np.frombuffer(half, "<u4").reshape(count, 4) for half in (low, high)]
    key_words = np.tile(np.concatenate(halves, axis=1), (1, sector // 32))
    return bytes((words.T ^ key_words).astype("<u4").tobytes())


def _undo(words: Words, turns: int, steps: tuple[int, int], shifts: tuple[int, ...]) -> None:
    """Undo one diffuser on every sector at once: each word gains what two others and a rotation make."""
    count = len(words)
    for _ in range(turns):
        for at in range(count):
            other, shift = words[(at + steps[1]) % count], shifts[at % 4]
            turned = (other << np.uint32(shift)) | (other >> np.uint32(32 - shift)) if shift else other
            words[at] += words[(at + steps[0]) % count] ^ turned
