"""The names of people that a disk's own files and folders tell, and where else they stand."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from toolkit.custody import places
from toolkit.custody.everybody import FIRST_NAMES, PARTICLES, TITLES, WORDS

_LEAST = 4  # letters of a word that is taken for somebody's
_MOST = 500_000  # words, and pairs, kept of one disk
_FOLDERS = 50_000  # remembered at once
_SHORT = 3  # letters of the other half of a name whose first half is a first name
_WORDS_OF_A_NAME = 3
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTERS = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_TITLE = r"(?:Mme|Mlle|Mr|Dr|Docteur|Monsieur|Madame|Mademoiselle|Mrs|Miss)"
_TITLED = re.compile(
    rf"(?<![\w.])(?:(?:{_TITLE}|{_TITLE.upper()}|{_TITLE.lower()})[\s._-]{{1,3}}(?=[^\W\d_]{{2}})"
    r"|[Mm]\.[\s_-]?(?=[^\W\d_]{3}))"
)
_PROGRAMS = places.PROGRAM_KINDS | {"pf"}
# Below these a folder is a patient's, whatever the number of words in its name.
_OF_PATIENTS = frozenset({"patients", "patient", "patientdata", "docpatient", "dossiers patients"})

Place = tuple[str, str]  # volume, path


@dataclass(frozen=True, slots=True)
class People:
    """Folded words that are people's names, and pairs of words that stand side by side in one."""

    words: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    told: dict[str, bool] = field(default_factory=dict, compare=False)  # answers so far

    def named(self, text: str) -> bool:
        """Tell a name of a file, a task or a program that holds a person's: a known one, or of that shape."""
        if text not in self.told:
            if len(self.told) >= _FOLDERS:
                self.told.clear()
            self.told[text] = self._named(text)
        return self.told[text]

    def _named(self, text: str) -> bool:
        shown = _INVISIBLE.sub("", text)
        whole, apart = words(shown), words(_HUMP.sub(" ", shown))
        return (
            _titled(shown)
            or not self.words.isdisjoint(whole)
            or not self.words.isdisjoint(apart)
            or any(self.pair(*both) or first_and_last(*both) for both in pairwise(apart))
        )

    def pair(self, one: str, other: str) -> bool:
        """Tell two words that stand side by side in somebody's name, in either order."""
        return (one, other) in self.pairs or (other, one) in self.pairs


def words(text: str) -> list[str]:
    """Return the words of letters of a text, without case and accents."""
    return [_fold(found[0]) for found in _LETTERS.finditer(_INVISIBLE.sub("", text))]


def spans(text: str) -> list[tuple[int, int, str]]:
    """Return where each word of letters stands in a text, and the word as `words` gives it."""
    return [(found.start(), found.end(), _fold(found[0])) for found in _LETTERS.finditer(text)]


def titled(text: str) -> Iterator[tuple[int, str]]:
    """Yield where a name begins that follows a title, and the word: "Mme Dupont"."""
    for found in _TITLED.finditer(text):
        name = _LETTERS.match(text, found.end())
        if name and (folded := _fold(name[0])) not in WORDS and folded not in PARTICLES:
            yield found.end(), name[0]


def _titled(text: str) -> bool:
    return next(titled(text), None) is not None


def gather(places: Iterable[Place], private: Callable[[str, list[str]], int]) -> People:
    """Return the people that paths name below folders of data.

    `private` answers, for a volume and the names of a folder, from which name on they may be anybody's. What
    is no name of a person but has its shape, two words with capitals, is gathered too: to hide a word too
    many loses less than a patient.
    """
    held, pairs, accounts = set[str](), set[tuple[str, str]](), set[str]()
    known: dict[tuple[str, str], bool] = {}
    for volume, path in places:
        folder, _, name = path.rpartition("/")
        if (volume, folder) not in known:
            if len(known) >= _FOLDERS:
                known.clear()
            known[volume, folder] = _of_folder(volume, folder, private, (held, pairs, accounts))
        # Programs, and traces of their starts, are named by whoever made them.
        if known[volume, folder] and len(held) < _MOST and not _program(name):
            _add(_stem(name), held, pairs)
    return People(frozenset(held - accounts), frozenset(pairs))


def _program(name: str) -> bool:
    return not _PROGRAMS.isdisjoint(
        part.partition("-")[0].partition(":")[0] for part in name.casefold().split(".")[1:]
    )


def _of_folder(
    volume: str,
    folder: str,
    private: Callable[[str, list[str]], int],
    found: tuple[set[str], set[tuple[str, str]], set[str]],
) -> bool:
    """Gather from the names of a folder; tell whether files in it are people's own."""
    held, pairs, accounts = found
    names = folder.split("/") if folder else []
    start = private(volume, names)
    if len(names) > 1 and names[0].casefold() in {"users", "documents and settings", "utilisateurs"}:
        accounts.update(words(names[1]))  # who works there is no secret: accounts leave in clear
    if len(held) < _MOST:
        for at in range(start, len(names)):
            inside = at > 0 and names[at - 1].casefold() in _OF_PATIENTS
            _add(names[at], held, pairs, inside=inside)
    return start <= len(names)


def _add(name: str, held: set[str], pairs: set[tuple[str, str]], *, inside: bool = False) -> None:
    """Gather the name of a person, or of the folder of a patient where it stands `inside` those."""
    if "".join(words(name)) in WORDS:
        return  # "AnyDesk" is one name, though it is written as two
    found = [(text, folded) for text, folded in _written(_HUMP.sub(" ", name)) if folded not in TITLES]
    kept = [(text, folded) for text, folded in found if folded not in PARTICLES and folded not in WORDS]
    if not 0 < len(kept) <= _WORDS_OF_A_NAME or len(found) > 2 * _WORDS_OF_A_NAME:
        return
    first = any(folded in FIRST_NAMES for _, folded in kept)
    capitals = all(text[:1].isupper() for text, _ in kept)
    several = len(kept) > 1 and (first or inside or (capitals and len(kept) == len(found)))
    if several or _titled(name) or (inside and len(found) == 1):
        held.update(folded for _, folded in kept if len(folded) >= _LEAST and folded not in FIRST_NAMES)
        folded = [folded for _, folded in kept]
        pairs.update(pairwise(folded))


def _written(name: str) -> list[tuple[str, str]]:
    return [(found[0], _fold(found[0])) for found in _LETTERS.finditer(_INVISIBLE.sub("", name))]


def _stem(name: str) -> str:
    stem, dot, rest = name.partition(".")
    # "M. Dupont.pdf": a title is no name.
    return f"{stem}.{rest.partition('.')[0]}" if dot and stem.casefold() in TITLES else stem


def first_and_last(one: str, other: str) -> bool:
    """Tell a first name beside a word that is not everybody's."""
    return any(
        first in FIRST_NAMES
        and len(last) >= _SHORT
        and last not in WORDS
        and last not in PARTICLES
        and last not in TITLES
        for first, last in ((one, other), (other, one))
    )


def _fold(word: str) -> str:
    if word.isascii():
        return word.casefold()
    plain = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()
