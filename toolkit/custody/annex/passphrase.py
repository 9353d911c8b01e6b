"""The passphrase of an annex: French words drawn by chance, or one given that is long enough.

WinZip's encryption derives its key with 1000 rounds only (WinZip, "AES Encryption Information", AE-2):
a passphrase must resist by its own length.
"""

import math
import re
import secrets
from functools import cache
from importlib.resources import files

from toolkit.custody import strength

BITS = 80  # below, a passphrase is refused
MOST = 256  # characters; beyond, programs differ


@cache
def words() -> tuple[str, ...]:
    """Return the French list of BIP 39 without the words that hold an accent, or that are tried first.

    Programs encode an accented passphrase each in its own way, and then do not open each other's archives.
    """
    text = files("mnemonic").joinpath("wordlist/french.txt").read_text(encoding="utf-8")
    plain = {word for word in text.split() if re.fullmatch(r"[a-z]+", word)}
    return tuple(sorted(plain - strength.KNOWN))


def make() -> str:
    """Return as many words as 80 bits take, joined by hyphens, as they are typed."""
    return "-".join(secrets.choice(words()) for _ in range(count()))


def count() -> int:
    """Return how many words such a passphrase has."""
    return math.ceil(BITS / math.log2(len(words())))


def weakness(text: str) -> str | None:
    """Return why a passphrase is refused, None when it is not.

    "letters", "long", "short" for one that is too short whatever stands in it, or "simple" for one that is
    guessed sooner than its length promises (see `custody.strength`).
    """
    if not re.fullmatch(r"[ -~]*", text):
        return "letters"
    if len(text) > MOST:
        return "long"
    if strength.at_random(text) < BITS:
        return "short"
    return "simple" if strength.strength(text).bits < BITS else None
