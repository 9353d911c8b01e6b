"""Letters that a reader does not see, or takes for others, put back: a text says what it shows.

Source of the look-alikes: Unicode Technical Standard 39, "confusables", the Cyrillic letters drawn as Latin.
"""

import re

# Soft hyphen, zero width characters, marks of direction, byte order marks inside a text.
_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_CYRILLIC, _LATIN = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405\u0423",
    "aeopcyxijshdABEKMHOPCTXIJSY",
)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_MIXED = re.compile("[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]")
_WORD = re.compile("[A-Za-z\u0400-\u052f]+")
_LATIN_LETTER = re.compile("[A-Za-z]")


def bare(text: str) -> str:
    """Take out what is not seen, and write each word in the one alphabet that all its letters can be of."""
    for char in _UNSEEN:
        if char in text:
            text = text.replace(char, "")
    return _WORD.sub(_in_one, text) if _MIXED.search(text) else text


def _in_one(match: re.Match[str]) -> str:
    word = match[0]
    latin = word.translate(_TO_LATIN)
    if latin.isascii():
        # A word all of look-alikes may be Cyrillic as it stands.
        return latin if _LATIN_LETTER.search(word) else word
    cyrillic = word.translate(_TO_CYRILLIC)
    return cyrillic if not _LATIN_LETTER.search(cyrillic) else word
