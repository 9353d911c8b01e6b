"""Names of notes and of encrypted files, as patterns: "[rand]" and "*" stand for what changes by victim."""

import re
from collections.abc import Iterable

PLACEHOLDER = re.compile(
    r"\[[a-z0-9 _#-]{1,30}\]|<[a-z0-9 _-]{1,30}>|\{[a-z_]{1,20}\}|%[a-z]{1,20}%|\*{1,2}|x{6,12}(?=[.\d])\d?",
    re.IGNORECASE,
)
_ANY = r"[^/\\]{1,80}"
_DIGITS = r"\d{1,8}"
# Words that notes of many families are called by: a name made of these alone tells nothing of whose it is.
_PLAIN_WORDS = """
how to the your my you restore recover recovery decrypt decryption decryptor file files data read readme
me this important help info information instruction instructions for back get unlock encrypted locked txt
html hta attention note warning return all is are it of and what happened text message contact us please
now must open recuperer fichiers lisez moi comment dechiffrer document documents network system computer
pc need do not delete delet crypt crypted encrypt htm ini rtf md log ransom ransomware ransomnote
restored if want a in as decode decoder first urgent howto read2 unlocker restoring tutorial guide server
id rand
"""
PLAIN = frozenset(_PLAIN_WORDS.split())
_NUMBER = re.compile(r"numb|digit|0-9\]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SCHEME_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+|\d+")
_CHANGING = re.compile(r"[ ?0]*\?[ ?0]*")
_LONGEST = 120


def pattern_of(name: str) -> str:
    """Return the expression, lower case, that a note name with placeholders stands for."""
    out: list[str] = []
    place = 0
    for match in PLACEHOLDER.finditer(name):
        out += [re.escape(name[place : match.start()].lower()), _DIGITS if _NUMBER.search(match[0]) else _ANY]
        place = match.end()
    return "".join([*out, re.escape(name[place:].lower())])


def is_telling(name: str) -> bool:
    """Whether a note name holds a word that is not one every family uses."""
    bare = PLACEHOLDER.sub(" ", name)
    return any(word not in PLAIN and len(word) > 2 for word in _WORD.findall(bare.lower()))


def scheme_of(name: str) -> str:
    """Return how a note name is made: its plain words and signs kept, every other word "?", figures "0".

    "" for a name of which nothing would be left but its ending.
    """
    low = PLACEHOLDER.sub(" rand ", name[:_LONGEST])
    made = _SCHEME_PIECE.sub(lambda piece: _scheme_piece(piece[0].casefold()), low)
    made = _CHANGING.sub("?", made)
    return made if any(char.isalpha() for char in made.rpartition(".")[0] or made) else ""


def _scheme_piece(piece: str) -> str:
    if piece.isdigit():
        return "0"
    return piece if piece in PLAIN and piece != "rand" and len(piece) > 1 else "?"


def looks_like_note(name: str, known: Iterable[str]) -> bool:
    """Whether a file name speaks of getting files back: two of the known words, "read me" not being one."""
    return len(set(_WORD.findall(name.lower())) & set(known)) >= 2
