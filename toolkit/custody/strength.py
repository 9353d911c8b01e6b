"""How many bits a passphrase somebody chose holds, counted strictly: what is tried first counts little.

A run of letters is one word; runs of the keyboard or the alphabet, what was typed before, words everybody
tries and years are worth next to nothing. The cheapest way to cut the text counts. After the method of
D. L. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation" (USENIX Security 2016).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

WORD = 11.0  # bits of a word at most: one of two thousand
_KNOWN, _YEAR, _RUN, _AGAIN, _DATE, _JOIN = 1.0, 5.0, 6.0, 6.0, 15.0, 0.0
_LEAST_RUN, _LEAST_AGAIN = 3, 4  # characters
_POOLS = ((re.compile(r"[a-z]"), 26), (re.compile(r"[A-Z]"), 26), (re.compile(r"\d"), 10))
_SIGNS = re.compile(r"[^A-Za-z0-9]")
# "CorrectHorse" is two words.
_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞŒ", "a-zß-öø-ÿœ"
_LETTERS = re.compile(rf"[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+(?![{_LOWER}])|[^\W\d_]+")
_DATES = re.compile(r"(?:0[1-9]|[12]\d|3[01])[-/. ]?(?:0[1-9]|1[0-2])[-/. ]?(?:(?:19|20)?\d\d)(?!\d)")
_YEARS = re.compile(r"(?:19|20)\d\d(?!\d)")
_JOINS = re.compile(r"(?<=\w)[-_ .,'+]+(?=\w)")
# The alphabet, digits, the rows of French and English keyboards, and their columns; each goes on from its
# end to its beginning.
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "1234567890", "0123456789", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertz", "&é\"'(-è_çà", "!@#$%^&*()", "1qaz", "2wsx", "3edc",
    "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "1aqw", "2zsx",
)  # fmt: skip
_WAYS = tuple(way for row in _ROWS for way in (row * 2, row[::-1] * 2))
# What is tried first against a French practice, small words of the language, and phrases that went round.
_TRIED = (
    "correct horse battery staple password passwort pass word secret admin administrateur root user login "
    "azerty qwerty qwertz motdepasse mot mots passe phrase bonjour soleil doudou loulou chouchou amour "
    "cabinet dentaire dentiste dental medical medicale medecin medecins docteur doc patient patients sante "
    "hopital clinique pharmacie kine kinesitherapeute infirmier infirmiere sage femme orthodontie osteo "
    "secretariat secretaire accueil ordonnance dossier dossiers plainte police gendarmerie trousse annexe "
    "confidentielle france paris lyon marseille lille nantes bordeaux toulouse serveur ordinateur machine "
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout "
    "septembre octobre novembre decembre printemps ete automne hiver "
    "le la les de du des un une et est en au aux ou sur dans par pour avec sans mon ma mes ton ta tes son sa "
    "ses notre nos votre vos leur ce ces cette qui que je tu il elle on nous vous ne pas plus "
    "the an of to in is it and my your this that for with january february march april may june july "
    "august september october november december monday tuesday wednesday thursday friday saturday sunday "
    "test essai exemple example lorem ipsum dolor sit amet consectetur adipiscing elit"
)
KNOWN = frozenset(_TRIED.split())
_PLAIN = str.maketrans("àâäéèêëîïôöùûüç", "aaaeeeeiioouuuc")


@dataclass(frozen=True, slots=True)
class Strength:
    """`bits` as counted; `weak` the known words, years and runs in it, which counted next to nothing."""

    bits: int
    weak: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    end: int
    bits: float
    weak: bool


def strength(text: str) -> Strength:
    """Count a passphrase; the work grows as the cube of its length, which the caller bounds."""
    each = _each(text)
    starts = frozenset(found.start() for found in _LETTERS.finditer(text))
    # From each place to the end: the fewest bits, and what counted little on that way.
    best: list[tuple[float, tuple[str, ...]]] = [(math.inf, ()) for _ in text]
    best.append((0.0, ()))
    for at in range(len(text) - 1, -1, -1):
        for piece in _pieces(text, at, each, starts):
            bits, weak = best[piece.end]
            if piece.bits + bits < best[at][0]:
                told = (text[at : piece.end], *weak) if piece.weak else weak
                best[at] = piece.bits + bits, told
    bits, weak = best[0]
    return Strength(int(bits), tuple(dict.fromkeys(weak)))


def at_random(text: str) -> int:
    """Return the bits of a text of this length and these kinds of characters, were each drawn by chance."""
    return int(len(text) * _each(text))


def _each(text: str) -> float:
    """Return the bits of one character."""
    pool = sum(size for kind, size in _POOLS if kind.search(text)) + (33 if _SIGNS.search(text) else 0)
    return math.log2(pool) if pool else 0.0


def _pieces(text: str, at: int, each: float, starts: frozenset[int]) -> Iterator[_Piece]:
    yield _Piece(at + 1, each, weak=False)
    if found := _LETTERS.match(text, at):
        known = at in starts and _plain(found[0]) in KNOWN
        yield _Piece(found.end(), _KNOWN if known else min(WORD, each * len(found[0])), weak=known)
    for kind, bits in ((_YEARS, _YEAR), (_DATES, _DATE)):
        if found := kind.match(text, at):
            yield _Piece(found.end(), bits, weak=True)
    if found := _JOINS.match(text, at):
        yield _Piece(found.end(), _JOIN, weak=False)
    if run := _longest(text, at, _WAYS):
        yield _Piece(at + run, _RUN, weak=True)
    # What stood before, in either direction: halves, doubles, one character held down.
    if again := _again(text.casefold(), at):
        yield _Piece(at + again, _AGAIN, weak=False)


def _plain(word: str) -> str:
    return word.casefold().translate(_PLAIN)


def _longest(text: str, at: int, ways: tuple[str, ...]) -> int:
    """Return how many characters from here are a run of one of the rows, 0 for fewer than three."""
    folded = text.casefold()
    longest = 0
    for length in range(_LEAST_RUN, len(text) - at + 1):
        if not any(folded[at : at + length] in way for way in ways):
            break
        longest = length
    return longest


def _again(folded: str, at: int) -> int:
    longest = 0
    for length in range(_LEAST_AGAIN, len(folded) - at + 1):
        piece = folded[at : at + length]
        # It may run on into itself, as "aaaa" does; turned round it may not.
        if folded.find(piece, 0, at + length - 1) < 0 and piece[::-1] not in folded[:at]:
            break
        longest = length
    return longest
