"""Copies in sibling folders that bear dates: the newest is the backup, the others its older generations.

A photograph or a visit lies in a folder with a date too. So a date is not believed alone: most files of two
neighbours stand at the same path, and are the same, or were renamed by an attack, or are what a camera and a
visit do not write again (`alike`), or lie in folders that are called backups.
"""

import re
from collections.abc import Sequence

from toolkit.backup.forms.alike import Copy, copy_at, same_thing
from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.named_dates import dated
from toolkit.backup.forms.repository import folders, relative
from toolkit.media.part_of import PartOf
from toolkit.media.source import Source
from toolkit.records import Facts

SIGN = re.compile(
    r"^(?:(?P<root>.*)/)?[^/]*(?:20\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d|[0-3]\d[-_. ]?[01]\d[-_. ]?20\d\d)[^/]*$",
    re.DOTALL,
)  # in folded paths
_MOST = 400  # folders of one stem
_TOP = 60  # folders tried before two are alike
_CALLED = re.compile(r"sauve|backup|back-up|copie|copy|\bsave|svg|bkp|archiv")


def read(place: Place, _words: Words) -> Found | None:
    """Return the generations that lie in a folder, None where its folders are of another kind."""
    by_stem: dict[str, list[tuple[int, str]]] = {}
    for one in folders(place):
        told = dated(one.name)
        if told is not None:
            by_stem.setdefault(told[1].casefold(), []).append((told[0], one.path))
    points: list[Point] = []
    for stem, held in sorted(by_stem.items()):
        if len(held) > 1:
            called = _CALLED.search(stem) is not None
            points += [_point(one, stem) for one in _alike(place, sorted(held)[-_MOST:], called)]
    if not points:
        return None
    roots = frozenset(point.name for point in points)

    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and "/" in inner and inner.partition("/")[0] in roots

    return Found(
        "dated_folders", place.volume, place.path, State.READ, tuple(points), (), own, transparent=True
    )


def _alike(place: Place, held: Sequence[tuple[int, str]], called: bool) -> list[Copy]:
    """Return the folders that are states of one thing, oldest first, none where fewer than two are."""
    kept: list[Copy] = []
    empty: list[Copy] = []
    for tried, (at_ns, path) in enumerate(reversed(held)):
        if tried >= _TOP and len(kept) < 2:
            break
        one = copy_at(Place(place.source, place.volume, path), at_ns)
        if not one.files:
            empty.append(one)
        elif not kept or same_thing(kept[-1], one, called=called):
            kept.append(one)
        elif len(kept) == 1:
            kept = [one]  # the newest may be a folder of another kind
    if len(kept) < 2:
        return []
    return sorted([*kept, *empty], key=lambda one: (one.at_ns, one.place.path))


def _point(one: Copy, stem: str) -> Point:
    def files() -> Source:
        return PartOf(one.place.source, one.place.volume, one.place.path)

    wrong: tuple[Facts, ...] = () if one.files else (fault("generation_empty", one.place),)
    return Point(one.place.name, one.at_ns, stem, files, wrong)
