"""AES Crypt files, version 2, read by offset without unpacking them anywhere.

Source: the published format (aescrypt.com/aes_file_format.html): 8,192 rounds of SHA-256, AES-256-CBC.
The MAC of the whole stands at the end and would have to be read before the first byte: it is left to whoever
holds other checksums of what lies inside. The MAC of the head proves the password.
"""

import hashlib
import hmac
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.stream import stream

_ROUNDS = 8192
_EXTENSIONS = 1000
_BLOCK = 16
_TAIL = 33  # bytes of the last block that count, modulo 16, then a MAC


def opened(file: BinaryIO, words: tuple[str, ...]) -> BinaryIO:
    """Return what the file holds; closing it closes the file.

    Raises Unreadable: "password" when no word opens it, "damaged" when it is none, "unknown_method" for a
    version that is not read here.
    """
    end = file.seek(0, 2)
    file.seek(0)
    head = file.read(5)
    if head[:3] != b"AES" or len(head) < 5:
        raise Unreadable("damaged", "no AES Crypt file")
    if head[3] != 2:
        raise Unreadable("unknown_method", f"AES Crypt {head[3]}")
    at = _behind_extensions(file)
    file.seek(at)
    head = file.read(96)
    length = end - at - 96 - _TAIL
    if len(head) < 96 or length < 0 or length % _BLOCK:
        raise Unreadable("damaged", "cut short")
    key, vector = _key(head, words)
    file.seek(end - _TAIL)
    used = file.read(1)[0] & 15
    size = length - (_BLOCK - used if used and length else 0)
    start = at + 96

    def read_at(offset: int, count: int) -> bytes:
        first = offset // _BLOCK
        last = -(-(offset + count) // _BLOCK)
        before = vector
        if first:
            file.seek(start + (first - 1) * _BLOCK)
            before = file.read(_BLOCK)
        else:
            file.seek(start)
        packed = file.read((last - first) * _BLOCK)
        if len(before) < _BLOCK or len(packed) < (last - first) * _BLOCK:
            raise Unreadable("damaged", "cut short")
        return _chained(key, before, packed)[offset - first * _BLOCK :][:count]

    return stream(read_at, size, release=file.close)


def _behind_extensions(file: BinaryIO) -> int:
    for _ in range(_EXTENSIONS):
        length = int.from_bytes(file.read(2), "big")
        if not length:
            return file.tell()
        file.seek(length, 1)
    raise Unreadable("damaged", "no end of its head")


def _key(head: bytes, words: tuple[str, ...]) -> tuple[bytes, bytes]:
    """Return the key and the vector of the content."""
    vector, sealed, mac = head[:16], head[16:64], head[64:]
    for word in words:
        typed = word.encode("utf-16-le", "surrogatepass")
        key = vector + bytes(16)
        for _ in range(_ROUNDS):
            key = hashlib.sha256(key + typed).digest()
        if hmac.compare_digest(hmac.digest(key, sealed, "sha256"), mac):
            plain = _chained(key, vector, sealed)
            return plain[16:], plain[:16]
    raise Unreadable("password")


def _chained(key: bytes, vector: bytes, packed: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415 - for such files only
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import CBC  # noqa: PLC0415

    # AES Crypt's own way; what is read has checksums of its own.
    return Cipher(AES(key), CBC(vector)).decryptor().update(packed)
