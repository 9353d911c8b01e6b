"""Copies in sibling folders that bear dates, or words of their turn: the newest is the backup.

A photograph or a visit lies in a folder with a date too. So a date is not believed alone: most files of two
neighbours stand at the same path, and are the same, or were renamed by an attack, or are what a camera and a
visit do not write again (`alike`), or lie in folders that are called backups. Of folders called by a weekday,
a month or a number, the newest is that with the newest files, and the less the names tell, the more is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from toolkit.backup.forms.alike import Copy, copy_at, same_bytes, same_lasting, same_thing
from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.named_dates import dated
from toolkit.backup.forms.named_states import SIGNS, Apart, apart, stem_of
from toolkit.backup.forms.repository import folders, relative
from toolkit.media.part_of import PartOf
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Facts

SIGN = re.compile(
    # Only the last name counts, and a word in that of a document is none of a folder.
    r"^(?>(?:(?P<root>.*)/)?)(?:(?![^/]*\.[a-z][a-z0-9]{1,4}$)[^/]*?(?:"
    + SIGNS
    + r")|[^/]*?(?:20\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d|[0-3]\d[-_. ]?[01]\d[-_. ]?20\d\d))",
    re.DOTALL,
)  # in folded paths
_MOST = 400  # folders of one stem
_TOP = 60  # folders tried before two are alike
_IN_TURN = 60  # folders called by words, of one stem; more are patients
_WALKED = 200_000  # files of each, for the newest of them
_CALLED = re.compile(r"sauve|backup|back-up|copie|copy|\bsave|svg|bkp|archiv")


def read(place: Place, _words: Words) -> Found | None:
    """Return the generations that lie in a folder, None where its folders are of another kind."""
    by_stem: dict[str, list[tuple[int, str]]] = {}
    by_words: dict[str, list[str]] = {}
    for one in folders(place):
        told = dated(one.name)
        if told is not None:
            by_stem.setdefault(told[1].casefold(), []).append((told[0], one.path))
        else:
            by_words.setdefault(stem_of(one.name), []).append(one.path)
    points: list[Point] = []
    for stem, held in sorted(by_stem.items()):
        if len(held) > 1:
            called = _CALLED.search(stem) is not None
            points += [_point(one, stem) for one in _alike(place, sorted(held)[-_MOST:], called)]
    for stem, paths in sorted(by_words.items()):
        if 1 < len(paths) <= _IN_TURN:
            points += [_point(one, f"{stem}#") for one in _in_turn(place, paths)]
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


def _in_turn(place: Place, paths: Sequence[str]) -> list[Copy]:
    """Return the folders called by words that are states of one thing, the one with the newest file last."""
    held = [copy_at(Place(place.source, place.volume, path), 0) for path in paths]
    kept: list[Copy] = []
    for one in sorted(held, key=lambda each: (-len(each.files), each.place.path)):
        if one.files and (not kept or any(_same_turn(other, one) for other in kept)):
            kept.append(one)
    if len(kept) < 2:
        return []
    dated_so = [(_newest(one), one) for one in kept]
    # Of two with the same newest file, that which holds more is the better one.
    dated_so.sort(key=lambda each: (each[0], each[1].place.path))
    return [replace(one, at_ns=at_ns) for (at_ns, _), one in dated_so]


def _same_turn(one: Copy, other: Copy) -> bool:
    by = apart(one.place.name, other.place.name)
    if by is Apart.WORDS:
        return same_thing(one, other, called=_CALLED.search(one.place.name.casefold()) is not None)
    if by is Apart.MONTHS and same_bytes(one, other):
        return True
    return same_lasting(one, other)


def _newest(one: Copy) -> tuple[int, int]:
    """Return the date of the newest file of a folder (ns), and how many files were seen."""
    newest = files = 0
    for each in islice(PartOf(one.place.source, one.place.volume, one.place.path).walk(), _WALKED):
        if isinstance(each, Entry) and each.kind is EntryKind.FILE:
            newest, files = max(newest, each.times.modified or 0), files + 1
    return newest, files


def _point(one: Copy, stem: str) -> Point:
    def files() -> Source:
        return PartOf(one.place.source, one.place.volume, one.place.path)

    wrong: tuple[Facts, ...] = () if one.files else (fault("generation_empty", one.place),)
    return Point(one.place.name, one.at_ns, stem, files, wrong)
