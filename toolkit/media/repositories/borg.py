"""Keys and pieces of borg 1 repositories: opened, unpacked, and held against their names.

Source: borg's documentation ("Internals": Key files, Encryption, Compression), and repositories made by
borg 1.2. A piece is authenticated, then unpacked, then its keyed hash must be its name.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.repositories import msgpack
from toolkit.media.repositories.pieces import Parts, Pieces
from toolkit.media.repositories.unpacked import lz4_unpacked, lzma_unpacked, zlib_unpacked, zstd_unpacked

MANIFEST = bytes(32)  # the name of the piece that lists the archives
_MOST = 32 * 1024 * 1024  # bytes of a piece unpacked; borg stops at 20 MiB
_ROUNDS = 5_000_000  # of PBKDF2
_SEALED = 41  # type, MAC, nonce

PLAIN = 0x02
# Type byte to (hash, whether it is encrypted): with the key in the repository, or in a file elsewhere.
KEPT = {0x03: ("sha256", True), 0x05: ("blake2b", True), 0x06: ("blake2b", False), 0x07: ("sha256", False)}
ELSEWHERE = {0x00: ("sha256", True), 0x04: ("blake2b", True)}


@dataclass(frozen=True, slots=True)
class Keys:
    encrypt: bytes
    mac: bytes
    name: bytes


def keys(kept: str, word: str) -> Keys | None:
    """Return the keys of a repository from the "key" of its config, None for a wrong passphrase.

    Raises Unreadable ("damaged") where it is none, ("newer") where it is of a later version.
    """
    told = _map(_decoded(kept))
    try:
        version, algorithm, rounds = told[b"version"], told[b"algorithm"], int(told[b"iterations"])
        salt, sealed, proof = told[b"salt"], told[b"data"], told[b"hash"]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable("newer" if told.get(b"version", 1) != 1 else "damaged", "no key") from error
    if version != 1 or algorithm != b"sha256":
        raise Unreadable("newer", "a key of a later version")
    if not all(isinstance(one, bytes) for one in (salt, sealed, proof)) or not 0 < rounds <= _ROUNDS:
        raise Unreadable("damaged", "no key")
    made = hashlib.pbkdf2_hmac("sha256", word.encode("utf-8", "surrogateescape"), salt, rounds, 32)
    plain = _counter(made, 0, sealed)
    if not hmac.compare_digest(hmac.digest(made, plain, "sha256"), proof):
        return None
    inner = _map(plain)
    found = [inner.get(name) for name in (b"enc_key", b"enc_hmac_key", b"id_key")]
    if not all(isinstance(one, bytes) for one in found):
        raise Unreadable("damaged", "no key")
    return Keys(*(bytes(one) for one in found if isinstance(one, bytes)))


def _decoded(kept: str) -> bytes:
    try:
        return base64.b64decode("".join(kept.split()), validate=True)
    except ValueError as error:
        raise Unreadable("damaged", "no key") from error


def _map(packed: bytes) -> Mapping[bytes, Any]:
    try:
        told, _ = msgpack.unpack(packed)
    except (EOFError, ValueError) as error:
        raise Unreadable("damaged", "no MessagePack") from error
    if not isinstance(told, dict):
        raise Unreadable("damaged", "no map")
    return told


def told(plain: bytes) -> Mapping[bytes, Any]:
    """Return the map a piece holds; raises Unreadable ("damaged")."""
    return _map(plain)


def piece(pieces: Pieces, parts: Parts, key: Keys | None, row: int) -> bytes:
    """Return what a piece holds; raises Unreadable, ("password") without the keys it needs."""
    name = pieces.name(row)
    stored = parts.read(pieces.at(row))
    kind = stored[0] if stored else -1
    if kind == PLAIN:
        plain = _unpacked(stored[1:])
        made = hashlib.sha256(plain).digest()
    else:
        algorithm, sealed = {**KEPT, **ELSEWHERE}.get(kind, ("", False))
        if not algorithm:
            raise Unreadable("damaged", "a piece of no known kind")
        if key is None:
            raise Unreadable("password")
        plain = _unpacked(_opened(key, algorithm, stored) if sealed else stored[1:])
        made = _named(key.name, algorithm, plain)
    if name != MANIFEST and not hmac.compare_digest(made, name):
        raise Unreadable("damaged", "a piece is not what its name says")
    return plain


def _opened(key: Keys, algorithm: str, stored: bytes) -> bytes:
    mac, nonce, body = stored[1:33], stored[33:_SEALED], stored[_SEALED:]
    if len(stored) < _SEALED or not hmac.compare_digest(_named(key.mac, algorithm, nonce + body), mac):
        raise Unreadable("damaged", "a wrong MAC")
    return _counter(key.encrypt, int.from_bytes(nonce, "big"), body)


def _named(key: bytes, algorithm: str, content: bytes) -> bytes:
    if algorithm == "sha256":
        return hmac.digest(key, content, "sha256")
    # borg puts its key before the content instead of using the key of BLAKE2.
    return hashlib.blake2b(key + content, digest_size=32).digest()


def _counter(key: bytes, nonce: int, body: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415 - for such repositories only
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import CTR  # noqa: PLC0415

    try:
        cipher = Cipher(AES(key), CTR(nonce.to_bytes(16, "big")))
    except ValueError as error:
        raise Unreadable("damaged", "no key") from error
    return cipher.decryptor().update(body)


def _unpacked(packed: bytes) -> bytes:
    """Undo the compression its first two bytes name; zlib has no such bytes, only its own."""
    first = packed[:2]
    if first == b"\x04\x00":  # padded to hide its length
        length = int.from_bytes(packed[2:6], "little")
        packed = packed[6 : 6 + length]
        first = packed[:2]
    if first == b"\x00\x00":
        return packed[2:]
    if first == b"\x01\x00":
        return lz4_unpacked(packed[2:], _MOST)
    if first == b"\x02\x00":
        return lzma_unpacked(packed[2:], _MOST)
    if first == b"\x03\x00":
        return zstd_unpacked(packed[2:], _MOST)
    if len(first) == 2 and first[0] & 15 == 8 and int.from_bytes(first, "big") % 31 == 0:
        return zlib_unpacked(packed, _MOST)
    raise Unreadable("damaged", "packed in no known way")
