"""What the change journal of the demonstration kept: four days of a practice, then one night."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from demo.builder.attack import CHANGE
from demo.builder.ntfs_journal import (
    BASIC,
    CLOSE,
    CREATE,
    DELETE,
    EXTEND,
    NEW_NAME,
    OLD_NAME,
    OVERWRITE,
    Change,
)
from demo.builder.story import BACK, CLOSED_FRIDAY, STARTED, STOPPED, at
from demo.builder.tree import Node

_SINCE = at(6, 0, day=7)  # what is older has been let go of
_MINUTE = 60 * 10**9
# Saved all day long: path, minutes between two saves, at most.
_LIVING = (
    ("Wlogos2/patients.db", 9),
    ("Wlogos2/agenda.db", 14),
    ("Wlogos2/actes.db", 21),
    ("Users/Accueil/Documents/agenda.ics", 40),
    ("ProgramData/LOGOSw/journal.log", 30),
    ("ProgramData/Sirona/Sidexis/sidexis.log", 45),
)
# What a Windows left alone writes at night: from, to, minutes between two writings.
_NIGHT = ("ProgramData/AnyDesk/ad_svc.trace", "Windows/System32/config/SYSTEM")
_DAYS = (
    (at(6, 41, day=7), at(16, 58, day=7)),
    (at(6, 38, day=8), at(17, 4, day=8)),
    (at(6, 41, day=9), CLOSED_FRIDAY),
    (STARTED, at(10, 27)),
)


def changes(
    before: Sequence[Node],
    after: Sequence[Node],
    encrypted: Mapping[str, Mapping[str, Any]],
    gone: Mapping[str, tuple[Node, int]],
) -> list[Change]:
    """Return every change in order of time; `before` and `after` are the tree around the attack.

    `encrypted` is the truth about each file by its path now, `gone` what was deleted and when.
    """
    now = {fact["original"]: path for path, fact in encrypted.items()}
    known = {node.path for node in before}
    made = [
        *(change for node in before for change in _ordinary(node, now.get(node.path, node.path))),
        *(change for path, most in _LIVING for change in _saves(path, most, now.get(path, path))),
        *(change for path in _NIGHT for change in _nightly(path)),
        *(
            change
            for node in after
            if node.path in encrypted
            for change in _struck(node, encrypted[node.path])
        ),
        *(change for node in _left(after, known, encrypted) for change in _new(node)),
        *(change for node, when in gone.values() for change in _deleted(node, when)),
    ]
    return sorted(made, key=lambda change: change.at)


def _left(after: Sequence[Node], known: set[str], encrypted: Mapping[str, Any]) -> Iterable[Node]:
    return (
        node for node in after if not node.directory and node.path not in known and node.path not in encrypted
    )


def _name(path: str, now: str) -> str:
    return "" if path == now else path.rpartition("/")[2]


def _ordinary(node: Node, now: str) -> Iterator[Change]:
    """Yield how a file was made or last saved, if that was not too long ago; `now` is its path today."""
    written = node.times.modified
    if node.directory or node.junction is not None or node.hard_link_of is not None:
        return
    if written is None or not _SINCE <= written <= STOPPED:
        return
    if (node.times.created or 0) >= _SINCE:
        yield from _new(node, now)
        return
    name = _name(node.path, now)
    yield from (Change(written, now, OVERWRITE, name), Change(written, now, OVERWRITE | EXTEND, name))
    yield Change(written, now, OVERWRITE | EXTEND | CLOSE, name)


def _new(node: Node, now: str = "") -> Iterator[Change]:
    path = now or node.path
    name = _name(node.path, path)
    made, written = node.times.created or 0, node.times.modified or 0
    yield Change(made, path, CREATE, name)
    yield Change(written, path, CREATE | EXTEND, name)
    yield Change(written, path, CREATE | EXTEND | CLOSE, name)


def _saves(path: str, most: int, now: str) -> Iterator[Change]:
    rng = random.Random(f"saves {path}")
    name = _name(path, now)
    for first, last in _DAYS:
        when = first + rng.randrange(1, most) * _MINUTE + rng.randrange(60_000) * 10**6
        while when < last:
            for reasons in (OVERWRITE, OVERWRITE | CLOSE):
                yield Change(when, now, reasons, name)
            when += rng.randrange(1, most + 1) * _MINUTE + rng.randrange(60_000) * 10**6


def _nightly(path: str) -> Iterator[Change]:
    rng = random.Random(f"night {path}")
    when = at(17, 2)
    while when < STOPPED - 20 * _MINUTE:
        yield from (Change(when, path, OVERWRITE), Change(when, path, OVERWRITE | CLOSE))
        when += rng.randrange(11, 24) * _MINUTE + rng.randrange(60_000) * 10**6
    # Two writings of its own while files are encrypted: what is healthy goes on beside what is not.
    for moment in (BACK + 4 * _MINUTE, BACK + 7 * _MINUTE):
        yield from (Change(moment, path, OVERWRITE), Change(moment, path, OVERWRITE | CLOSE))


def _struck(node: Node, fact: Mapping[str, Any]) -> Iterator[Change]:
    changed = node.times.changed or 0
    written = changed - CHANGE
    name = _name(fact["original"], node.path)
    reasons = OVERWRITE
    yield Change(written, node.path, reasons, name)
    if fact["footer"]:
        reasons |= EXTEND
        yield Change(written, node.path, reasons, name)
    if fact["date_put_back"]:
        reasons |= BASIC
        yield Change(changed, node.path, reasons, name)
    yield Change(changed, node.path, reasons | CLOSE, name)
    if name:
        yield Change(changed, node.path, OLD_NAME, name)
        yield Change(changed, node.path, NEW_NAME)
        yield Change(changed, node.path, NEW_NAME | CLOSE)


def _deleted(node: Node, when: int) -> Iterator[Change]:
    yield from _new(node)
    yield Change(when, node.path, DELETE | CLOSE)
