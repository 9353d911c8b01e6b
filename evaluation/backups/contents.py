"""What may be wrong with the files before a backup program packs them: it copies them all the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from demo.builder.documents import dated, nanoseconds
from demo.builder.documents_program import harmless
from demo.builder.tree import Node
from evaluation.backups.practices import LAST, TAKEN, Practice, chance, held, odd
from evaluation.damage.ways import WAYS, Way, apply
from tests.backup.builder import ATTACK, NOTE
from toolkit.backup.classes import practice_class

_WHOLE = "whole, keys of 512 behind (Conti, Babuk)"
_SKIPPING = ("16 of 32 (LockFile)", "4 KB of 8 KB (BlackCat dot)", "first half, keys of 512 (Akira)")
_HEADS = ("first 4 KB (LockBit 2)", "64 of 192 or 256 (Black Basta)", "30 % in three parts")
_OLD = timedelta(days=170)


def _way(title: str) -> Way:
    return next(way for way in WAYS if way.title == title)


def good(practice: Practice) -> list[Node]:
    return list(held(practice))


def unusual(practice: Practice) -> list[Node]:
    return [*held(practice), *odd(practice)]


def stale(practice: Practice) -> list[Node]:
    """Return the files as they were half a year ago; what they lie in is of last night."""
    return list(held(practice, LAST - _OLD))


def refreshed(practice: Practice) -> list[Node]:
    """Return the files of half a year ago, each dated last night by whatever copied it."""
    return [_at(node, nanoseconds(TAKEN)) for node in stale(practice)]


def _at(node: Node, moment: int) -> Node:
    return replace(node, times=replace(node.times, modified=moment, changed=moment, accessed=moment))


def without(group: str) -> Callable[[Practice], list[Node]]:
    """Leave out a whole kind of data."""
    return lambda practice: [node for node in held(practice) if practice_class(node.path, None) != group]


def encrypted(practice: Practice) -> list[Node]:
    """Return every file encrypted whole, with an extension behind its name."""
    return _struck(held(practice), practice, (_WHOLE,), ".wq7zk")


def skipping(practice: Practice) -> list[Node]:
    """Return every file encrypted by turns, with an extension behind its name."""
    return _struck(held(practice), practice, _SKIPPING, ".locked")


def heads(practice: Practice) -> list[Node]:
    """Return every file encrypted in part, under its own name."""
    return _struck(held(practice), practice, _HEADS, "")


def some(practice: Practice) -> list[Node]:
    """Return four files encrypted whole under their own names, all others sound."""
    chosen = chance(practice, "some").sample([node for node in held(practice) if len(node.data) > 4096], 4)
    struck = {node.path: node for node in _struck(chosen, practice, (_WHOLE,), "")}
    return [struck.get(node.path, node) for node in held(practice)]


def _struck(nodes: Sequence[Node], practice: Practice, titles: Sequence[str], ending: str) -> list[Node]:
    draws = chance(practice, f"struck {titles}")
    way, moment = _way(draws.choice(titles)), nanoseconds(ATTACK)
    out = []
    for number, node in enumerate(nodes):
        changed = apply(way, node.data, draws)
        data = node.data if changed is None else changed
        out.append(_at(replace(node, path=node.path + ending, data=data), moment + number * 10**8))
    return out


def renamed(practice: Practice) -> list[Node]:
    """Return sound files with a foreign extension behind their names."""
    return [replace(node, path=f"{node.path}.wq7zk") for node in held(practice)]


def program(practice: Practice) -> list[Node]:
    """Add a program under the name of a bill; it does nothing, and carries what a rule looks for."""
    return [*held(practice), dated(f"{practice.layout.papers}/facture.pdf.exe", TAKEN, harmless())]


def note(practice: Practice) -> list[Node]:
    """Add a demand for money in two folders, all files being sound."""
    where = practice.layout
    folders = (where.papers, where.agenda.rpartition("/")[0])
    return [*held(practice), *(dated(f"{one}/HOW_TO_RECOVER.txt", ATTACK, NOTE.encode()) for one in folders)]


CONTENTS: dict[str, Callable[[Practice], list[Node]]] = {
    "good": good,
    "odd but good": unusual,
    "stale": stale,
    "stale, dates new": refreshed,
    "no database": without("database"),
    "no images": without("imaging"),
    "no documents": without("documents"),
    "encrypted, renamed": encrypted,
    "encrypted by turns": skipping,
    "encrypted in part": heads,
    "four encrypted": some,
    "renamed only": renamed,
    "infected: program": program,
    "infected: note": note,
    "empty": lambda _: [],
}
