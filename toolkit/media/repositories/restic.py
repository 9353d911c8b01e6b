"""restic repositories, formats 1 and 2: keys, sealed files, where each blob lies.

Source: restic's design document (doc/design.rst, "Repository Format", "Pack Format", "Keys, Encryption and
MAC"), and repositories made by restic 0.14. Everything is AES-256-CTR with Poly1305-AES; a blob's name is the
SHA-256 of what it holds.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.repositories.pieces import LARGEST, Parts, Piece, Pieces
from toolkit.media.repositories.unpacked import zstd_unpacked

NEWEST = 2  # the newest version of the format that is read here
LISTING = 128 * 1024 * 1024  # bytes of one index, tree or snapshot
_COST = 2**21  # N times r of scrypt: 256 MB
_WORK = 2**23  # N times r times p: some seconds
_SEAL = 32  # bytes of the nonce before, and of the tag behind, what is sealed


@dataclass(frozen=True, slots=True)
class Keys:
    encrypt: bytes
    tag: bytes  # the AES key of Poly1305-AES
    mask: bytes  # its r


@dataclass(frozen=True, slots=True)
class Index:
    """Where every blob lies; `packs` are the names of the packs, by number."""

    pieces: Pieces
    packs: list[str]


def keys(sealed: bytes, word: str) -> Keys | None:
    """Return the keys of a repository from one of its key files, None for a wrong password.

    Raises Unreadable ("damaged") where the key file is none, ("bomb") where it asks for too much memory.
    """
    told = _json(sealed)
    try:
        cost, width, lanes = int(told["N"]), int(told["r"]), int(told["p"])
        salt, kept = base64.b64decode(told["salt"]), base64.b64decode(told["data"])
        known = told["kdf"] == "scrypt"
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable("damaged", "no key file") from error
    if not known or cost < 2 or cost & (cost - 1) or width < 1 or lanes < 1:
        raise Unreadable("damaged", "no key file")
    if cost * width > _COST or cost * width * lanes > _WORK:
        raise Unreadable("bomb", "a key file that asks for too much memory")
    most = 128 * width * (cost + lanes + 2) + 1024 * 1024
    try:
        typed = word.encode("utf-8", "surrogateescape")
        made = hashlib.scrypt(typed, salt=salt, n=cost, r=width, p=lanes, dklen=64, maxmem=most)
        inner = _json(opened(Keys(made[:32], made[32:48], made[48:]), kept))
        mac = inner["mac"]
        found = [base64.b64decode(text) for text in (inner["encrypt"], mac["k"], mac["r"])]
    except (Unreadable, KeyError, TypeError, ValueError):
        return None
    return Keys(*found) if [len(one) for one in found] == [32, 16, 16] else None


def opened(key: Keys, sealed: bytes) -> bytes:
    """Return what was sealed; raises Unreadable ("damaged") where its tag is wrong."""
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415 - for such repositories only
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import CTR, ECB  # noqa: PLC0415
    from cryptography.hazmat.primitives.poly1305 import Poly1305  # noqa: PLC0415

    nonce, body, tag = sealed[:16], sealed[16:-16], sealed[-16:]
    if len(sealed) < _SEAL:
        raise Unreadable("damaged", "cut short")
    # One block under a key of its own, as Poly1305-AES is defined: no chain of blocks is encrypted.
    once = Cipher(AES(key.tag), ECB()).encryptor()  # noqa: S305
    made = Poly1305.generate_tag(key.mask + once.update(nonce), body)
    if not hmac.compare_digest(made, tag):
        raise Unreadable("damaged", "a wrong tag")
    return Cipher(AES(key.encrypt), CTR(nonce)).decryptor().update(body)


def listing(key: Keys, sealed: bytes) -> Mapping[str, Any]:
    """Return the JSON of a config, index or snapshot file; raises Unreadable."""
    plain = opened(key, sealed)
    if plain[:1] == b"\x02":
        plain = zstd_unpacked(plain[1:], LISTING)
    return _json(plain)


def _json(text: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("damaged", "no JSON") from error
    if not isinstance(told, dict):
        raise Unreadable("damaged", "no JSON object")
    return told


def add(index: Index, numbers: dict[str, int], told: Mapping[str, Any]) -> None:
    """Add the packs of one index file; raises Unreadable ("damaged") at the first that is none."""
    try:
        for pack in told["packs"]:
            name = str(pack["id"])
            number = numbers.setdefault(name, len(index.packs))
            if number == len(index.packs):
                index.packs.append(name)
            for blob in pack["blobs"]:
                length, plain = int(blob["length"]), int(blob.get("uncompressed_length") or 0)
                piece = Piece(number, int(blob["offset"]), length, plain)
                index.pieces.put(bytes.fromhex(blob["id"]), piece)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise Unreadable("damaged", "no index") from error


def size(piece: Piece) -> int:
    """Return the bytes a blob holds once opened."""
    return piece.plain or max(0, piece.length - _SEAL)


def blob(key: Keys, pieces: Pieces, parts: Parts, row: int, most: int = LARGEST) -> bytes:
    """Return a blob whose SHA-256 is its name; raises Unreadable."""
    piece = pieces.at(row)
    plain = opened(key, parts.read(piece))
    if piece.plain:
        plain = zstd_unpacked(plain, min(piece.plain, most))
    if hashlib.sha256(plain).digest() != pieces.name(row):
        raise Unreadable("damaged", "a blob is not what its name says")
    return plain
