"""Cue phrases: a line of notes.toml becomes steps, a text becomes words, and one pass finds the codes.

No regular expression over the text but the one that cuts words: the time taken is bounded by the number of
words times the number of phrases that begin with each, whatever the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SHORTEST_STEM, _LONGEST_STEM = 3, 14
_WIDEST_GAP = 12  # words
_MET = 50_000  # words remembered

Kinds = frozenset[int]
NONE: Kinds = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a phrase: a kind of word, and how many words may stand before it."""

    kind: int
    gap: int


Rest = tuple[str, tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every cue phrase: which kinds a word is of, and the phrases that begin with each kind."""

    exact: Mapping[str, Kinds]
    stems: Mapping[str, Kinds]
    starts: Mapping[int, tuple[Rest, ...]]
    # What was worked out of the words met so far; many files hold the same ones.
    _kinds: dict[str, Kinds] = field(default_factory=dict, compare=False, repr=False)
    _begun: dict[str, tuple[Rest, ...]] = field(default_factory=dict, compare=False, repr=False)

    def kinds(self, word: str) -> Kinds:
        found = self._kinds.get(word)
        if found is None:
            found = self.exact.get(word, NONE)
            for length in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
                found |= self.stems.get(word[:length], NONE)
            if len(self._kinds) >= _MET:
                self._kinds.clear()
            self._kinds[word] = found
        return found

    def begun(self, word: str) -> tuple[Rest, ...]:
        """Return the code and the further steps of every phrase that may begin with a word."""
        found = self._begun.get(word)
        if found is None:
            found = tuple(rest for kind in self.kinds(word) for rest in self.starts.get(kind, ()))
            if len(self._begun) >= _MET:
                self._begun.clear()
            self._begun[word] = found
        return found


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


def compiled(
    cues: Mapping[str, Mapping[str, Iterable[str]]], lists: Mapping[str, Mapping[str, str]]
) -> Phrases:
    """Build the phrases of every code and language; ValueError or KeyError on one that cannot be read."""
    numbering = _Kinds()
    starts: dict[int, list[Rest]] = {}
    for code, by_language in cues.items():
        for language, phrases in by_language.items():
            for phrase in phrases:
                first, *rest = _steps(phrase, lists.get(language, {}), numbering)
                starts.setdefault(first.kind, []).append((code, tuple(rest)))
    return Phrases(
        {word: frozenset(kinds) for word, kinds in numbering.exact.items()},
        {stem: frozenset(kinds) for stem, kinds in numbering.stems.items()},
        {kind: tuple(found) for kind, found in starts.items()},
    )


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
    begun = {word: rests for word in set(found) if (rests := phrases.begun(word))}
    seen: set[str] = set()
    for place, word in enumerate(found):
        if word in begun:
            for code, rest in begun[word]:
                if code not in seen and (not rest or _follows(found, place, rest, phrases)):
                    seen.add(code)
    return seen


def _follows(found: list[str], place: int, rest: tuple[Step, ...], phrases: Phrases) -> bool:
    """Whether the steps stand after a place; each takes the first word that fits, without going back."""
    for step in rest:
        for following in range(place + 1, min(place + 2 + step.gap, len(found))):
            if step.kind in phrases.kinds(found[following]):
                place = following
                break
        else:
            return False
    return True
