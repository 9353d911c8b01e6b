"""Cue phrases: a line of notes.toml becomes steps, a text becomes words, and one pass finds the codes.

No regular expression over the text but the one that cuts words: the time taken is bounded by the number of
words times the number of phrases that begin with each, whatever the text.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SHORTEST_STEM, _LONGEST_STEM = 3, 14
_WIDEST_GAP = 12  # words

Kinds = frozenset[int]
NONE: Kinds = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a phrase: a kind of word, and how many words may stand before it."""

    kind: int
    gap: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every cue phrase, by the kind of its first word; `kinds` says which kinds a word is of."""

    kinds: Callable[[str], Kinds]
    starts: Mapping[int, tuple[tuple[str, tuple[Step, ...]], ...]]


def fold(text: str) -> str:
    """Take letter case, accents and the apostrophes of negations out of a text."""
    low = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("n't", "nt")
    low = low.replace("e-mail", "email")
    if low.isascii():
        return low
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", low))


def words(folded: str) -> list[str]:
    return _WORD.findall(folded)


class _Kinds:
    """Numbers each set of words used as a step, while phrases are read."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.exact: dict[str, set[int]] = {}
        self.stems: dict[str, set[int]] = {}

    def number(self, spelled: str) -> int:
        if spelled in self.numbers:
            return self.numbers[spelled]
        number = self.numbers[spelled] = len(self.numbers)
        for word in spelled.split("|"):
            table = self.stems if word.endswith("*") else self.exact
            stem = fold(word.rstrip("*"))
            if not stem or (table is self.stems and not _SHORTEST_STEM <= len(stem) <= _LONGEST_STEM):
                raise ValueError(f"stem {word!r}")
            table.setdefault(stem, set()).add(number)
        return number

    def lookup(self) -> Callable[[str], Kinds]:
        exact, stems = self.exact, self.stems

        @lru_cache(maxsize=50_000)
        def kinds(word: str) -> Kinds:
            found = set(exact.get(word, ()))
            for length in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
                found |= stems.get(word[:length], set())
            return frozenset(found) or NONE

        return kinds


def compiled(
    cues: Mapping[str, Mapping[str, Iterable[str]]], lists: Mapping[str, Mapping[str, str]]
) -> Phrases:
    """Build the phrases of every code and language; ValueError or KeyError on one that cannot be read."""
    numbering = _Kinds()
    starts: dict[int, list[tuple[str, tuple[Step, ...]]]] = {}
    for code, by_language in cues.items():
        for language, phrases in by_language.items():
            for phrase in phrases:
                first, *rest = _steps(phrase, lists.get(language, {}), numbering)
                starts.setdefault(first.kind, []).append((code, tuple(rest)))
    return Phrases(numbering.lookup(), {kind: tuple(found) for kind, found in starts.items()})


def _steps(phrase: str, lists: Mapping[str, str], numbering: _Kinds) -> list[Step]:
    steps: list[Step] = []
    gap = 0
    for piece in phrase.split():
        if piece.startswith("~"):
            gap = int(piece[1:])
            if not 0 < gap <= _WIDEST_GAP:
                raise ValueError(f"gap in {phrase!r}")
            continue
        spelled = "|".join(lists[part[1:]] if part.startswith("@") else part for part in piece.split("|"))
        steps.append(Step(numbering.number(spelled), gap if steps else 0))
        gap = 0
    if not steps:
        raise ValueError(f"empty phrase {phrase!r}")
    return steps


def codes(found: list[str], phrases: Phrases) -> set[str]:
    """Return the codes whose phrases stand in a list of folded words."""
    kinds = [phrases.kinds(word) for word in found]
    seen: set[str] = set()
    for place, here in enumerate(kinds):
        for kind in here:
            for code, rest in phrases.starts.get(kind, ()):
                if code not in seen and (not rest or _follows(kinds, place, rest)):
                    seen.add(code)
    return seen


def _follows(kinds: list[Kinds], place: int, rest: tuple[Step, ...]) -> bool:
    """Whether the steps stand after a place; each takes the first word that fits, without going back."""
    for step in rest:
        for following in range(place + 1, min(place + 2 + step.gap, len(kinds))):
            if step.kind in kinds[following]:
                place = following
                break
        else:
            return False
    return True
