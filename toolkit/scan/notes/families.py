"""Whose note it is: families ranked by what speaks for them, and how sure that makes the first."""

from dataclasses import dataclass, field

from toolkit.records import Certainty
from toolkit.scan.notes.contacts import Contacts
from toolkit.scan.notes.evidence import WEIGHTS, Marks, family_of_name, gather
from toolkit.scan.notes.knowledge import Knowledge

__all__ = ["Naming", "family_of_name", "name_family"]

# Marks that say the text is this family's; the same in another family's favour forbids certainty.
_OF_THE_TEXT = frozenset({"host", "site", "template", "name", "called"})
# Kinds that do not depend on each other. A name in the text, in a file name and in a mail address can all be
# borrowed together (a note signed Ryuk and called RyukReadMe was another's): they count as one. So do a name
# and a host that no note of the family was read with: both come from one line of one list. The letters a host
# begins with are no mark beside the host.
_INDEPENDENT = (
    frozenset({"host"}),
    frozenset({"template"}),
    frozenset({"name", "called", "site", "titled", "signed", "vanity"}),
    frozenset({"file", "extension"}),
)
_SELF = frozenset({"name", "called", "titled", "signed", "vanity", "file_named"})  # names
_CONTRADICTS = _OF_THE_TEXT | {"channel", "host_shared", "titled", "vanity", "signed"}
_BORROWED = frozenset({"words", "copied"})
_SHARED_OUT = _BORROWED | {"lead"}
_RIVAL_WORDS = 0.3  # share of the text also found in another family's notes
_OWN = 4.0  # weight of marks of one's own that names a family whatever words it shares with others
_NAMED = 4.0  # weight under which families are candidates only: four ninths of the words
_LEAD = 1.4  # times the next family's weight
_CLOSE = 1.25  # so near the first, a family with marks of its own is not outweighed
_MOST_CANDIDATES = 12


Weights = dict[str, float]
Kin = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Naming:
    """A family, or none, how sure, and every family that some mark speaks for."""

    family: str | None = None
    certainty: Certainty = Certainty.UNKNOWN
    candidates: tuple[str, ...] = ()
    marks: Marks = field(default_factory=dict)


def name_family(name: str, text: str, contacts: Contacts, known: Knowledge) -> Naming:
    """Weigh the marks of every family; confirmed needs two independent marks."""
    marks = gather(name, text, contacts, known)
    kin = {family: frozenset(known.families[family].kin) & marks.keys() for family in marks}
    return _ranked(marks, kin) if marks else Naming()


def _ranked(marks: Marks, kin: Kin) -> Naming:
    weights = {family: sum(seen.values()) for family, seen in marks.items()}
    order = sorted(weights, key=lambda family: (-weights[family], family))
    best = _best(marks, weights, kin)
    if best is None:
        return Naming(None, Certainty.UNKNOWN, tuple(order[:_MOST_CANDIDATES]), marks)
    if _is_confirmed(marks, best):
        return Naming(best, Certainty.CONFIRMED, (), marks)
    candidates = (best, *(family for family in order if family != best))
    return Naming(best, Certainty.PROBABLE, candidates[:_MOST_CANDIDATES], marks)


def _best(marks: Marks, weights: Weights, kin: Kin) -> str | None:
    """Return the family that leads: by what only it has where there is such, else by all that speaks for it.

    Words are what families copy from each other; an address or a name of one's own outweighs them. Of two
    of one stock, that share hosts and words whole, the one whose own name the note bears leads.
    """
    own = {
        family: sum(weight for kind, weight in seen.items() if kind not in _SHARED_OUT)
        for family, seen in marks.items()
    }
    leader = _leader(own, _OWN, kin)
    if leader is None:
        close = [family for family in own if own[family] >= max(_OWN, max(own.values()) / _CLOSE)]
        named = [family for family in close if _SELF & marks[family].keys()]
        if len(named) == 1:
            return named[0]
        leader = _leader(
            {family: weights[family] for family in close or weights}, _OWN if close else _NAMED, kin
        )
    return leader and _of_the_stock(leader, marks, own, weights, kin)


def _leader(weights: Weights, least: float, kin: Kin) -> str | None:
    """Return the family that weighs the most, if clearly more than any that is not of its stock."""
    order = sorted(weights, key=lambda family: (-weights[family], family))
    second = max((weights[family] for family in order[1:] if family not in kin[order[0]]), default=0.0)
    return order[0] if weights[order[0]] >= max(least, _LEAD * second) else None


def _of_the_stock(leader: str, marks: Marks, own: Weights, weights: Weights, kin: Kin) -> str:
    """Return the one family of the leader's stock that the note names as its author, or the leader.

    A leader whose notes have no word of this one leads by what a list says: then the heaviest of the stock.
    """
    if _calls_itself(marks[leader]):
        return leader
    named = [family for family in kin[leader] if own[family] >= _OWN and _calls_itself(marks[family])]
    if len(named) == 1:
        return named[0]
    if _BORROWED & marks[leader].keys():
        return leader
    return max((leader, *sorted(kin[leader])), key=weights.__getitem__)


def _calls_itself(seen: dict[str, float]) -> bool:
    return seen.get("name", 0.0) >= WEIGHTS["name"] or bool({"called", "signed", "vanity"} & seen.keys())


def _is_confirmed(marks: Marks, best: str) -> bool:
    """Two independent marks of one family, one of them in the text itself, and no other family's in it."""
    seen = set(marks[best])
    rivals = any(_is_rival(marks[family]) for family in marks if family != best)
    return not rivals and bool(seen & _OF_THE_TEXT) and sum(bool(seen & kind) for kind in _INDEPENDENT) >= 2


def _is_rival(seen: dict[str, float]) -> bool:
    words = any(seen.get(kind, 0.0) >= _RIVAL_WORDS * WEIGHTS[kind] for kind in _BORROWED)
    return words or bool(set(seen) & (_CONTRADICTS))
