"""Marks of a note's text that survive another victim: hashes of three and six words in a row.

Addresses, figures, identifiers and long tokens are taken out before the words are counted, so that no mark
is made of one victim's case. A mark is a hash and holds no text.
"""

import hashlib
import re
import zlib
from functools import lru_cache
from itertools import pairwise

from toolkit.scan.notes.phrases import fold

RUN = 6  # words
SHORT_RUN = 3
_LENGTH = 5  # bytes of hash kept
_ADDRESS_SIGNS = ("@", "://", ".onion", "www.", "t.me/")
_TOKEN = re.compile(r"[^\W_]+")
_LONGEST_WORD = 18  # letters; longer ones are identifiers
_MOST_WORDS = 4000


@lru_cache(maxsize=1)  # three kinds of marks are made of one text
def masked_words(text: str) -> list[str]:
    """Return the folded words of a text without addresses, figures and identifiers."""
    found = _TOKEN.findall(without_addresses(fold(text)))
    return [w for w in found if len(w) <= _LONGEST_WORD and not any(c.isdigit() for c in w)][:_MOST_WORDS]


def without_addresses(folded: str) -> str:
    """Drop every run of non-spaces that holds an address; lines stay lines."""
    return "\n".join(
        " ".join(run for run in line.split() if not any(sign in run for sign in _ADDRESS_SIGNS))
        for line in folded.splitlines()
    )


def template_marks(text: str) -> set[str]:
    """Return the marks of every run of six words, ten hexadecimal digits each."""
    words = masked_words(text)
    return {_mark(" ".join(words[i : i + RUN])) for i in range(len(words) - RUN + 1)}


def short_marks(text: str) -> set[str]:
    """Return the marks of every run of three words, eight hexadecimal digits each."""
    words = masked_words(text)
    runs = (" ".join(words[i : i + SHORT_RUN]) for i in range(len(words) - SHORT_RUN + 1))
    return {f"{zlib.crc32(run.encode('utf-8', 'surrogatepass')):08x}" for run in runs}


def term_marks(text: str) -> set[str]:
    """Return the marks of every word and of every two words in a row, eight hexadecimal digits each."""
    words = masked_words(text)
    terms = {*words, *(f"{one} {two}" for one, two in pairwise(words))}
    return {f"{zlib.crc32(term.encode('utf-8', 'surrogatepass')):08x}" for term in terms}


def channel_mark(address: str) -> str:
    """Return the mark of an onion host, a mail address or a messenger id."""
    return _mark("channel " + address.lower())


def _mark(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_LENGTH).hexdigest()
