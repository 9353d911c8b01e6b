"""From what a person holds to the key of a BitLocker volume.

Format: "BitLocker Drive Encryption (BDE) format specification", J. Metz, libbde.
"""

import hashlib
import struct

from toolkit.media.bitlocker.metadata import Metadata, Protector

GROUPS, _DIGITS = 8, 6
_LIMIT = 720_896  # 11 × 65,536: each group is a number of 16 bits times 11
_TURNS = 0x100000
# Bytes of the key of each method; half of it, with a diffuser, makes another one (two of 32 bytes are kept).
LENGTHS = {
    "aes_cbc_128_diffuser": 64,
    "aes_cbc_256_diffuser": 64,
    "aes_cbc_128": 16,
    "aes_cbc_256": 32,
    "aes_xts_128": 32,
    "aes_xts_256": 64,
}


def mistyped(text: str) -> tuple[int, ...]:
    """Return the numbers, from 1, of the groups of a recovery key that cannot be right; (0,): not 48 digits.

    Microsoft: eight groups of six digits, each divisible by 11 and below 720,896.
    """
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    others = [char for char in text if not (char.isascii() and char.isdigit()) and char not in "-–—\u2011 \t"]
    if others or len(digits) != GROUPS * _DIGITS:
        return (0,)
    groups = [int(digits[at : at + _DIGITS]) for at in range(0, len(digits), _DIGITS)]
    return tuple(number for number, group in enumerate(groups, 1) if group % 11 or group >= _LIMIT)


def of_recovery_key(text: str) -> bytes:
    """Return the digest of a recovery key that is not mistyped, from which each protector makes its own."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    groups = [int(digits[at : at + _DIGITS]) // 11 for at in range(0, len(digits), _DIGITS)]
    return hashlib.sha256(struct.pack("<8H", *groups)).digest()


def of_password(text: str) -> bytes:
    """Return the digest of a password, from which each protector makes its own."""
    once = hashlib.sha256(text.encode("utf-16-le", "surrogatepass")).digest()
    return hashlib.sha256(once).digest()


def stretched(digest: bytes, salt: bytes) -> bytes:
    """Return the key a digest and a protector's salt make, in 1,048,576 turns of SHA-256: half a second."""
    last, rest, count, sha256 = bytes(32), digest + salt, struct.Struct("<Q").pack, hashlib.sha256
    for turn in range(_TURNS):
        last = sha256(last + rest + count(turn)).digest()
    return last


def full_key(told: Metadata, protector: Protector, key: bytes) -> bytes | None:
    """Return the key of a volume whose protector `key` opens; None when it does not."""
    master = _unsealed(key, protector.sealed)
    if master is None or len(master) != 32:
        return None
    full = _unsealed(master, told.sealed_key)
    return full if full is not None and len(full) == LENGTHS[told.method] else None


def _unsealed(key: bytes, sealed: bytes) -> bytes | None:
    """Open an AES-CCM sealed key: 12 bytes of nonce, 16 of seal, then 12 about the key and the key."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only a volume with keys needs it
    from cryptography.hazmat.primitives.ciphers.aead import AESCCM  # noqa: PLC0415

    if len(key) != 32 or len(sealed) < 44:
        return None
    try:
        return AESCCM(key).decrypt(sealed[:12], sealed[28:] + sealed[12:28], None)[12:]
    except InvalidTag:
        return None
