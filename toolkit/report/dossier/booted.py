"""How a machine was started from the stick, and whether every disk was read-only then, as its log tells."""

from collections.abc import Sequence

from toolkit.paper.blocks import Code, Words
from toolkit.records import Facts as Record
from toolkit.report import clock
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import joined
from toolkit.report.opened import Opened
from toolkit.texts import visible

_ACT = "boot.checked"
_SHOWN = 24  # names of disks, or faults, in one sentence


def told(matter: Matter, machine: Opened) -> Words | None:
    """Return the sentences on the start of one machine; None where it was not started from the stick.

    Each opening was checked: a fault of any of them is told, and a good one takes none back.
    """
    acts = [act.facts for act in machine.acts if act.act == _ACT]
    if not acts:
        return None
    said: list[Words] = [_root(matter, acts)]
    names = _union(acts, "read_only")
    if names:
        said.append(matter.say("dossier.boot_disks", names=names))
    faults = _worded(matter, acts, "faults", "fault")
    if faults or not all(one.get("still") is True for one in acts):
        said.append(matter.say("dossier.boot_faults", faults=faults or "–"))
    else:
        said.append(matter.say("dossier.boot_still"))
    hidden = _worded(matter, acts, "unseen", "unseen")
    if hidden:
        said.append(matter.say("dossier.boot_unseen", unseen=hidden))
    seconds = [one["clock_difference"] for one in acts if type(one.get("clock_difference")) is int]
    if seconds:
        # The first is what the case took, where nobody gave it another.
        code = "boot_clock" if clock.noted(machine) else "boot_clock_apart"
        said.append(matter.say(f"dossier.{code}", seconds=str(seconds[0])))
    return joined(said)


def _root(matter: Matter, acts: Sequence[Record]) -> Words:
    """Return what vouches for the system that was started: one hash for every opening, or nothing."""
    hashes = dict.fromkeys(one.get("root_hash") for one in acts)
    if None in hashes:
        return matter.say("dossier.boot_root_unknown")
    first, *others = (Code(visible(str(one))) for one in hashes)
    more = [part for other in others for part in (", ", other)]
    return (matter.say("dossier.boot_root"), first, *more)


def _worded(matter: Matter, acts: Sequence[Record], key: str, kind: str) -> str:
    """Return each fault, or each disk not seen, in words; a code of another version stays a code."""
    told = []
    for one in filter(None, _union(acts, key).split(", ")):
        code, _, name = one.partition(" ")
        known = matter.speech.knows(f"console.{kind}_{code}")
        told.append(matter.say(f"console.{kind}_{code}", name=name) if known else one)
    return " ".join(told)


def _union(acts: Sequence[Record], key: str) -> str:
    """Return what any opening named, each once."""
    found = dict.fromkeys(
        visible(str(each)) for one in acts if isinstance(one.get(key), list) for each in one[key]
    )
    return ", ".join(list(found)[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
