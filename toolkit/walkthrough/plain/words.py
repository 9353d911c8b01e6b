"""The words that lead plain mode, typed instead of an answer: in either language, accents or not."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from toolkit.legal import dictionary

# In the order they are explained, each under `plain_word_<code>` of texts/*/walk.toml.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "terms": ("?", "mots", "terms"),
    "again": ("relire", "again"),
    "back": ("retour", "back"),
    "forward": ("suite", "forward"),
    "note": ("note",),
    "skip": ("passer", "skip"),
    "steps": ("etapes", "steps"),
    "go": ("aller", "go"),  # and the number of a step
    "status": ("etat", "status"),
    "pause": ("pause",),
    "resume": ("reprendre", "resume"),
    "stop": ("arreter", "stop"),
    "fr": ("francais", "french"),
    "en": ("anglais", "english"),
    "help": ("aide", "help"),
    "quit": ("quitter", "quit"),
})  # fmt: skip
_CODES = {word: code for code, words in WORDS.items() for word in words}
_GO = re.compile(r"(?:aller|go)(?: a| to)? (\d{1,3})")
_QUOTED = re.compile(r"[\"'«“] ?(.+?) ?[\"'»”]")
_SURE = frozenset({"oui", "yes"})


def meant(text: str) -> tuple[str, int] | None:
    """Return the code of the word a line consists of, and its number (0 for none); None for an answer."""
    said = dictionary.plain(text)
    gone = _GO.fullmatch(said)
    if gone:
        return "go", int(gone[1])
    code = _CODES.get(said)
    return None if code is None else (code, 0)


def unquoted(text: str) -> str:
    """Return an answer that is one of the words, which was put in quotation marks to say so."""
    quoted = _QUOTED.fullmatch(text)
    return quoted[1] if quoted and meant(quoted[1]) else text


def sure(text: str) -> bool:
    """Tell whether somebody confirmed: the whole word, never a letter of it."""
    return dictionary.plain(text).rstrip(" .!") in _SURE
