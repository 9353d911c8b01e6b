"""What is judged of one file by all the others: the facts that speak for encryption, and whether they do.

The facts and the rules are told in scan.context.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.scan import extensions
from toolkit.scan.survey.burst import Span
from toolkit.scan.survey.endings import last
from toolkit.scan.survey.loose import is_store
from toolkit.scan.survey.neighbours import Folder
from toolkit.scan.survey.wrapped import put_behind

_MASK = 0xFFFF_FFFF_FFFF_FFFF
HOLDS, HOLDS_TEXT = "holds", "holds_text"  # why an intact file waits that is of no other kind than it says
_ENOUGH = 3  # encrypted neighbours
_RUINED = 5  # random neighbours, where a note lies
# What a content nobody recognised may be under its own name; a type that holds, or that is known, is none.
_OPEN_UNKNOWN = frozenset({"too_small", "random_blocks", "not_recognised"})
_OPEN_DAMAGED = frozenset({"structure_broken", "checksum", "truncated"})
# Names that promise nothing of what a content must look like: a program may write its own there at any time.
_ANY_CONTENT = frozenset({None, "database"})


@dataclass(frozen=True, slots=True)
class Attack:
    """What all lines together taught, read by every judgement."""

    learnt: frozenset[str]
    shared: frozenset[str]
    twins: Any  # sorted hashes of the name and size of every intact file
    first: int | None = None  # ns UTC; None: no burst to go by
    last: int | None = None
    strewn: Mapping[int, Span | None] = field(default_factory=dict)  # by shape of name
    proven: frozenset[str] = frozenset()  # learnt endings that need no other fact
    coded: frozenset[str] = frozenset()  # learnt endings of files encrypted and written as text
    wrapped: Sequence[Mapping[str, Span | None]] = ()  # endings of protected files (Wrapped.decided)
    told: bool = False  # encrypted files are known by their content already


def facts_of(
    attack: Attack, around: Folder, name: str, size: int, written: int | None, alike: int | None
) -> list[str]:
    """List the facts that speak for encryption, in the order told; `alike` is the shape of the name."""
    span = attack.strewn.get(alike) if alike is not None else None
    ending = last(name)
    borne = ending in attack.learnt or (bool(around.notes) and ending in attack.shared)
    checks = (
        ("extension", bool(ending) and borne),
        ("note", around.notes > 0),
        ("neighbours", _alike(around, named=bool(ending) and borne)),
        ("burst", _within(attack, written) or _in_span(span, written)),
        ("twin", _has_twin(attack, name, size)),
        ("strewn", alike in attack.strewn),
    )
    return [fact for fact, holds in checks if holds]


def _alike(around: Folder, *, named: bool) -> bool:
    """Tell a folder whose files were treated as this one would have been."""
    struck = around.encrypted if named else around.own_names
    if struck >= _ENOUGH and struck >= around.intact:
        return True
    # A tree renamed and encrypted whole: nothing is left that any content could tell.
    ruined = around.random >= _RUINED and around.intact * 4 <= around.random
    return around.notes > 0 and ruined


def _within(attack: Attack, written: int | None) -> bool:
    if attack.first is None or attack.last is None or written is None:
        return False
    return attack.first <= written <= attack.last


def _in_span(span: Span | None, written: int | None) -> bool:
    return span is not None and written is not None and span.first <= written <= span.last


def decides(was: str, reason: str, name: str, facts: list[str], around: Folder, attack: Attack) -> bool:
    """Tell whether the facts make the file one of the attack's."""
    ending = last(name)
    if was in {"protected", "intact"}:
        return _is_taken(was, ending, facts, attack)
    if was == "random":
        return _is_struck(name, facts, around, attack)
    if reason in {"empty", "split_part"}:
        return False
    if ending in attack.learnt:
        return True
    if "burst" not in facts or len(facts) < 2 or extensions.expected(name) in _ANY_CONTENT:
        return False
    return reason in (_OPEN_UNKNOWN if was == "unknown" else _OPEN_DAMAGED)


def _is_taken(was: str, ending: str, facts: list[str], attack: Attack) -> bool:
    """Decide of a file whose content is in order as it stands."""
    if was == "protected":
        # Where content tells an attack already, what was locked before it stays the practice's own.
        return "wrapped" in facts and (not attack.told or "burst" in facts)
    return ending in attack.learnt or {"mismatch", "note"} <= set(facts)


def verdict_of(was: str, reason: str, name: str, attack: Attack) -> str:
    """Return what a file is that the facts decide; readable bytes under the attack's ending are a riddle."""
    if was == "intact" and (reason == HOLDS or (reason == HOLDS_TEXT and last(name) not in attack.coded)):
        return "unknown"
    return "encrypted"


def _is_struck(name: str, facts: list[str], around: Folder, attack: Attack) -> bool:
    """Decide of a random file: a container, or one of the attack's."""
    if last(name) in attack.proven:
        return True
    # Where the attack renames, a file under another name is one it passed over.
    spared = is_store(name) or (attack.learnt and around.own_names < _ENOUGH)
    if spared and "extension" not in facts and "strewn" not in facts:
        return False
    strong = [fact for fact in facts if fact != "note_near"]
    known = "extension" in facts or "note" in facts or {"strewn", "burst"} <= set(facts)
    return len(strong) >= 2 and known


def is_wrapped(attack: Attack, name: str, written: int | None, places: Iterable[bool]) -> bool:
    """Tell a protected file whose ending was put on many, and which a note accompanies.

    `places` says in the order of `Attack.wrapped` where a note lies: in its folder, above, on the medium.
    """
    ending, document = put_behind(name)
    return any(
        holds and ending in endings and (document or _in_span(endings[ending], written))
        for holds, endings in zip(places, attack.wrapped, strict=True)
    )


def twin(name: str, size: int) -> int:
    """Return the eight bytes a name and a size are known by in this run."""
    return hash((name.casefold(), size)) & _MASK


def _has_twin(attack: Attack, name: str, size: int) -> bool:
    if not len(attack.twins):
        return False
    ending = last(name)
    bare = name[: -len(ending) - 1] if ending in attack.learnt else name
    sought = attack.twins.dtype.type(twin(bare, size))
    at = int(attack.twins.searchsorted(sought))
    return at < len(attack.twins) and bool(attack.twins[at] == sought)
