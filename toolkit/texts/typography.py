"""French spaces: the files of sentences are typed with plain ones, a reader is given those that do not break.

No space is ever added: what was typed without one (8:10, https://, ::) stays as it is.
"""

import re

NARROW = "\N{NARROW NO-BREAK SPACE}"
FIXED = "\N{NO-BREAK SPACE}"

# A field and what it holds belong to whoever fills it in; doubled braces are braces.
_FIELDS = re.compile(r"(\{\{|\}\}|\{[^{}]*\})")
# A colon that begins a word (:: or :/), a variable of Windows (%APPDATA%) and an option are no punctuation.
_BEFORE = re.compile(r" (?=»|:(?![:/\\\w])|%(?!\w))")
_BEFORE_NARROW = re.compile(r" (?=[;!?](?![\w/]))")
_AFTER = re.compile(r"(?<=«) ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def french(sentence: str) -> str:
    """Return a French sentence, its fields untouched, with the spaces its punctuation asks for."""
    pieces = _FIELDS.split(sentence)
    return "".join(piece if at % 2 else _spaced(piece) for at, piece in enumerate(pieces))


def _spaced(piece: str) -> str:
    for pattern in (_BEFORE, _AFTER, _THOUSANDS):
        piece = pattern.sub(FIXED, piece)
    return _BEFORE_NARROW.sub(NARROW, piece)


def plainer(text: str, encoding: str = "utf-8") -> str:
    """Return a text without the narrow space few terminals draw, nor a fixed one that `encoding` lacks."""
    text = text.replace(NARROW, FIXED)
    return text if _holds(encoding) else text.replace(FIXED, " ")


def _holds(encoding: str) -> bool:
    try:
        FIXED.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
