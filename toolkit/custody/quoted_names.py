"""Where names of people stand in a text, and the text without them."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from toolkit.custody import people
from toolkit.custody.everybody import FIRST_NAMES, PARTICLES, TITLES, WORDS
from toolkit.custody.made_names import FAMILIES
from toolkit.custody.people import People

NAME = "[nom]"
_HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_WITHIN = frozenset({" ", "-", "\u00a0", "_"})  # between a name and the next one of the same person
# Between two words that may be a person's…
_BESIDE = re.compile(r"[\s,;|'’\"._-]{1,4}\Z")
# …and between two that are known to be: the cells of a table, the strings of a script, two lines.
_KNOWN_BESIDE = re.compile(r"[^\w\[\]]{0,12}_?\Z")
_PATIENT = re.compile(r"(?i)(?<![^\W_])patiente?s?[\s:]{1,3}(?=[^\W\d_]{2})")
# What a name stands behind or before, though it is written without a capital.
_BEFORE = re.compile(
    r"(?i)(?:(?<![^\W_])(?:de|du|d['’]|chez|dossiers?|noms?|of|from|name|patiente?s?)[\s:]{1,3}|[@#_/\\])\Z"
)
_BEHIND = re.compile(r"[_@#\d]|-\d|\.\w{2,5}(?!\w)")
# What somebody shows others of: "Extrait : …", "preuves de vos patients :", and a list on it or below.
_SHOWING = re.compile(
    r"(?i)(?<![^\W_])(?:extraits?|preuves?|échantillons?|listes?|patiente?s?|clients?|proofs?|samples?|lists?"
    r"|(?P<of>dossiers?[ \u00a0](?:de|du)))(?![^\W_])"
    r"(?:(?:[ \u00a0][^\W\d_]{1,12}){0,6}[ \u00a0]?[:=])?\s{0,4}"
)
_CAPITAL = r"[A-ZÀ-Þ][^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,2}"
_MARKED = r"(?:[ \u00a0]{0,2}[(–:-]?[ \u00a0]{0,2}\[[^\]\n]{1,8}\]\)?)?"
_ITEM = re.compile(
    r"(?:[ \t]{0,4}(?:[-*•–]|\d{1,3}[.)])[ \t]{1,4})?"
    rf"(?P<pair>{_CAPITAL}(?:[ \u00a0]{_CAPITAL}){{1,2}})(?![^\W_]){_MARKED}"
    r"[ \u00a0]?(?:[,;.\n]|\r\n|\Z)[ \t\u00a0]{0,4}\n?"
)
_LOOKED = 16  # characters in front of a word
_LEAST = 4  # letters of a word that is somebody's wherever it stands
_LONE = 6  # letters of one that chance would not write
_HALF, _JOINED = 3, 40  # letters of a name in one joined of two, and of the whole
_MARK = r"\[(?:tél\.|n°|date|IBAN|carte)\]"
_BEFORE_MARK = re.compile(
    rf"(?:[^\W\d_]{{2,30}}[ '’-]){{0,2}}[^\W\d_]{{3,30}}(?=[ \t\u00a0,;|(]{{1,6}}{_MARK})"
)
_REACHED_BY = frozenset({
    "adeli", "appelez", "call", "cps", "discord", "fax", "finess", "gsm", "iban", "icq", "ins", "ipp",
    "jabber", "mobile", "nir", "phone", "rpps", "secu", "session", "signal", "skype", "sms", "tel",
    "telephone", "viber", "whatsapp", "wickr", "wire",
})  # fmt: skip
_FULL = r"(?:\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d\d[./-]\d\d)(?!\d)"
_DATE_BEHIND = re.compile(rf"(?<=\[nom\])((?:[^\w\[]{{1,6}}[^\W\d_]{{1,8}})?[^\w\[]{{1,6}}){_FULL}")
_DATE_BEFORE = re.compile(rf"(?<!\d){_FULL}([^\w\[]{{1,6}}\[nom\])")

Span = tuple[int, int, str]


def without(
    text: str, known: People, somebody: Collection[str] = (), *, lone: int = 0, listed: bool = False
) -> str:
    """Return a text with NAME for each person; `somebody` are folded words to hide wherever they stand.

    With `lone`, a known word of so many letters is hidden in any case: in an address nobody writes capitals.
    With `listed`, names in a list of what somebody shows are hidden though nobody knows them.
    """
    found = _words(text)
    also = [
        (start, end)
        for start, end, word in found
        if word in somebody or joined(word, known) or (lone and len(word) >= lone and word in known.words)
    ]
    done, at = [], 0
    also += shown(text) if listed else ()
    for start, end in sorted({*spans(text, known), *also}):
        if start >= at:
            done += [text[at:start], NAME]
        at = max(at, end)  # spans of one name overlap: title and first name, first name and last
    return "".join([*done, text[at:]])


def spans(text: str, known: People) -> Iterator[tuple[int, int]]:
    """Yield where words stand that name a person."""
    found = _words(text)
    by_start = {start: at for at, (start, _, _) in enumerate(found)}
    said = [met.end() for met in _PATIENT.finditer(text)]
    for start in (*(at for at, name in people.titled(text) if name[:1].isupper()), *said):
        if start in by_start and text[start].isupper():
            yield start, _end(text, found, by_start[start])
    for (start, end, one), (after, last, other) in pairwise(found):
        between = text[end:after]
        if known.pair(one, other):
            if _KNOWN_BESIDE.match(between):
                yield start, last
        elif _capitals(text, start, after, between) and people.first_and_last(one, other):
            yield start, last
    for start, end, word in found:
        if joined(word, known) or (word in known.words and _is_name(text, start, end)):
            yield start, end


def shown(text: str) -> list[tuple[int, int]]:
    """Return where names stand in a list behind a word of showing: pairs of capitals that are nobody's words.

    One alone counts behind "dossier de", two behind the others.
    """
    found: list[tuple[int, int]] = []
    for met in _SHOWING.finditer(text):
        pairs = list(_pairs(text, met.end()))
        if len(pairs) > 1 or (pairs and met["of"]):
            found += pairs
    return found


def _pairs(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the names of a list that begins at a place; it ends with the first item not written like one."""
    while at < len(text) and (met := _ITEM.match(text, at)):
        if _nobodys(met["pair"]):
            yield met.span("pair")
        at = met.end()


def _nobodys(pair: str) -> bool:
    return all(
        len(word) >= _HALF and word not in WORDS and word not in FAMILIES and word not in TITLES
        for _, _, word in people.spans(pair)
        if word not in PARTICLES
    )


def _capitals(text: str, start: int, after: int, between: str) -> bool:
    written = text[start].isupper() and text[after].isupper() and "\n" not in between
    return written and bool(between) and _BESIDE.match(between) is not None


def family_words(text: str) -> frozenset[str]:
    """Return the folded words of a name that are neither everybody's nor a first name many people share."""
    return frozenset(
        word
        for _, _, word in _words(text)
        if len(word) >= _LEAST
        and word not in FIRST_NAMES
        and word not in WORDS
        and word not in PARTICLES
        and word not in TITLES
    )


def joined(word: str, known: People) -> bool:
    """Tell a folded word that is two names of one person put together."""
    if not 2 * _HALF < len(word) <= _JOINED or not known.pairs:
        return False
    return any(known.pair(word[:at], word[at:]) for at in range(_HALF, len(word) - _HALF + 1))


def known_in(text: str, known: People) -> bool:
    """Tell a text with two names of one person side by side, or a long one alone, in any case."""
    found = _words(text)
    if any((len(word) >= _LONE and word in known.words) or joined(word, known) for _, _, word in found):
        return True
    return any(
        known.pair(one, other) and _KNOWN_BESIDE.match(text[end:after])
        for (_, end, one), (after, _, other) in pairwise(found)
    )


def beside_marks(text: str) -> str:
    """Return a masked text without the names before a number and the dates beside a name that were hidden."""
    text = _BEFORE_MARK.sub(lambda met: _named(met[0]), text)
    text = _DATE_BEHIND.sub(lambda met: f"{met[1]}[date]", text)
    return _DATE_BEFORE.sub(lambda met: f"[date]{met[1]}", text)


def _named(words: str) -> str:
    """Hide the last words of some, as many as begin with a capital and are nobody's else."""
    cut = len(words)
    for start, _, word in reversed(_words(words)):
        usual = word in WORDS or word in PARTICLES or word in TITLES or word in _REACHED_BY
        if not words[start].isupper() or usual or len(word) < _HALF:
            break
        cut = start
    return words if cut == len(words) else words[:cut] + NAME


def _words(text: str) -> list[Span]:
    """Return where the words of a text stand, those that capitals join apart, each folded."""
    found: list[Span] = []
    for start, end, word in people.spans(text):
        cuts = [start + met.start() for met in _HUMP.finditer(text[start:end])] if end - start > 1 else []
        if not cuts:
            found.append((start, end, word))
            continue
        for one, other in pairwise((start, *cuts, end)):
            found += [(one, other, folded) for folded in people.words(text[one:other])[:1]]
    return found


def _is_name(text: str, start: int, end: int) -> bool:
    """Tell a known word that stands as a name: with a capital, or where names stand."""
    return (
        text[start].isupper()
        or _BEFORE.search(text[max(0, start - _LOOKED) : start]) is not None
        or _BEHIND.match(text, end) is not None
    )


def _end(text: str, found: list[Span], at: int) -> int:
    """Return where a name ends that begins with a word: with the next one where that has a capital too."""
    end = found[at][1]
    if at + 1 < len(found):
        start, last, _ = found[at + 1]
        if text[end:start] in _WITHIN and text[start].isupper():
            return last
    return end
