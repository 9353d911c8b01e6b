"""Whose note it is: the marks each family has in a text, and how sure that makes it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from toolkit.records import Certainty
from toolkit.scan.notes.contacts import Contacts
from toolkit.scan.notes.fingerprints import channel_mark, template_marks
from toolkit.scan.notes.knowledge import Knowledge
from toolkit.scan.notes.spoken import mentions, self_names

# Weight of each kind of mark when families are ranked.
_WEIGHTS = {
    "host": 8.0,  # an onion host only this family was seen with
    "template": 6.0,  # most of the text's runs of words, seen in this family alone
    "name": 5.0,  # the text calls its author so
    "channel": 4.0,  # another address only this family was seen with
    "vanity": 3.0,  # an onion host beginning with the family's name
    "prefix": 2.5,  # a mail address beginning with it
    "file": 3.0,  # a telling note name only this family claims, that is not its name
    "file_named": 3.0,  # the same, made of its name
    "kinship": 3.0,  # some runs of words seen in this family
    "extension": 2.0,  # an extension of this family alone, spoken of in the text
    "mention": 1.0,  # the name stands in the text, not as its author's
    "file_shared": 0.9,
    "extension_shared": 0.5,
}
# Marks that say the text is this family's; the same in another family's favour forbids certainty.
_OF_THE_TEXT = frozenset({"host", "template", "name"})
# Kinds that do not depend on each other. A name in the text, in a file name and in a mail address can all be
# borrowed together (a note signed Ryuk and called RyukReadMe was another's): they count as one.
_INDEPENDENT = (
    frozenset({"host"}),
    frozenset({"template"}),
    frozenset({"name"}),
    frozenset({"file", "extension", "vanity"}),
)
_RIVAL_KINSHIP = 0.3  # share of the text also found in another family's notes
_NAMED = 1.0  # weight under which families are candidates only
_LEAD = 1.25  # times the next family's weight
_TEMPLATE_SHARE, _TEMPLATE_RUNS = 0.5, 20
_KIN_SHARE, _KIN_RUNS = 0.08, 3
_EXTENSION = re.compile(r"(?<![\w.])\.[A-Za-z0-9_!@#-]{2,24}(?![\w.]\w)")
_MOST_CANDIDATES = 12
_NAME_IN_FILE = 5  # letters

Marks = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Naming:
    """A family, or none, how sure, and every family that some mark speaks for."""

    family: str | None = None
    certainty: Certainty = Certainty.UNKNOWN
    candidates: tuple[str, ...] = ()
    marks: Marks = field(default_factory=dict)


def family_of_name(file_name: str, known: Knowledge) -> tuple[str, ...]:
    """Return every family that claims a file's extension or note name: candidates, never a conclusion."""
    low = file_name.casefold()
    found = list(known.by_note_name.get(low, ()))
    found += [family for pattern, family, _ in known.note_patterns if pattern.fullmatch(low)]
    for dot in (place for place, char in enumerate(low) if char == "." and place):
        found += known.by_extension.get(low[dot:], ())
    return tuple(dict.fromkeys(found))


def name_family(name: str, text: str, contacts: Contacts, known: Knowledge) -> Naming:
    """Weigh the marks of every family; confirmed needs two independent marks."""
    marks: Marks = {}
    _file_marks(name, known, marks)
    _channel_marks(contacts, known, marks)
    _template_marks(text, known, marks)
    _spoken_marks(text, known, marks)
    _extension_marks(text, known, marks)
    if not marks:
        return Naming()
    return _ranked(marks)


def _ranked(marks: Marks) -> Naming:
    weights = {family: sum(seen.values()) for family, seen in marks.items()}
    order = sorted(weights, key=lambda family: (-weights[family], family))
    best, second = order[0], weights[order[1]] if len(order) > 1 else 0.0
    candidates = tuple(order[:_MOST_CANDIDATES])
    if weights[best] < max(_NAMED, _LEAD * second):
        return Naming(None, Certainty.UNKNOWN, candidates, marks)
    if _is_confirmed(marks, best):
        return Naming(best, Certainty.CONFIRMED, (), marks)
    return Naming(best, Certainty.PROBABLE, candidates, marks)


def _is_confirmed(marks: Marks, best: str) -> bool:
    """Two independent marks of one family, one of them in the text itself, and no other family's in it."""
    seen = set(marks[best])
    others = [marks[family] for family in marks if family != best]
    rivals = any(
        set(other) & (_OF_THE_TEXT | {"channel"})
        or other.get("kinship", 0) >= _RIVAL_KINSHIP * _WEIGHTS["kinship"]
        for other in others
    )
    return not rivals and bool(seen & _OF_THE_TEXT) and sum(bool(seen & kind) for kind in _INDEPENDENT) >= 2


def _mark(marks: Marks, families: Iterable[str], kind: str, share: float = 1.0) -> None:
    for family in families:
        seen = marks.setdefault(family, {})
        seen[kind] = max(seen.get(kind, 0.0), _WEIGHTS[kind] * share)


def _file_marks(name: str, known: Knowledge, marks: Marks) -> None:
    low = name.casefold()
    for spoken, families in known.spoken.items():
        if len(spoken) >= _NAME_IN_FILE and spoken in low:
            _mark_spoken(marks, spoken, families, "file_named")
    telling = any(tells and pattern.fullmatch(low) for pattern, _, tells in known.note_patterns)
    claims = family_of_name(name, known)
    if len(claims) == 1 and (telling or low in known.telling):
        named = any(spoken in low for spoken, families in known.spoken.items() if claims[0] in families)
        _mark(marks, claims, "file_named" if named else "file")
    else:
        _mark(marks, claims, "file_shared", 1 / max(1, len(claims)))


def _channel_marks(contacts: Contacts, known: Knowledge, marks: Marks) -> None:
    for key in ("onion", "tox", "session", "email", "telegram", "jabber"):
        for value in contacts.get(key, ()):
            families = known.channels.get(channel_mark(value), ())
            if len(families) == 1:
                _mark(marks, families, "host" if key == "onion" and len(value) > 60 else "channel")
            elif families:
                _mark(marks, families, "kinship", 0.5)
            if key in ("onion", "email"):
                _mark(marks, _prefixed(value.lower(), known), "vanity" if key == "onion" else "prefix")


def _prefixed(value: str, known: Knowledge) -> tuple[str, ...]:
    """Return the family whose name begins an address: vanity hosts are made so; five letters at least."""
    for length in range(min(16, len(value)), 4, -1):
        families = known.spoken.get(value[:length], ())
        if len(families) == 1:
            return families
    return ()


def _template_marks(text: str, known: Knowledge, marks: Marks) -> None:
    runs = template_marks(text)
    alone: dict[str, int] = {}
    shared: dict[str, int] = {}
    for run in runs:
        families = known.templates.get(run, ())
        for family in families:
            counts = alone if len(families) == 1 else shared
            counts[family] = counts.get(family, 0) + 1
    for family in alone.keys() | shared.keys():
        own, common = alone.get(family, 0), shared.get(family, 0)
        share = (own + common) / len(runs)
        if own >= _TEMPLATE_RUNS and own >= _TEMPLATE_SHARE * len(runs):
            _mark(marks, (family,), "template", share)
        elif own + common >= _KIN_RUNS and share >= _KIN_SHARE:
            _mark(marks, (family,), "kinship", share)


def _spoken_marks(text: str, known: Knowledge, marks: Marks) -> None:
    own = self_names(text, known.spoken)
    for name, families in own.items():
        _mark_spoken(marks, name, families, "name")
    for name, families in mentions(text, known.spoken).items():
        if name not in own:
            _mark_spoken(marks, name, families, "mention")


def _mark_spoken(marks: Marks, name: str, families: tuple[str, ...], kind: str) -> None:
    """Mark the family whose own name it is fully, those it is another name of in part."""
    for family in families:
        _mark(marks, (family,), kind, 1.0 if family == name or len(families) == 1 else 0.5 / len(families))


def _extension_marks(text: str, known: Knowledge, marks: Marks) -> None:
    for extension in dict.fromkeys(found.lower() for found in _EXTENSION.findall(text)[:400]):
        families = known.by_extension.get(extension, ())
        if len(families) == 1:
            _mark(marks, families, "extension")
        else:
            _mark(marks, families, "extension_shared", 1 / max(1, len(families)))
