"""The names of people that a disk's own files and folders tell, and where else they stand."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from toolkit.custody import places, program_names
from toolkit.custody.everybody import FIRST_NAMES, PARTICLES, TITLES, WORDS
from toolkit.custody.made_names import FAMILIES

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
_PROFILES = frozenset({"users", "documents and settings", "utilisateurs"})
# Below these a folder is a patient's, whatever the number of words in its name.
_OF_PATIENTS = frozenset({"patients", "patient", "patientdata", "docpatient", "dossiers patients"})
# Below these it may be, or a document may name one.
_OF_RECORDS = _OF_PATIENTS | frozenset({
    "archives", "bureau", "client", "clients", "clichés", "cliches", "courrier", "courriers", "data", "datas",
    "desktop", "dicom", "docs", "document", "documents", "données", "donnees", "dossier", "dossiers",
    "fmdata", "images", "letters", "mes documents", "my documents", "pdata", "photos", "radios", "x-ray",
    "xray",
})  # fmt: skip
# How records are sorted: by a letter or two, by year, by number.
_SORTED = re.compile(r"[^\W\d_](?:\s?[-_àa]\s?[^\W\d_])?|[^\W\d_]{0,3}[_-]?\d{1,10}")
_WRITTEN_IN = frozenset({
    "doc", "docm", "docx", "eml", "jpeg", "jpg", "msg", "odt", "pdf", "png", "ppt", "pptx", "rtf", "tif",
    "tiff", "xls", "xlsx", "dcm",
})  # fmt: skip
_LONE = 5  # letters of a word that is somebody's by its place alone

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
        shown = _without_kind(_INVISIBLE.sub("", text))
        apart = words(_HUMP.sub(" ", shown))
        return _titled(shown) or self.known(shown) or any(first_and_last(*both) for both in pairwise(apart))

    def known(self, text: str) -> bool:
        """Tell a text that holds a name which the disk itself tells, whatever its shape."""
        shown = _INVISIBLE.sub("", text)
        apart = words(_HUMP.sub(" ", shown))
        return (
            not self.words.isdisjoint(words(shown))
            or not self.words.isdisjoint(apart)
            or any(self.pair(*both) for both in pairwise(apart))
        )

    def pair(self, one: str, other: str) -> bool:
        """Tell two words that stand side by side in somebody's name, in either order."""
        return (one, other) in self.pairs or (other, one) in self.pairs


def _without_kind(name: str) -> str:
    """Return a name of a file without what says that it runs: "Julie.exe" is no first and last name."""
    stem, _, kind = name.rpartition(".")
    return stem if stem and kind.casefold() in places.PROGRAM_KINDS else name


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


@dataclass(slots=True)
class _Found:
    """What a disk told so far: by folders of patients, by the shape of names, by a lone word's place."""

    patients: set[str] = field(default_factory=set)
    shaped: set[str] = field(default_factory=set)
    lone: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    makers: set[str] = field(default_factory=set)  # what folders of programs are called

    def full(self) -> bool:
        return len(self.patients) + len(self.shaped) + len(self.lone) + len(self.makers) >= _MOST


def gather(places: Iterable[Place], private: Callable[[str, list[str]], int]) -> People:
    """Return the people that paths name below folders of data.

    `private` answers, for a volume and the names of a folder, from which name on they may be anybody's. What
    is no name of a person but has its shape, two words with capitals, is gathered too: to hide a word too
    many loses less than a patient. A lone word is somebody's below folders of records, unless a program or
    an account is called so; the name of a patient's folder is, whatever else is.
    """
    found = _Found()
    known: dict[tuple[str, str], bool] = {}
    for volume, path in places:
        folder, _, name = path.rpartition("/")
        if (volume, folder) not in known:
            if len(known) >= _FOLDERS:
                known.clear()
            known[volume, folder] = _of_folder(volume, folder, private, found)
        # Programs, and traces of their starts, are named by whoever made them.
        if known[volume, folder] and not found.full() and not _program(name):
            _add(_stem(name), found)
            if _document(folder, name):
                _lone(_stem(name), found, beside=not _holding(folder.split("/"), _OF_PATIENTS))
    others = (found.shaped | (found.lone - found.makers)) - found.accounts
    return People(frozenset(found.patients | others), frozenset(found.pairs))


def _program(name: str) -> bool:
    return not _PROGRAMS.isdisjoint(
        part.partition("-")[0].partition(":")[0] for part in name.casefold().split(".")[1:]
    )


def _document(folder: str, name: str) -> bool:
    return not _WRITTEN_IN.isdisjoint(name.casefold().split(".")[1:]) and not _OF_RECORDS.isdisjoint(
        folder.casefold().split("/")
    )


def _holding(above: list[str], kinds: frozenset[str]) -> bool:
    """Tell folders that lead to one of `kinds`, and from there only through letters, years and numbers."""
    for name in reversed(above):
        if name.casefold() in kinds:
            return True
        if not _SORTED.fullmatch(name):
            return False
    return False


def _of_folder(volume: str, folder: str, private: Callable[[str, list[str]], int], found: _Found) -> bool:
    """Gather from the names of a folder; tell whether files in it are people's own."""
    names = folder.split("/") if folder else []
    start = private(volume, names)
    folded = [name.casefold() for name in names]
    if len(names) > 1 and folded[0] in _PROFILES:
        found.accounts.update(words(names[1]))  # who works there is no secret: accounts leave in clear
    if names and not found.full():
        below = program_names.area(folded)
        found.makers.update(word for name in names[below : below + 2] if below for word in words(name))
        for at in range(start, len(names)):
            _add(names[at], found, inside=_holding(names[:at], _OF_PATIENTS))
            if _holding(names[:at], _OF_RECORDS):
                _lone(names[at], found)
    return start <= len(names)


def _add(name: str, found: _Found, *, inside: bool = False) -> None:
    """Gather the name of a person, or of the folder of a patient where it stands `inside` those."""
    if "".join(words(name)) in WORDS:
        return  # "AnyDesk" is one name, though it is written as two
    said = [(text, folded) for text, folded in _written(_HUMP.sub(" ", name)) if folded not in TITLES]
    kept = [(text, folded) for text, folded in said if folded not in PARTICLES and folded not in WORDS]
    if not 0 < len(kept) <= _WORDS_OF_A_NAME or len(said) > 2 * _WORDS_OF_A_NAME:
        return
    first = any(folded in FIRST_NAMES for _, folded in kept)
    titled = _titled(name)
    # Whatever stands beside a tool's name: "Mimikatz Trunk".
    if program_names.bears(name) and not (first or inside or titled):
        return
    capitals = all(text[:1].isupper() for text, _ in kept)
    several = len(kept) > 1 and (first or (capitals and len(kept) == len(said)))
    if several or titled or inside:
        held = found.patients if inside else found.shaped
        held.update(folded for _, folded in kept if _somebodys(folded))
        found.pairs.update(pairwise([folded for _, folded in kept]))


def _lone(name: str, found: _Found, *, beside: bool = False) -> None:
    """Gather the one word of a name that is not everybody's; `beside` asks for one that is."""
    said = [(text, folded) for text, folded in _written(name) if len(text) > 1 and folded not in TITLES]
    kept = [(text, folded) for text, folded in said if folded not in PARTICLES and folded not in WORDS]
    if len(kept) != 1 or program_names.bears(name) or (beside and len(said) == 1):
        return
    text, folded = kept[0]
    if text[0].isupper() and len(folded) >= _LONE and _somebodys(folded):
        found.lone.add(folded)


def _somebodys(folded: str) -> bool:
    return len(folded) >= _LEAST and folded not in FIRST_NAMES and folded not in FAMILIES


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
