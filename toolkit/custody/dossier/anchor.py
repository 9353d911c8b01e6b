"""What was noted on paper at the hand-over: the fingerprint of a key, or the hash of the archive itself."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PREFIX = re.compile(r"sha256[:=]?", re.IGNORECASE)
_ARCHIVE = re.compile(r"[0-9a-fA-F]{64}\Z")
_KEY = re.compile(r"[A-Za-z0-9+/]{43}\Z")


class Kind(StrEnum):
    KEY = "key"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an archive is compared with, as this tool writes it."""

    kind: Kind
    value: str  # SHA256: and 43 characters of base64, or 64 hexadecimal digits


def read(typed: str) -> Anchor | None:
    """Read what was copied from paper, with or without spaces and prefix; None when it is neither.

    A hash of 256 bits is 64 hexadecimal digits, and 43 characters of unpadded base64: one length tells.
    """
    joined = "".join(typed.split())
    bare = _PREFIX.sub("", joined, count=1) if _PREFIX.match(joined) else joined
    # Base64 may itself begin with the letters of the prefix.
    for digits in (joined, bare):
        if _ARCHIVE.match(digits):
            return Anchor(Kind.ARCHIVE, digits.lower())
        if _KEY.match(digits):
            return Anchor(Kind.KEY, f"SHA256:{digits}")
    return None
