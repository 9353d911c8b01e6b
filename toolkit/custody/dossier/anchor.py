"""What was noted on paper at the hand-over: the hash of a manifest or archive, or a key's fingerprint."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PREFIX = re.compile(r"sha256[:=]?", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-fA-F]{64}\Z")
_KEY = re.compile(r"[A-Za-z0-9+/]{43}\Z")


class Kind(StrEnum):
    KEY = "key"
    ARCHIVE = "archive"
    MANIFEST = "manifest"  # tagmanifest-sha256.txt, which holds for an extracted archive too


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an archive is compared with, as this tool writes it."""

    kinds: frozenset[Kind]  # what it may be: 64 digits do not tell an archive from a manifest
    value: str  # SHA256: and 43 characters of base64, or 64 hexadecimal digits


def read(typed: str) -> Anchor | None:
    """Read what was copied from paper, with or without spaces and prefix; None when it is neither.

    A hash of 256 bits is 64 hexadecimal digits, and 43 characters of unpadded base64: one length tells.
    """
    joined = "".join(typed.split())
    bare = _PREFIX.sub("", joined, count=1) if _PREFIX.match(joined) else joined
    # Base64 may itself begin with the letters of the prefix.
    for digits in (joined, bare):
        if _HASH.match(digits):
            return Anchor(frozenset({Kind.ARCHIVE, Kind.MANIFEST}), digits.lower())
        if _KEY.match(digits):
            return Anchor(frozenset({Kind.KEY}), f"SHA256:{digits}")
    return None
