"""Ed25519 keys as OpenSSH writes them: made, kept, and shown on paper."""

import base64
import hashlib
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from toolkit.custody import durable

_ALGORITHM = b"ssh-ed25519"
_GROUP = 4
_KEY_LIMIT = 64 * 1024  # bytes; a key file is about 400


def make(path: Path, key: Ed25519PrivateKey | None = None) -> Ed25519PrivateKey:
    """Write a new key, or the one given, readable by its owner only, and return it."""
    made = key or Ed25519PrivateKey.generate()
    durable.put(path, made.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()), mode=0o600)
    return made


def load(path: Path) -> Ed25519PrivateKey:
    """Read a key; raises CaseRefusal("case_damaged", why="key_missing", "key_locked" or "key_unreadable")."""
    try:
        with path.open("rb") as stream:
            key = load_ssh_private_key(stream.read(_KEY_LIMIT), password=None)
    except FileNotFoundError as error:
        raise durable.damaged(path.parent, "key_missing") from error
    except TypeError as error:  # locked by a passphrase, which nobody gives here
        raise durable.damaged(path.parent, "key_locked") from error
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise durable.damaged(path.parent, "key_unreadable") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise durable.damaged(path.parent, "key_unreadable")
    return key


def public_raw(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """Return the 32 bytes of the public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def string(content: bytes) -> bytes:
    """Write one string of the SSH wire format: its length, big-endian, then its bytes (RFC 4251 5)."""
    return len(content).to_bytes(4, "big") + content


def wire(public: bytes) -> bytes:
    """Write a raw public key in the SSH wire format (RFC 8709 4)."""
    return string(_ALGORITHM) + string(public)


def fingerprint(public: bytes) -> str:
    """Return the fingerprint as `ssh-keygen -l` prints it: SHA256: and unpadded base64."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(wire(public)).digest()).decode().rstrip("=")


def grouped(text: str) -> str:
    """Split a fingerprint or hash in groups of four characters, to be copied by hand on paper."""
    head, mark, tail = text.rpartition(":")
    return (
        head + mark + " " * bool(mark) + " ".join(tail[i : i + _GROUP] for i in range(0, len(tail), _GROUP))
    )


def ungrouped(text: str) -> str:
    """Undo `grouped`, and put back the SHA256: that people leave out."""
    joined = "".join(text.split())
    return joined if joined.startswith("SHA256:") else f"SHA256:{joined}"


def allowed_signers(public: bytes, principal: str, namespace: str) -> str:
    """Return the line of an allowed_signers file, as `ssh-keygen -Y verify -f` reads it."""
    shown = base64.b64encode(wire(public)).decode()
    return f'{principal} namespaces="{namespace}" {_ALGORITHM.decode()} {shown}\n'
