"""Cue phrases: a line of notes.toml becomes steps, a text becomes words, and one pass finds the codes.

No regular expression over the text but the one that cuts words: the time taken is bounded by the number of
words times the number of phrases that begin with each, whatever the text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import compress, count

from toolkit.scan.notes.disguise import beyond_ascii

_WORD = re.compile(r"[^\W_]+")
_PAGE = "cp1252"  # a text that fits into it is cut without a look at each character
_SPACED = bytes(byte if bytes([byte]).decode(_PAGE, "replace").isalnum() else ord(" ") for byte in range(256))
_ACCENTS = frozenset(map(chr, range(0x300, 0x370)))
_SHORTEST_STEM, _LONGEST_STEM = 3, 14
_WIDEST_GAP = 12  # words
_MET = 50_000  # words remembered…
_LONGEST_WORD = 40  # …of no more characters than this

Kinds = frozenset[int]
NONE: Kinds = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a phrase: a kind of word, and how many words may stand before it."""

    kind: int
    gap: int


Steps = tuple[Step, ...]
Rest = tuple[str, Steps, Kinds]  # the code, the further steps, and the kinds of all of them
Starts = Mapping[int, tuple[Rest, ...]]


class _Met:
    """The kinds of words, worked out at the first meeting; many files hold the same words."""

    def __init__(self, exact: Mapping[str, Kinds], stems: Mapping[str, Kinds]) -> None:
        self._exact = exact
        self._stems = stems
        self._of: dict[str, Kinds] = {}
        self._none: set[str] = set()  # words of no kind, which most are

    def among(self, found: Iterable[str]) -> dict[str, Kinds]:
        """Return the words of any kind, each with its kinds."""
        few = set(found).difference(self._none)
        return {word: held for word in few if (held := self._of.get(word) or self._new(word))}

    def _new(self, word: str) -> Kinds:
        held = self._exact.get(word, NONE)
        for length in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
            held |= self._stems.get(word[:length], NONE)
        if len(self._of) + len(self._none) >= _MET:
            self._of.clear()
            self._none.clear()
        # A word longer than any is a number, and may be as long as the text.
        if len(word) <= _LONGEST_WORD:
            if held:
                self._of[word] = held
            else:
                self._none.add(word)
        return held

    def __reduce__(self) -> tuple[type["_Met"], tuple[Mapping[str, Kinds], Mapping[str, Kinds]]]:
        return _Met, (self._exact, self._stems)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every cue phrase: which kinds a word is of, and the phrases that begin with each kind."""

    kinds: _Met
    starts: Starts
    narrowed: dict[frozenset[str], Starts] = field(default_factory=dict)

    def only(self, asked: frozenset[str]) -> Starts:
        """Return the phrases of some codes, by the kind they begin with."""
        if asked not in self.narrowed:
            kept = {
                kind: tuple(one for one in every if one[0] in asked) for kind, every in self.starts.items()
            }
            self.narrowed[asked] = {kind: every for kind, every in kept.items() if every}
        return self.narrowed[asked]


def fold(text: str) -> str:
    """Take letter case, accents and the apostrophes of negations out of a text."""
    low = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("n't", "nt")
    low = low.replace("e-mail", "email")
    if low.isascii():
        return low
    apart = unicodedata.normalize("NFKD", low)
    for accent in beyond_ascii(apart) & _ACCENTS:
        apart = apart.replace(accent, "")
    # Capitals of another kind, as mathematicians write them, come out as plain ones.
    return apart.casefold()


def words(folded: str) -> list[str]:
    """Return the runs of letters and digits."""
    if folded.isascii():
        return folded.encode("ascii").translate(_SPACED).decode("ascii").split()
    try:
        raw = folded.encode(_PAGE)
    except UnicodeEncodeError:
        return _WORD.findall(folded)
    return raw.translate(_SPACED).decode(_PAGE).split()


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
                needed = frozenset(step.kind for step in rest)
                starts.setdefault(first.kind, []).append((code, tuple(rest), needed))
    return Phrases(
        _Met(
            {word: frozenset(kinds) for word, kinds in numbering.exact.items()},
            {stem: frozenset(kinds) for stem, kinds in numbering.stems.items()},
        ),
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


class Spelled:
    """The folded words of a text, and which of them may be part of a phrase."""

    def __init__(self, found: list[str], phrases: Phrases) -> None:
        self.words = found
        self._phrases = phrases
        self._held = phrases.kinds.among(found)
        self._present = NONE.union(*self._held.values())

    def codes(self, asked: frozenset[str] | None = None) -> set[str]:
        """Return the codes whose phrases stand in the text, of all or of those asked for."""
        starts = self._phrases.starts if asked is None else self._phrases.only(asked)
        present = self._present
        # Most phrases have a step the text does not hold at all.
        possible = [
            (kind, code, rest)
            for kind in present & starts.keys()
            for code, rest, steps in starts[kind]
            if steps <= present
        ]
        seen = {code for _, code, rest in possible if not rest}
        left = [one for one in possible if one[1] not in seen]
        places = self._places(left) if left else {}
        for kind, code, rest in left:
            if code not in seen and any(_follows(place, rest, places) for place in places[kind]):
                seen.add(code)
        return seen

    def _places(self, possible: list[tuple[int, str, Steps]]) -> dict[int, list[int]]:
        """Return where the words of each kind stand, in order, for the kinds these phrases are made of."""
        wanted = {kind for kind, _, _ in possible} | {step.kind for _, _, rest in possible for step in rest}
        kept = {word: held for word, every in self._held.items() if (held := every & wanted)}
        places: dict[int, list[int]] = {kind: [] for kind in wanted}
        for place in compress(count(), map(kept.__contains__, self.words)):
            for kind in kept[self.words[place]]:
                places[kind].append(place)
        return places


def _follows(place: int, rest: Steps, places: Mapping[int, list[int]]) -> bool:
    """Whether the steps stand after a place; each takes the first word that fits, without going back."""
    for step in rest:
        found = places[step.kind]
        following = bisect_right(found, place)
        if following == len(found) or found[following] > place + 1 + step.gap:
            return False
        place = found[following]
    return True
