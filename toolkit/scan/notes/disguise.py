"""Letters that a reader does not see, or takes for others, put back: a text says what it shows.

Source of the look-alikes: Unicode Technical Standard 39, "confusables", the Cyrillic letters drawn as Latin.
"""

import re

# Soft hyphen, zero width characters, marks of direction, byte order marks inside a text.
_UNSEEN = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_CYRILLIC, _LATIN = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405\u0423",
    "aeopcyxijshdABEKMHOPCTXIJSY",
)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_MIXED = re.compile("[\u0400-\u052f](?:(?=[A-Za-z])|(?<=[A-Za-z][\u0400-\u052f]))")
_WORD = re.compile("[A-Za-z\u0400-\u052f]+")
_LETTER = re.compile("[A-Za-z\u0400-\u052f]")
_LATIN_LETTER = re.compile("[A-Za-z]")
_ASCII = bytes(range(128))


def bare(text: str) -> str:
    """Take out what is not seen, and write each word in the one alphabet that all its letters can be of."""
    beyond = beyond_ascii(text)
    for char in beyond & _UNSEEN:
        text = text.replace(char, "")
    return _in_one_alphabet(text) if any("\u0400" <= char <= "\u052f" for char in beyond) else text


def beyond_ascii(text: str) -> set[str]:
    """Return the characters of a text that are not ASCII, each once."""
    # Few texts hold many: taking ASCII off the bytes is quicker than looking at each character.
    high = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return set(high.decode("utf-8", "surrogatepass"))


def _in_one_alphabet(text: str) -> str:
    out: list[str] = []
    place = 0
    for match in _MIXED.finditer(text):
        start = match.start()
        if start < place:
            continue
        while start > place and _LETTER.match(text, start - 1):
            start -= 1
        word = _WORD.match(text, start)
        if word:
            out += [text[place:start], _in_one(word[0])]
            place = word.end()
    return "".join([*out, text[place:]])


def _in_one(word: str) -> str:
    latin = word.translate(_TO_LATIN)
    if latin.isascii():
        # A word all of look-alikes may be Cyrillic as it stands.
        return latin if _LATIN_LETTER.search(word) else word
    cyrillic = word.translate(_TO_CYRILLIC)
    return cyrillic if not _LATIN_LETTER.search(cyrillic) else word
