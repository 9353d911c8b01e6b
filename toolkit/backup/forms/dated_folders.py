"""Copies in sibling folders that bear dates: the newest is the backup, the others its older generations.

A photograph or a visit lies in a folder with a date too. So a date is not believed alone: most files of two
neighbours stand at the same path, and are the same, or were renamed by an attack, or lie in folders that are
called backups.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.named_dates import dated
from toolkit.backup.forms.repository import folders, relative
from toolkit.media.part_of import PartOf
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Facts

SIGN = re.compile(
    r"^(?:(?P<root>.*)/)?[^/]*(?:20\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d|[0-3]\d[-_. ]?[01]\d[-_. ]?20\d\d)[^/]*$",
    re.DOTALL,
)  # in folded paths
_COMPARED = 400  # names of each folder
_MOST = 400  # folders of one stem
_SHARE = 0.5  # of the smaller one's files
_TOP = 60  # folders tried before two are alike
_CALLED = re.compile(r"sauve|backup|back-up|copie|copy|\bsave|svg|bkp|archiv")

Names = dict[str, tuple[int, int | None]]  # path to size and date


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    at_ns: int
    files: Names


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
            points += [_point(place, one, stem) for one in _alike(place, sorted(held)[-_MOST:], called)]
    if not points:
        return None
    roots = frozenset(point.name for point in points)

    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and "/" in inner and inner.partition("/")[0] in roots

    return Found(
        "dated_folders", place.volume, place.path, State.READ, tuple(points), (), own, transparent=True
    )


def _alike(place: Place, held: Sequence[tuple[int, str]], called: bool) -> list[_Folder]:
    """Return the folders that are states of one thing, oldest first, none where fewer than two are."""
    kept: list[_Folder] = []
    empty: list[_Folder] = []
    for tried, (at_ns, path) in enumerate(reversed(held)):
        if tried >= _TOP and len(kept) < 2:
            break
        one = _Folder(path, at_ns, _names(place, path))
        if not one.files:
            empty.append(one)
        elif not kept or _same(kept[-1].files, one.files, called):
            kept.append(one)
        elif len(kept) == 1:
            kept = [one]  # the newest may be a folder of another kind
    if len(kept) < 2:
        return []
    return sorted([*kept, *empty], key=lambda one: (one.at_ns, one.path))


def _names(place: Place, path: str) -> Names:
    found: Names = {}
    for one in islice(PartOf(place.source, place.volume, path).walk(), 4 * _COMPARED):
        if isinstance(one, Entry) and one.kind is EntryKind.FILE:
            found[one.path] = (one.size, one.times.modified)
            if len(found) == _COMPARED:
                break
    return found


def _same(newer: Names, older: Names, called: bool) -> bool:
    """Say whether two folders are states of one thing."""
    least = max(1, _SHARE * min(len(newer), len(older)))
    there = [path for path in older if path in newer]
    if sum(older[path] == newer[path] for path in there) >= least:
        return True
    # An attack adds an ending: "a.docx" is now "a.docx.akira".
    shorn = {path.rpartition(".")[0] for path in newer}
    if sum(path in shorn for path in older) >= least:
        return True
    return called and len(there) >= least


def _point(place: Place, one: _Folder, stem: str) -> Point:
    def files() -> Source:
        return PartOf(place.source, place.volume, one.path)

    name = one.path.rpartition("/")[2]
    wrong: tuple[Facts, ...] = () if one.files else (fault("generation_empty", place.below(name)),)
    return Point(name, one.at_ns, stem, files, wrong)
