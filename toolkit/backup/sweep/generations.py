"""Generations: which of the states a backup keeps is the newest of its series, and which are older."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from toolkit.backup.content.reading import Reading
from toolkit.backup.forms.form import Found, Point
from toolkit.backup.reference.baseline import Series
from toolkit.backup.reference.series import series_of
from toolkit.records import Facts

_DATE = re.compile(
    r"(?<!\d)(20\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)"
    r"(?:[-_. tT]{0,2}([0-2]\d)[-_.:h ]?([0-5]\d)(?:[-_.: ]?([0-5]\d))?)?(?!\d)"
)
_FRENCH = re.compile(r"(?<!\d)([0-3]\d)[-_. ]([01]\d)[-_. ](20\d\d)(?!\d)")

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
    for one, modified in found:
        for point in one.points:
            at = moment(one, point, modified)
            named = series_of(one, point.series, several=several)
            made = Generation(one, point, at, reading.beside(), named, faults=[*point.faults])
            series.setdefault(named, []).append(made)
    for held in series.values():
        held.sort(key=lambda each: (each.at_ns is not None, each.at_ns or 0, each.path), reverse=True)
        for older in held[1:]:
            older.current = False
    return [each for held in series.values() for each in held]


def moment(found: Found, point: Point, modified: int | None) -> int | None:
    """Return when a point was made: as its maker, its name or the date of its file tells."""
    return point.at_ns if point.at_ns is not None else _named(found.path) or modified


def dated_by(found: Found, point: Point) -> str:
    """Return who tells when a point was made: "maker", "name" (a clock nobody knows) or "file"."""
    if point.at_ns is not None:
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
