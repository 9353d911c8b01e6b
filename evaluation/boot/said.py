"""The sentences of the toolkit, found again on a screen whatever their facts and their ends of lines."""

import re

from toolkit.texts import Speech

_BLANK = re.compile(r"[\s\u2500-\u259f\u00a0\u202f]+")  # spaces, ends of lines and what frames are drawn with
_SHORT = 3  # characters; less is found anywhere


class _Any:
    """Any fact: it is filled in as a mark that the sentence is cut at."""

    def __format__(self, words: str) -> str:
        return "\0"


class _Facts(dict[str, _Any]):
    def __missing__(self, key: str) -> _Any:
        return _Any()


def fragments(code: str, language: str = "fr") -> tuple[str, ...]:
    """Return the parts of a sentence that stand there whatever its facts."""
    parts = [part.strip() for part in Speech(language).fill(code, _Facts()).split("\0")]
    kept = tuple(part for part in parts if len(squeezed(part)) >= _SHORT)
    return kept or tuple(part for part in parts if part)


def squeezed(text: str) -> str:
    """Return a text without spaces, ends of lines or frames: a screen breaks lines where it must."""
    return _BLANK.sub("", text)


def shows(screen: str, code: str, language: str = "fr") -> bool:
    """Tell whether a sentence stands on a screen."""
    held = squeezed(screen)
    return all(squeezed(part) in held for part in fragments(code, language))
