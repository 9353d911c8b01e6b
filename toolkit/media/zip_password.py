"""The password of a ZIP entry: AES as WinZip writes it (AE-1, AE-2), its sum held before a byte is given.

Format: WinZip's "AES Encryption Information" 1.04; PKWARE APPNOTE 6.3.10 (6.1) for the older cipher.
"""

import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.stream import stream

_KEYS = {1: 16, 2: 24, 3: 32}  # bytes by strength; the salt is half as long
_ROUNDS = 1000
_CHECK, _SUM = 2, 10  # bytes
_BLOCK = 16
_SLICE = 1024 * 1024

ReadAt = Callable[[int, int], bytes]


def spellings(words: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return passwords as programs spell them: UTF-8, then what Windows and DOS made of accents."""
    found: dict[bytes, None] = {}
    for word in words:
        for encoding in ("utf-8", "cp1252", "cp850"):
            try:
                found[word.encode(encoding)] = None
            except UnicodeEncodeError:
                continue
    return tuple(found)


def fits(word: bytes, strength: int, read_at: ReadAt) -> bool:
    """Tell whether a password is the right one for an entry; one in 65,536 wrong ones seems to be."""
    size = _KEYS.get(strength)
    if size is None:
        raise Unreadable("unknown_method", "AES")
    front = read_at(0, size // 2 + _CHECK)
    return _keys(word, front[: size // 2], size)[2] == front[size // 2 :]


def opened(word: bytes, strength: int, read_at: ReadAt, packed: int) -> tuple[BinaryIO, int]:
    """Return what an entry's `packed` bytes lock, as a stream, and its length; raises Unreadable.

    ("password") for another one, ("damaged") where its sum does not hold.
    """
    if not fits(word, strength, read_at):
        raise Unreadable("password")
    size = _KEYS[strength]
    start = size // 2 + _CHECK
    length = packed - start - _SUM
    if length < 0:
        raise Unreadable("damaged", "cut short")
    key, proof, _ = _keys(word, read_at(0, size // 2), size)
    running = hmac.new(proof, digestmod="sha1")
    at = 0
    while at < length:
        part = read_at(start + at, min(_SLICE, length - at))
        if not part:
            raise Unreadable("damaged", "cut short")
        running.update(part)
        at += len(part)
    if running.digest()[:_SUM] != read_at(start + length, _SUM):
        raise Unreadable("damaged", "its checksum is another")
    return stream(lambda offset, count: _plain(key, read_at, start, offset, count), length), length


@lru_cache(64)
def _keys(word: bytes, salt: bytes, size: int) -> tuple[bytes, bytes, bytes]:
    """Return the key of the bytes, that of their sum, and the two bytes by which a password is told."""
    made = hashlib.pbkdf2_hmac("sha1", word, salt, _ROUNDS, 2 * size + _CHECK)
    return made[:size], made[size : 2 * size], made[2 * size :]


def _plain(key: bytes, read_at: ReadAt, start: int, offset: int, count: int) -> bytes:
    # Imported here for the start of the program: most runs meet no such entry.
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import ECB  # noqa: PLC0415

    part = read_at(start + offset, count)
    first, skipped = divmod(offset, _BLOCK)
    blocks = -(-(skipped + len(part)) // _BLOCK)
    # The counter starts at 1 and is written from its low byte, which no ready-made mode does.
    counters = b"".join(
        [number.to_bytes(_BLOCK, "little") for number in range(first + 1, first + 1 + blocks)]
    )
    # ECB of counters, which never repeat, is the counter mode itself.
    mask = Cipher(AES(key), ECB()).encryptor().update(counters)[skipped : skipped + len(part)]  # noqa: S305
    mixed = int.from_bytes(part, "little") ^ int.from_bytes(mask, "little")
    return mixed.to_bytes(len(part), "little")
