"""Legitimate encryption: OpenPGP packets, DER, heads of containers, code of a ciphertext."""

import base64
import zlib

from evaluation.targets.judged import WORDS, judged


def seeds() -> list[bytes]:
    """Return OpenPGP messages for a key, for a passphrase, only compressed, a PKCS#12 store, an age file."""
    raw = zlib.compressobj(wbits=-15)
    packed = b"\xa3\x01" + raw.compress(b"\xcb" + WORDS) + raw.flush()
    noise = zlib.compress(WORDS) * 3
    key = b"\x85\x01\x0c\x03" + bytes(8) + b"\x01\x08\x00" + noise[:256] + b"\xd2\xec" + noise
    return [
        key,
        b"\xc3\x0d\x04\x09\x03\x08" + noise[:9] + b"\xd2\xc1\x00" + noise,
        packed,
        bytes.fromhex("3082100a02010330820fd406092a864886f70d010701") + noise,
        b"age-encryption.org/v1\n-> X25519 abc\n" + noise,
        b"-----BEGIN PGP MESSAGE-----\n\n" + base64.encodebytes(noise),
    ]


def read(data: bytes) -> str:
    return judged("coffre", data)
