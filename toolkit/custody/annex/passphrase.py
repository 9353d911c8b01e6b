"""The passphrase of an annex: French words drawn by chance, or one given that is long enough.

WinZip's encryption derives its key with 1000 rounds only (WinZip, "AES Encryption Information", AE-2):
a passphrase must resist by its own length.
"""

import math
import re
import secrets
from functools import cache
from importlib.resources import files

BITS = 80  # below, a passphrase is refused
MOST = 256  # characters; beyond, programs differ
_RUN = re.compile(r"[a-z]+", re.IGNORECASE)
_POOLS = ((re.compile(r"[a-z]"), 26), (re.compile(r"[A-Z]"), 26), (re.compile(r"\d"), 10))
_SIGNS = re.compile(r"[^A-Za-z0-9]")


@cache
def words() -> tuple[str, ...]:
    """Return the French list of BIP 39 without the words that hold an accent.

    Programs encode an accented passphrase each in its own way, and then do not open each other's archives.
    """
    text = files("mnemonic").joinpath("wordlist/french.txt").read_text(encoding="utf-8")
    return tuple(sorted({word for word in text.split() if re.fullmatch(r"[a-z]+", word)}))


def make() -> str:
    """Return as many words as 80 bits take, joined by hyphens, as they are typed."""
    count = math.ceil(BITS / math.log2(len(words())))
    return "-".join(secrets.choice(words()) for _ in range(count))


def bits(text: str) -> int:
    """Return about how many bits a passphrase holds: as words where it is made of ours, else as letters."""
    runs = [run.lower() for run in _RUN.findall(text)]
    known = frozenset(words())
    if runs and all(run in known for run in runs):
        return int(len(set(runs)) * math.log2(len(known)))
    pool = sum(size for kind, size in _POOLS if kind.search(text)) + (33 if _SIGNS.search(text) else 0)
    # What repeats itself, or is a sequence of few letters, is worth what differs in it.
    each = math.log2(min(pool, 2 * len(set(text)))) if text else 0
    return int(min(len(text), 2 * len(set(text))) * each)


def weakness(text: str) -> str | None:
    """Return why a passphrase is refused, as a code: "letters", "long", "short"; None when it is not."""
    if not re.fullmatch(r"[ -~]*", text):
        return "letters"
    if len(text) > MOST:
        return "long"
    return "short" if bits(text) < BITS else None
