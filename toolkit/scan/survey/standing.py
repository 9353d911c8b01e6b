"""What the whole set allows to say of a medium: attacked, doubtful or nothing, each with its reasons.

Beside it stands a rate: the examiners of content are wrong about some files in ten thousand, so that a large
clean disk has its share of false alarms, while an attack leaves its own traces: one ending, one night, whole
folders, a note dropped again and again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SURE = 5  # files; one wiped or misplaced block can make a healthy file look encrypted, not five
# Shares measured on 20,000 ordinary files: 0.03 % random or damaged, 13 % of no known kind.
_ODD, _VAGUE = 0.05, 0.5
_RATE = 0.005  # encrypted among the files seen; five times the false alarms the examiners are allowed
_FOLDERS = 3  # folders most of whose judged files are encrypted
_NAMED = 3  # encrypted files with a learnt ending, where a note lies somewhere


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts of the set; `damage` is after context, a verdict to its files."""

    damage: Mapping[str, int]
    hostile: bool = False
    notes: int = 0
    dropped: bool = False  # one note in several places, or several that name the same address
    suspects: int = 0
    beside: bool = False  # a note and an encrypted file in one folder
    named: int = 0  # encrypted files that bear a learnt ending
    folders: int = 0  # folders struck
    dated: bool = False  # encrypted files in one burst that holds little else, through folders in use
    loose: int = 0  # random files under names that no program of encryption or backup gives
    scattered: bool = False  # random files named alike, among ordinary files of several folders
    mismatched: bool = False  # many documents are of another kind than their names say
    protected: int = 0  # protected files in a folder with a note, or below one
    wrapped: int = 0  # protected files that context made encrypted
    inside: bool = False  # a demand stands in an archive or a mail
    imported: bool = False  # a rule of other people matched


def attacked(found: Evidence) -> Iterator[str]:
    """Yield the codes of what proves an attack; none is no proof of health."""
    encrypted = found.damage.get("encrypted", 0)
    many = encrypted >= SURE
    # A failing disk breaks files in every way, some of which look encrypted.
    whole = many and found.damage.get("damaged", 0) <= 2 * encrypted
    reasons = {
        "hostile_rule": found.hostile,
        "note_dropped": found.dropped,
        # A large clean disk may hold one text too many and a few false alarms, far from each other.
        "note_and_encrypted": found.notes and (found.beside or found.named >= _NAMED),
        "note_and_wrapped": found.wrapped,
        "note_and_random": found.notes and found.loose >= SURE,
        "common_extension": found.named >= SURE,
        "burst": many and found.dated,
        "struck_folders": whole and found.folders >= _FOLDERS,
        "many_encrypted": whole and encrypted >= _RATE * sum(found.damage.values()),
        "renamed_alike": found.scattered,
    }
    yield from (code for code, holds in reasons.items() if holds)


def doubtful(found: Evidence) -> Iterator[str]:
    """Yield the codes of what a person must look at before anything is called fine."""
    count = found.damage
    seen = sum(count.values())
    encrypted, random, damaged = (count.get(each, 0) for each in ("encrypted", "random", "damaged"))
    if encrypted:
        yield "encrypted_among_damaged" if damaged > 2 * encrypted >= 2 * SURE else "few_encrypted"
    if found.notes:
        yield "note_and_protected" if found.protected else "note_alone"
    if found.suspects:
        yield "suspect_text"
    if found.inside:
        yield "note_inside"
    if found.imported:
        yield "imported_rule"
    odd = random + damaged
    if odd >= SURE and odd > _ODD * seen:
        yield "many_damaged" if damaged >= random else "many_random"
    if found.mismatched:
        yield "many_mismatched"
    undetermined = odd + count.get("unknown", 0)
    if undetermined >= SURE and undetermined > _VAGUE * seen:
        yield "many_undetermined"


def standing(found: Evidence) -> tuple[str, tuple[str, ...]]:
    """Return "attacked", "doubtful" or "nothing", and the codes of its reasons."""
    if proof := tuple(attacked(found)):
        return "attacked", proof
    doubt = tuple(doubtful(found))
    return ("doubtful", doubt) if doubt else ("nothing", ())
