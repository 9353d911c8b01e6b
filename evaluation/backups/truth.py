"""What the check must say of each medium: sets, where the outside of a file does not decide between two.

Three ways of asking: of the medium alone, with the machine's inventory, with a baseline from before. Alone,
nothing says that anything is missing: the best to be had is "correct", all other questions answered by yes.
"""

from typing import NamedTuple

from evaluation.backups.forms import Form

ASKED = ("alone", "machine", "baseline")
CORRECT = "correct"  # unknown only because nothing was there to compare with


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Truth(NamedTuple):
    """The right answers: on connecting, and on relying by way of asking."""

    connect: frozenset[str]
    rely: tuple[frozenset[str], frozenset[str], frozenset[str]]  # by ASKED
    sound: bool = False  # any of damaged, encrypted, infected, incomplete or stale is a false alarm
    # Nothing in the medium tells it: without baseline the good answer is right, its limit being told.
    unseen: bool = False


def _all(connect: str, rely: str, **known: bool) -> Truth:
    return Truth(_set(connect), (_set(rely),) * 3, **known)


def _of(connect: str, alone: str, machine: str, baseline: str, **known: bool) -> Truth:
    return Truth(_set(connect), (_set(alone), _set(machine), _set(baseline)), **known)


_GOOD = _of("clean", CORRECT, "good", "good", sound=True)
_DAMAGED = _all("clean unknown", "damaged")
_STRUCK = _all("unknown infected", "encrypted")
_LACKS = _of("clean", CORRECT, "incomplete", "incomplete")
_INFECTED = _all("infected", "unknown incomplete")
_CLOSED = _all("unknown clean", "opaque")
_UNSEEN = _of("clean", f"{CORRECT} damaged", "good damaged", "damaged", unseen=True)

TRUTHS: dict[str, Truth] = {
    "good": _GOOD,
    "odd but good": _GOOD,
    "stale": _all("clean", "stale"),
    "stale, dates new": _of("clean", "stale unknown", "stale unknown incomplete", "stale unknown"),
    "no database": _LACKS,
    "no images": _LACKS,
    "no documents": _LACKS,
    "encrypted, renamed": _STRUCK,
    "encrypted by turns": _STRUCK,
    "encrypted in part": _STRUCK,
    "four encrypted": _STRUCK,
    # The files are sound; who renamed them is to be asked, and a packed copy is another than before.
    "renamed only": _of("clean unknown", f"{CORRECT} unknown", "good unknown", "good unknown incomplete"),
    "infected: program": _INFECTED,
    "infected: note": _INFECTED,
    "empty": _all("clean unknown", "incomplete"),
    "cut": _DAMAGED,
    "cut at the end": _DAMAGED,
    "flipped 1": _DAMAGED,
    "flipped 2": _DAMAGED,
    "flipped 3": _DAMAGED,
    "flipped, unseen": _UNSEEN,
    "header zeroed": _DAMAGED,
    "itself encrypted": _STRUCK,
    # What was packed is noise already: that other noise stands in its place shows as damage only.
    "itself encrypted by turns": _all("clean unknown infected", "encrypted damaged"),
    "itself renamed": _of("clean unknown", f"{CORRECT} unknown", "good unknown", "good unknown"),
    "itself empty": _all("clean unknown", "damaged incomplete"),
    "a volume missing": _all("clean unknown", "damaged incomplete"),
    "wrong password": _CLOSED,
    "no password": _CLOSED,
}
_OF_KIND: dict[str, dict[str, Truth]] = {
    # Packs of a repository are noise before and after: lost either way, and the name tells the attack.
    "repository": {"itself encrypted": _all("unknown infected", "encrypted damaged")},
    "opaque": {
        "good": _CLOSED,
        "cut": _all("clean unknown", "opaque damaged unknown"),
        "itself encrypted": _all("clean unknown infected", "encrypted damaged"),
    },
    # Without its first sectors nothing tells what a disk was.
    "disk": {
        "header zeroed": _all("unknown", "damaged unknown opaque incomplete"),
        "cut": _all("clean unknown", "damaged unknown incomplete"),
        "itself encrypted": _all("unknown infected", "encrypted damaged unknown opaque incomplete"),
        "itself empty": _all("clean unknown", "damaged incomplete unknown"),
    },
}
# A base without sums in its pages or lines: a flipped bit is other data, no damage that could be seen.
_UNSUMMED = frozenset({"SQLite", "PostgreSQL plain", "MySQL", "Firebird .fbk", "Firebird .fdb"})


def truth(form: Form, fault: str) -> Truth:
    """Return the right answers for one medium."""
    if fault.startswith("flipped") and form.name in _UNSUMMED:
        return _UNSEEN
    return _OF_KIND.get(form.kind, {}).get(fault, TRUTHS[fault])


def said(rely: str, answers: dict[str, str]) -> str:
    """Return the verdict, "correct" where only completeness is unknown."""
    if rely == "unknown" and [one for one in answers if answers[one] != "yes"] == ["complete"]:
        return CORRECT
    return rely
