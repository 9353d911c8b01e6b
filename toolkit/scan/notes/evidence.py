"""What speaks for each family in one note: its name, its addresses, its words, its file's name."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from toolkit.scan.notes.claims import Claims
from toolkit.scan.notes.contacts import Contacts
from toolkit.scan.notes.fingerprints import channel_mark, template_marks
from toolkit.scan.notes.knowledge import Knowledge
from toolkit.scan.notes.likeness import own_runs, shares
from toolkit.scan.notes.names import PLAIN, scheme_of
from toolkit.scan.notes.signed import host_names, mail_names
from toolkit.scan.notes.spoken import mentions, self_names, titled_names, worded_names

# Weight of each kind of mark when families are ranked.
WEIGHTS = {
    "host": 8.0,  # an onion host seen in notes of this family alone
    "site": 7.0,  # an onion host that a list gives to this family alone
    "template": 6.0,  # most of the text's long runs of words, seen in this family alone
    "words": 9.0,  # share of the text's short runs seen in this family, rare ones counting more
    "lead": 4.0,  # how many times the next family's share, four times or more counting whole
    "copied": 2.2,  # the same share, in a text that sends its reader to a site not known of this family
    "name": 5.0,  # the text calls its author so
    "called": 4.0,  # the same, by a name that is an everyday word
    "channel": 4.0,  # another address only this family was seen with
    "host_shared": 4.0,
    "titled": 2.0,  # an everyday word that is a name stands alone at the top or the end
    "vanity": 5.0,  # an onion host beginning with the family's name
    "signed": 4.5,  # a mail address made of it
    "prefix": 1.0,  # a mail address beginning with it
    "file": 2.5,  # a telling note name only this family claims, that is not its name
    "file_named": 3.0,  # the same, made of its name
    "file_worded": 2.0,  # the file is called by its name, an everyday word, and by what all notes are called
    "scheme": 2.0,  # share of the known note names made like this one that are this family's
    "extension": 1.5,  # an extension of this family alone, spoken of in the text
    "mention": 0.8,  # the name stands in the text, not as its author's
    "file_shared": 0.9,
    "extension_shared": 0.5,
}
_TEMPLATE_SHARE, _TEMPLATE_RUNS = 0.5, 20
_WORDS_SHARE = 0.06
_LEAD_SHARE, _LEAD_FLOOR, _LEAD_TIMES = 0.08, 0.03, 4.0
_LEAD_RUNS = 6  # of three words; notes made of what all say met 3 at most
_WHOLE_TEXT = 0.9  # share of a text that is another, but for the case
_OF_A_SITE = frozenset({"host", "site", "host_shared"})
_EXTENSION = re.compile(r"(?<![\w.])\.[A-Za-z0-9_!@#-]{2,24}(?![\w.]\w)")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MASKED = re.compile(r"x{5}|0{6}", re.IGNORECASE)  # what a publisher blanked out
_PIECES = re.compile(r"[^\W\d_]+")
_LONGEST_NAME = 80
_NAME_IN_FILE = 4  # letters
_MOST_PIECES = 24
_HOST = 60  # characters of an onion host of the third version

Marks = dict[str, dict[str, float]]


def gather(name: str, text: str, contacts: Contacts, known: Knowledge) -> Marks:
    """Return, by family, the weight of each kind of mark that a note and its file name bear."""
    marks: Marks = {}
    claims = known.claims
    _file_marks(name, claims, marks)
    _channel_marks(contacts, claims, marks)
    _template_marks(text, claims, marks)
    _word_marks(text, claims, marks)
    if contacts.get("onion"):
        _copied(marks)
    _lead(text, marks, claims)
    _spoken_marks(text, claims, marks)
    _extension_marks(text, claims, marks)
    return marks


def family_of_name(file_name: str, known: Knowledge) -> tuple[str, ...]:
    """Return every family that claims a file's extension or note name: candidates, never a conclusion."""
    return _claimants(file_name, known.claims)


def _claimants(file_name: str, claims: Claims) -> tuple[str, ...]:
    low = file_name.casefold()
    found = list(claims.by_note_name.get(low, ()))
    found += [family for pattern, family, _ in claims.note_patterns if pattern.fullmatch(low)]
    for dot in (place for place, char in enumerate(low) if char == "." and place):
        found += claims.by_extension.get(low[dot:], ())
    return tuple(dict.fromkeys(found))


def _mark(marks: Marks, families: Iterable[str], kind: str, share: float = 1.0) -> None:
    for family in families:
        seen = marks.setdefault(family, {})
        seen[kind] = max(seen.get(kind, 0.0), WEIGHTS[kind] * share)


def _file_marks(name: str, claims: Claims, marks: Marks) -> None:
    low = name.casefold()
    named = {family for word in _pieces(name) for family in claims.spoken.get(word, ())}
    for word in _pieces(name):
        _mark_spoken(marks, word, claims.spoken.get(word, ()), "file_named")
    for word in () if len(name) > _LONGEST_NAME else _lone_pieces(name):
        _mark_spoken(marks, word, claims.worded.get(word, ()), "file_worded")
    made = Counter(claims.schemes.get(scheme_of(name), ()))
    for family, count in made.items():
        _mark(marks, (family,), "scheme", count / (made.total() + 1))
    claimants = _claimants(name, claims)
    if len(claimants) != 1:
        _mark(marks, claimants, "file_shared", 1 / max(1, len(claimants)))
        return
    telling = low in claims.telling or any(
        tells and family == claimants[0] and pattern.fullmatch(low)
        for pattern, family, tells in claims.note_patterns
    )
    kind = ("file_named" if claimants[0] in named else "file") if telling else "file_shared"
    _mark(marks, claimants, kind)


def _pieces(name: str) -> Iterator[str]:
    """Yield the words of a file name, alone and joined by two and three: "RyukReadMe", "black_basta"."""
    found = [piece.casefold() for piece in _PIECE.findall(name)][:_MOST_PIECES]
    for place in range(len(found)):
        for length in (1, 2, 3):
            word = "".join(found[place : place + length])
            if len(word) >= _NAME_IN_FILE and place + length <= len(found):
                yield word


def _lone_pieces(name: str) -> Iterator[str]:
    """Yield the one word of a file's name that is not what all notes are called by."""
    telling = [word for word in _PIECES.findall(name.casefold()) if word not in PLAIN]
    if len(telling) == 1 and len(telling[0]) >= _NAME_IN_FILE:
        yield telling[0]


def _channel_marks(contacts: Contacts, claims: Claims, marks: Marks) -> None:
    for key in ("onion", "tox", "session", "email", "telegram", "jabber"):
        for value in contacts.get(key, ()):
            if _MASKED.search(value):
                continue
            mark = channel_mark(value)
            noted, listed = claims.channels.get(mark, ()), claims.sites.get(mark, ())
            families = tuple(dict.fromkeys((*noted, *listed)))
            if len(families) == 1:
                host = ("host" if noted else "site") if key == "onion" and len(value) > _HOST else "channel"
                _mark(marks, families, host)
            else:
                _mark(marks, families, "host_shared", 1 / max(1, len(families)))
    for host in contacts.get("onion", ()):
        for families, share in host_names(host, claims):
            _mark(marks, families, "vanity", share)
    for address in contacts.get("email", ()):
        for kind, families, share in mail_names(address, claims):
            _mark(marks, families, kind, share)


def _template_marks(text: str, claims: Claims, marks: Marks) -> None:
    runs = template_marks(text)
    alone: dict[str, int] = {}
    for run in runs:
        families = claims.templates.get(run, ())
        if len(families) == 1:
            alone[families[0]] = alone.get(families[0], 0) + 1
    for family, own in alone.items():
        if own >= _TEMPLATE_RUNS and own >= _TEMPLATE_SHARE * len(runs):
            _mark(marks, (family,), "template", own / len(runs))


def _word_marks(text: str, claims: Claims, marks: Marks) -> None:
    for family, share in shares(text, claims).items():
        if share >= _WORDS_SHARE:
            _mark(marks, (family,), "words", share)


def _copied(marks: Marks) -> None:
    """Count words for little where the site given is another's: gangs take over each other's notes whole."""
    for seen in marks.values():
        share = seen.get("words", 0.0) / WEIGHTS["words"]
        if 0 < share < _WHOLE_TEXT and not _OF_A_SITE & seen.keys():
            del seen["words"]
            seen["copied"] = WEIGHTS["copied"] * share
            if seen.pop("template", 0.0):
                seen["copied"] = WEIGHTS["copied"]


def _lead(text: str, marks: Marks, claims: Claims) -> None:
    """Mark the one family whose words stand out: how far off the next is tells more than how many they are.

    The next is one that is not of its stock. Words that are another's, by the site given, lead to nobody;
    nor do words that all notes say, of which the family with the most notes has the most.
    """
    part = {
        family: seen.get("words", 0.0) / WEIGHTS["words"] + seen.get("copied", 0.0) / WEIGHTS["copied"]
        for family, seen in marks.items()
    }
    first = max(sorted(part), key=part.__getitem__, default="")
    if not first or part[first] < _LEAD_SHARE or "words" not in marks[first]:
        return
    strangers = part.keys() - {first, *claims.families[first].kin}
    times = part[first] / max([_LEAD_FLOOR, *(part[family] for family in strangers)])
    if times > 1 and own_runs(text, first, claims) >= _LEAD_RUNS:
        _mark(marks, (first,), "lead", min(1.0, math.log(times) / math.log(_LEAD_TIMES)))


def _spoken_marks(text: str, claims: Claims, marks: Marks) -> None:
    own = self_names(text, claims.spoken)
    for name, families in own.items():
        _mark_spoken(marks, name, families, "name")
    for name, families in worded_names(text, claims.worded).items():
        _mark_spoken(marks, name, families, "called")
    for name, families in titled_names(text, claims.worded).items():
        _mark_spoken(marks, name, families, "titled")
    for name, families in mentions(text, claims.spoken).items():
        if name not in own:
            _mark_spoken(marks, name, families, "mention")


def _mark_spoken(marks: Marks, name: str, families: tuple[str, ...], kind: str) -> None:
    """Mark the family whose own name it is fully, those it is another name of in part."""
    for family in families:
        _mark(marks, (family,), kind, 1.0 if family == name or len(families) == 1 else 0.5 / len(families))


def _extension_marks(text: str, claims: Claims, marks: Marks) -> None:
    for extension in dict.fromkeys(found.lower() for found in _EXTENSION.findall(text)[:400]):
        families = claims.by_extension.get(extension, ())
        if len(families) == 1:
            _mark(marks, families, "extension")
        else:
            _mark(marks, families, "extension_shared", 1 / max(1, len(families)))
