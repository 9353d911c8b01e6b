"""Detached SSH signatures, which `ssh-keygen -Y verify` checks without us."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from toolkit.custody import keys

DOSSIER = "trousse-dossier"  # namespaces: a signature made for one use is refused for the other
BASELINE = "trousse-baseline"
SIGNATURE_LIMIT = 4096  # bytes; an Ed25519 one is about 300
_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_HASH = b"sha512"
_ALGORITHM = b"ssh-ed25519"
_BEGIN = "-----BEGIN SSH SIGNATURE-----"
_END = "-----END SSH SIGNATURE-----"
_WIDTH = 70  # columns of base64, as ssh-keygen writes


class BadSignature(ValueError):  # noqa: N818 - a fact about the file, with its code
    """The signature is not one of ours or does not hold; `why` is a code of texts/*/verify.toml."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why  # "signature_shape", "signature_namespace" or "signature_false"


def sign_bytes(message: bytes, key: Ed25519PrivateKey, namespace: str) -> bytes:
    """Return the armored signature of a message (OpenSSH PROTOCOL.sshsig)."""
    return sign_digest(hashlib.sha512(message).digest(), key, namespace)


def sign_digest(digest: bytes, key: Ed25519PrivateKey, namespace: str) -> bytes:
    """Return the armored signature of a message by its SHA-512."""
    made = key.sign(_signed(digest, namespace))
    return _armored(keys.public_raw(key), namespace, made)


def verify_bytes(message: bytes, armored: bytes, namespace: str) -> bytes:
    """Return the 32 bytes of the public key that signed a message; raises BadSignature."""
    return verify_digest(hashlib.sha512(message).digest(), armored, namespace)


def verify_digest(digest: bytes, armored: bytes, namespace: str) -> bytes:
    """Return the same of a message known by its SHA-512 only: what is signed holds no more of it."""
    public, signature = _read(armored, namespace)
    try:
        signed = _signed(digest, namespace)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise BadSignature("signature_false") from error
    return public


def _signed(digest: bytes, namespace: str) -> bytes:
    fields = (namespace.encode("ascii"), b"", _HASH, digest)
    return _MAGIC + b"".join(keys.string(each) for each in fields)


def _armored(public: bytes, namespace: str, signature: bytes) -> bytes:
    signed = keys.string(_ALGORITHM) + keys.string(signature)
    fields = (keys.wire(public), namespace.encode("ascii"), b"", _HASH, signed)
    blob = base64.b64encode(_MAGIC + _VERSION + b"".join(keys.string(each) for each in fields)).decode()
    body = (blob[i : i + _WIDTH] for i in range(0, len(blob), _WIDTH))
    return "\n".join((_BEGIN, *body, _END, "")).encode("ascii")


def _read(armored: bytes, namespace: str) -> tuple[bytes, bytes]:
    """Return key and signature; strict: writing them again must give the same bytes."""
    lines = armored[:SIGNATURE_LIMIT].decode("latin-1").split("\n")
    try:
        blob = base64.b64decode("".join(lines[1:-2]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature("signature_shape") from error
    if not blob.startswith(_MAGIC + _VERSION):
        raise BadSignature("signature_shape")
    public_field, space, *_, signed = _strings(blob[len(_MAGIC + _VERSION) :])
    public, signature = public_field[-32:], signed[-64:]
    if space != namespace.encode("ascii"):
        raise BadSignature("signature_namespace")
    if _armored(public, namespace, signature) != armored:
        raise BadSignature("signature_shape")
    return public, signature


def _strings(packed: bytes) -> list[bytes]:
    found: list[bytes] = []
    while packed:
        length = int.from_bytes(packed[:4], "big")
        if len(packed) < 4 or length > len(packed) - 4:
            raise BadSignature("signature_shape")
        found.append(packed[4 : 4 + length])
        packed = packed[4 + length :]
    if len(found) != 5:
        raise BadSignature("signature_shape")
    return found
