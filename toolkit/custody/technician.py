"""The technician's own key: made once, locked by a passphrase, known by its fingerprint, never put in a case.

The file is the private key of OpenSSH (PROTOCOL.key), so that `ssh-keygen` reads it too: what names the key
stands in it in clear, what signs is locked (bcrypt_pbkdf, AES-256).
"""

import base64
import binascii
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PrivateFormat,
    load_ssh_private_key,
)

from toolkit.custody import documents, durable, keys, strength
from toolkit.errors import OutputRefusal, UsageRefusal

PUBLIC = ".pub"  # the ending of the public file, as ssh-keygen names it
LEAST = 12  # characters of a passphrase
BITS = 40  # it must hold at least: at half a second a try, thousands of years
_COUNTED = 256  # characters of a passphrase that are counted; the rest only adds
_ROUNDS = 64  # of bcrypt_pbkdf: half a second a try here; ssh-keygen makes 16 or 24
_MOST_ROUNDS = 1024  # a key file that asks for more would keep us busy for hours
_LIMIT = 64 * 1024  # bytes; a key file is about 500
_MAGIC = b"openssh-key-v1\0"
_BEGIN, _END = b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"
_ONE_KEY = b"\0\0\0\1"
_ALGORITHM = "ssh-ed25519"
_PUBLIC_BYTES = 32


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be known of a key without its passphrase; `locked` is None for a public file."""

    public: bytes
    locked: bool | None

    @property
    def fingerprint(self) -> str:
        return keys.fingerprint(self.public)

    @property
    def line(self) -> str:
        return f"{_ALGORITHM} {base64.b64encode(keys.wire(self.public)).decode('ascii')}"


def make(path: Path, passphrase: str, key: Ed25519PrivateKey | None = None) -> Shown:
    """Write a new key, or the one given, to `path` and its public line beside it; nothing is ever replaced.

    Raises UsageRefusal("passphrase_short", least=…) or ("passphrase_simple", bits=…, least=…),
    OutputRefusal("output_exists")
    or ("output_failed").
    """
    strong(passphrase)
    secret = _bytes(passphrase)
    beside = path.with_name(path.name + PUBLIC)
    for each in (path, beside):
        if each.exists() or each.is_symlink():
            raise OutputRefusal("output_exists", path=str(each))
    made = key or Ed25519PrivateKey.generate()
    lock = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(_ROUNDS).build(secret)
    try:
        with durable.replacing(path, mode=0o600) as stream:
            stream.write(made.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, lock))
    except OSError as error:
        raise OutputRefusal("output_failed", path=str(path)) from error
    shown = Shown(keys.public_raw(made), locked=True)
    documents.write_text(beside, f"{shown.line}\n")
    return shown


def strong(passphrase: str) -> None:
    """Refuse a passphrase that can be guessed.

    Raises UsageRefusal("passphrase_short", least=…) or ("passphrase_simple", bits=…, least=…).
    """
    if len(passphrase) < LEAST:
        raise UsageRefusal("passphrase_short", least=LEAST)
    found = strength.strength(passphrase[:_COUNTED])
    if found.bits < BITS:
        raise UsageRefusal("passphrase_simple", bits=found.bits, least=BITS)


def _bytes(passphrase: str) -> bytes:
    # One keyboard types é as one character and another as two: both must open the same key.
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")


def show(path: Path) -> Shown:
    """Read what names a key, from its private or its public file; no passphrase is needed.

    Raises UsageRefusal("key_missing", path), ("key_unreadable", path) or ("key_not_ed25519", path).
    """
    content = _content(path)
    if content.lstrip().startswith(_BEGIN):
        blob, cipher = _opened(content, path)
        return Shown(_public(blob, path), locked=cipher != b"none")
    words = content.split()
    if len(words) < 2:
        raise UsageRefusal("key_unreadable", path=str(path))
    if words[0] != _ALGORITHM.encode("ascii"):
        known = words[0].startswith((b"ssh-", b"ecdsa-", b"sk-"))
        raise UsageRefusal("key_not_ed25519" if known else "key_unreadable", path=str(path))
    try:
        return Shown(_public(base64.b64decode(words[1], validate=True), path), locked=None)
    except (binascii.Error, ValueError) as error:
        raise UsageRefusal("key_unreadable", path=str(path)) from error


def load(path: Path, passphrase: str | None) -> Ed25519PrivateKey:
    """Open a key with its passphrase, None for one that has none.

    Raises as `show` does, UsageRefusal("key_is_public", path) and ("passphrase_wrong", path).
    """
    shown = show(path)
    if shown.locked is None:
        raise UsageRefusal("key_is_public", path=str(path))
    secret = _bytes(passphrase or "") if shown.locked else None
    if secret == b"":
        raise UsageRefusal("passphrase_wrong", path=str(path))
    try:
        key = load_ssh_private_key(_content(path), password=secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        # The file reads well up to what is locked: nothing tells a wrong passphrase from damage in there.
        code = "passphrase_wrong" if shown.locked else "key_unreadable"
        raise UsageRefusal(code, path=str(path)) from error
    if not isinstance(key, Ed25519PrivateKey) or keys.public_raw(key) != shown.public:
        raise UsageRefusal("key_unreadable", path=str(path))
    return key


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageRefusal("key_missing", path=str(path))
        with path.open("rb") as stream:
            return stream.read(_LIMIT)
    except OSError as error:
        raise UsageRefusal("key_unreadable", path=str(path)) from error


def _opened(content: bytes, path: Path) -> tuple[bytes, bytes]:
    """Return the public blob and the cipher that a private file gives in clear."""
    try:
        return _clear(content.strip())
    except (binascii.Error, ValueError) as error:
        raise UsageRefusal("key_unreadable", path=str(path)) from error


def _clear(armored: bytes) -> tuple[bytes, bytes]:
    packed = base64.b64decode(b"".join(armored[len(_BEGIN) : -len(_END)].split()), validate=True)
    cipher, rest = _string(packed[len(_MAGIC) :])
    _, rest = _string(rest)
    options, rest = _string(rest)
    rounds = int.from_bytes(_string(options)[1], "big") if options else 0
    whole = armored.endswith(_END) and packed.startswith(_MAGIC)
    if not whole or rest[:4] != _ONE_KEY or rounds > _MOST_ROUNDS:
        raise ValueError("not a key file of one key, or one that would keep us busy")
    return _string(rest[4:])[0], cipher


def _string(packed: bytes) -> tuple[bytes, bytes]:
    """Return one string of the SSH wire format and what follows it (RFC 4251 5); raises ValueError."""
    length = int.from_bytes(packed[:4], "big")
    if len(packed) < 4 + length or len(packed) < 4:
        raise ValueError("cut")
    return packed[4 : 4 + length], packed[4 + length :]


def _public(blob: bytes, path: Path) -> bytes:
    try:
        algorithm, rest = _string(blob)
        public, rest = _string(rest)
    except ValueError as error:
        raise UsageRefusal("key_unreadable", path=str(path)) from error
    if algorithm != _ALGORITHM.encode("ascii"):
        raise UsageRefusal("key_not_ed25519", path=str(path))
    if len(public) != _PUBLIC_BYTES or rest:
        raise UsageRefusal("key_unreadable", path=str(path))
    return public
