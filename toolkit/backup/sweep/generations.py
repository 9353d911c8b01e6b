"""Generations: which of the states a backup keeps is the newest of its series, and which are older."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from toolkit.backup.content.reading import Reading
from toolkit.backup.forms.alike import Names, names_of, same_names
from toolkit.backup.forms.form import Found, Point
from toolkit.backup.forms.named_dates import dated
from toolkit.backup.forms.named_states import rotated, stem_of
from toolkit.backup.reference.baseline import Series
from toolkit.backup.reference.series import series_of
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.records import Facts

_DATE = re.compile(
    r"(?<!\d)(20\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)"
    r"(?:[-_. tT]{0,2}([0-2]\d)[-_.:h ]?([0-5]\d)(?:[-_.: ]?([0-5]\d))?)?(?!\d)"
)
_FRENCH = re.compile(r"(?<!\d)([0-3]\d)[-_. ]([01]\d)[-_. ](20\d\d)(?!\d)")

# Whoever makes others says which states are of one series, or of which machine.
_NAMED_ANYHOW = ("zip", "7z", "tar", "wim", "borg")
_LISTED, _NAMES = 60, 50_000  # archives listed to be compared, and files of each
_DATED_BY_NAME = frozenset({"dated_folders", "cobian"})


@dataclass(slots=True)
class Generation:
    """One state of the data; `current` when none of its series is newer."""

    found: Found
    point: Point
    at_ns: int | None  # as its maker, its name or its file date it
    reading: Reading
    series: Series = ()
    current: bool = True
    faults: list[Facts] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Return the path told of what it holds: that of the backup, then its name."""
        return "/".join(part for part in (self.found.path, self.point.name) if part)


def generations(
    found: Iterable[tuple[Found, int | None]], reading: Reading, *, several: bool
) -> list[Generation]:
    """Return every point, newest first within a series; `found` are backups and the dates of their files.

    `reading` is copied empty for each; `several` when the medium has several volumes.
    """
    series: dict[Series, list[Generation]] = {}
    made_of: list[Generation] = []
    for one, modified in found:
        for point in one.points:
            at = moment(one, point, modified)
            named = series_of(one, point.series, several=several)
            made = Generation(one, point, at, reading.beside(), named, faults=[*point.faults])
            series.setdefault(named, []).append(made)
    for held in _joined(series):
        held.sort(key=lambda each: (each.at_ns is not None, each.at_ns or 0, each.path), reverse=True)
        for older in held[1:]:
            older.current = False
        made_of += held
    return made_of


def _joined(series: dict[Series, list[Generation]]) -> list[list[Generation]]:
    """Return the series, those in one whose newest states are alike though they are named otherwise."""
    joined: list[list[Generation]] = []
    listed: list[tuple[list[Generation], Names]] = []
    for named, held in series.items():
        newest = max(held, key=lambda each: (each.at_ns or 0, each.path))
        names = _names(newest) if len(listed) < _LISTED and len(series) > 1 else {}
        twin = next((other for other, theirs in listed if _same(other[0], newest, theirs, names)), None)
        if twin is None:
            joined.append(held)
            if names:
                listed.append((held, names))
            continue
        twin += held
        first = min(twin[0].series, named)
        for each in twin:
            each.series = first
    return joined


def _names(each: Generation) -> Names:
    """Return the files of a state whose series only its name tells, none where they cannot be listed."""
    if not each.found.form.startswith(_NAMED_ANYHOW) or each.point.open is None:
        return {}
    try:
        opened = each.point.open()
    except (SourceRefusal, Unreadable):
        return {}
    try:
        return names_of(opened, _NAMES)
    finally:
        opened.close()


def _same(one: Generation, other: Generation, theirs: Names, names: Names) -> bool:
    (folder, name), (beside, called) = _called(one), _called(other)
    if not names or one.found.volume != other.found.volume or folder != beside:
        return False
    return same_names(names, theirs, related=name == called)


def _called(each: Generation) -> tuple[str, str]:
    """Return the folder a state lies in and its own name, both without what tells states apart."""
    folder, _, name = each.found.path.rpartition("/")
    return "/".join(map(rotated, folder.split("/"))), stem_of(f"{name.partition('.')[0]} {each.point.series}")


def moment(found: Found, point: Point, modified: int | None) -> int | None:
    """Return when a point was made: as its maker, its name or the date of its file tells."""
    return point.at_ns if point.at_ns is not None else _named(found.path) or modified


def dated_by(found: Found, point: Point) -> str:
    """Return who tells when a point was made: "maker", "name" (a clock nobody knows) or "file"."""
    if point.at_ns is not None:
        if found.form == "dated_folders" and dated(point.name) is None:
            return "file"  # of its newest file
        return "name" if found.form in _DATED_BY_NAME else "maker"
    return "file" if _named(found.path) is None else "name"


def _named(path: str) -> int | None:
    """Return the date that the name of a file tells (ns UTC; the clock of its maker is not known)."""
    name = path.rpartition("/")[2]
    for form, order in ((_DATE, (1, 2, 3, 4, 5, 6)), (_FRENCH, (3, 2, 1))):
        for told in form.finditer(name):
            try:
                made = datetime(*(int(told[at] or 0) for at in order), tzinfo=UTC)  # type: ignore[arg-type, misc]
            except ValueError:
                continue
            return int(made.timestamp()) * 1_000_000_000
    return None
