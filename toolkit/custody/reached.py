"""Whose a way to reach somebody is: the author's of a note, or that of a person the note quotes."""

import re
from collections.abc import Iterable
from itertools import pairwise

from toolkit.custody.everybody import FIRST_NAMES, WORDS
from toolkit.custody.made_names import FAMILIES
from toolkit.custody.people import People, first_and_last, words

NAME = "[nom]"
_LOCAL = 5  # letters of a word of an address that is somebody's name
_OTHER = 3  # letters of another word beside it
# What people who lock files call themselves by, in an address or a handle.
_ATTACK = re.compile(
    r"crypt|recover|recup|restor|restaur|unlock|ransom|support|decod|\A(?:help|files?\Z|datas?\Z|leak|hack|team\Z)"
)
# Mail that asks no name: whoever has one there gave it to be reached by strangers.
_NAMELESS = re.compile(
    r"(?:proton(?:mail)?\.\w+|pm\.me|tuta(?:nota|mail)?\.\w+|onionmail\.\w+|cock\.li|airmail\.cc|firemail\.cc|"
    r"mailfence\.\w+|disroot\.org|riseup\.net|cyberfear\.com|keemail\.me|elude\.in|exploit\.im|\w+\.onion)\Z"
)
_HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_ADDRESS = re.compile(r"(?i)(https?://[^/?#]*|[a-z0-9.-]+)(.*)", re.DOTALL)
_PIECES = re.compile(r"([/?&=#;])")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_CAPITALS = re.compile(r"(?<![^\W\d_])[A-ZÀ-Þ][^\W\d_]{3,}(?![^\W\d_])")
_KIND = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


def persons(address: str, known: People) -> bool:
    """Tell an address or a handle that bears the name of one of the disk's people, and is that person's.

    First and last name are; a last name alone is, unless the address says what people who lock files say,
    a family is called so, another word stands beside it, or the mail asks no name.
    """
    local, at, host = address.casefold().partition("@") if "@" in address[1:] else (address, "", "")
    parts = words(local)
    if any(_ATTACK.search(part) for part in parts):
        return False
    if any(known.pair(*both) for both in pairwise(parts)) or any(joined(part, known) for part in parts):
        return True
    named = {part for part in parts if _surname(part, known)}
    if not named or not at:
        return bool(named)
    others = [one for one in parts if len(one) >= _OTHER and one not in named and one not in FIRST_NAMES]
    return not others and not _NAMELESS.search(host)


def joined(word: str, known: People) -> bool:
    """Tell a word that is first and last name run together, or a last name with an initial."""
    return any(known.pair(word[:at], word[at:]) for at in range(2, len(word) - 1)) or any(
        _surname(part, known) for part in (word[1:], word[:-1])
    )


def link(address: str, known: People) -> str:
    """Return a link with what names a person behind its host replaced; the host always stays."""
    found = _ADDRESS.match(address)
    if not found or not found[2]:
        return address
    pieces = _PIECES.split(found[2])
    return found[1] + "".join(_unnamed(piece, known) for piece in pieces)


def bears(text: str, known: People) -> bool:
    """Tell a text that holds a person's name, words of attackers left aside."""
    for apart in (text, _HUMP.sub(" ", text)):
        parts = words(apart)
        left = [part for part in parts if part not in FAMILIES and not _ATTACK.search(part)]
        if any(known.pair(*both) for both in pairwise(parts)) or any(part in known.words for part in left):
            return True
        if any(first_and_last(*both) for both in pairwise(left)) or any(joined(part, known) for part in left):
            return True
    return False


def _surname(part: str, known: People) -> bool:
    return len(part) >= _LOCAL and part in known.words and part not in FAMILIES


def _unnamed(piece: str, known: People) -> str:
    shown = unescaped(piece)
    if not bears(shown, known) and not _two_names(_CAPITALS.findall(shown)):
        return piece
    kind = _KIND.search(piece)
    return NAME + (kind[0] if kind else "")


def _two_names(capitals: Iterable[str]) -> bool:
    """Tell two words with capitals that are nobody's known: of a file in a link, somebody's name."""
    folded = [word for text in capitals for word in words(text)]
    return sum(one not in WORDS and one not in FAMILIES and not _ATTACK.search(one) for one in folded) > 1


def unescaped(text: str) -> str:
    """Return a text with the bytes that percent signs stand for put in their place (RFC 3986, 2.1)."""
    return _ESCAPES.sub(lambda met: bytes.fromhex(met[0].replace("%", "")).decode("utf-8", "replace"), text)
