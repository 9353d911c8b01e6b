"""Backup and Restore of Windows 7: sets of ZIP files, the first run of a set whole, the others what changed.

Layout: <PC>/Backup Set <date>/Backup Files <date>/Backup files <number>.zip, with catalogues in .wbcat files,
as public descriptions of it agree; none was made by Windows for this reader. A file deleted between two runs
is still among those of its set.
"""

import re
from dataclasses import dataclass

from toolkit.backup.forms.chain import Chain, Link
from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.named_dates import when
from toolkit.backup.forms.opening import kept_open
from toolkit.backup.forms.repository import files, folders, relative, some
from toolkit.media.archive import open_zip
from toolkit.media.source import Source
from toolkit.records import Facts

SIGN = re.compile(r"^(?:(?P<root>.*)/)?backup set 20\d\d-\d\d-\d\d \d{6}$", re.DOTALL)  # in folded paths
_SET = re.compile(r"backup set (20\d\d-\d\d-\d\d \d{6})", re.IGNORECASE)
_RUN = re.compile(r"backup files (20\d\d-\d\d-\d\d \d{6})", re.IGNORECASE)
# An ending behind it is an attack's; what it left whole is read all the same.
_ZIP = re.compile(r"backup files (\d{1,6})\.zip(?:\.[^.]{2,32})?", re.IGNORECASE)
_OWN = re.compile(r"(?:backup set 20\d\d-\d\d-\d\d \d{6}/.+|mediaid\.bin)", re.IGNORECASE | re.DOTALL)
_MOST = 100_000  # ZIP files of one set


@dataclass(frozen=True, slots=True)
class _Run:
    place: Place
    at: str  # as its name tells it
    zips: dict[int, str]
    bytes: int
    catalogues: int


def read(place: Place, _words: Words) -> Found | None:
    """Return the sets of one machine, one point each, None where there are none."""
    named = sorted(one.name for one in folders(place) if _SET.fullmatch(one.name))
    sets = [name for name in named if _runs(place.below(name))]
    if not sets:
        return None
    points = [_point(place, name) for name in sets]
    room = sum(run.bytes for name in sets for run in _runs(place.below(name)))
    about = {"bytes": room, "parts": sum(len(run.zips) for name in sets for run in _runs(place.below(name)))}

    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and _OWN.fullmatch(inner) is not None

    if any(not one.lower().endswith(".zip") for name in sets for one in _zips(place.below(name))):
        about["renamed"] = True
    state = State.READ if any(point.open is not None for point in points) else State.BROKEN
    return Found("windows_backup", place.volume, place.path, state, tuple(points), (), own, about=about)


def _zips(place: Place) -> list[str]:
    return [name for run in _runs(place) for name in run.zips.values()]


def _runs(place: Place) -> list[_Run]:
    found = []
    for one in folders(place):
        named = _RUN.fullmatch(one.name)
        if named is None:
            continue
        where = place.below(one.name)
        held = list(files(where))
        zips = {int(match[1]): file.name for file in held if (match := _ZIP.fullmatch(file.name))}
        room = sum(file.size for file in held)
        catalogues = sum(file.name.lower().endswith(".wbcat") for file in held)
        found.append(_Run(where, named[1], dict(sorted(zips.items())[:_MOST]), room, catalogues))
    return sorted(found, key=lambda run: run.at)


def _point(place: Place, name: str) -> Point:
    runs = _runs(place.below(name))
    links = [_link(run, number, at) for at, run in enumerate(runs) for number in sorted(run.zips)]
    room = sum(run.bytes for run in runs)

    def chain() -> Source:
        return Chain(place.path, links, room)

    wrong = _wrong(place.below(name), name, runs)
    newest = max((run.at for run in runs), default=name)
    return Point(name, when(newest), "", chain if links else None, tuple(wrong))


def _wrong(place: Place, name: str, runs: list[_Run]) -> list[Facts]:
    """Return what a set lacks: its first run, ZIP files of a run, every catalogue."""
    named = _SET.fullmatch(name)
    if not any(run.zips for run in runs):
        return [fault("full_missing", place)]
    missing = [
        run.place.below(f"Backup files {number}.zip")
        for run in runs
        for number in range(1, min(max(run.zips, default=0), _MOST))
        if number not in run.zips
    ]
    empty = [
        run.place.below(name)
        for run in runs
        for name in run.zips.values()
        if (entry := run.place.below(name).entry()) is not None and not entry.size
    ]
    found = some("part_missing", missing) + some("part_unread", empty)
    if named is not None and runs[0].at != named[1]:
        found.append(fault("full_missing", place))
    if not any(run.catalogues for run in runs) and not _catalogued(place):
        found.append(fault("catalogue_missing", place))
    return found


def _catalogued(place: Place) -> bool:
    return any(one.name.lower().endswith(".wbcat") for one in files(place.below("Catalogs")))


def _link(run: _Run, number: int, at: int) -> Link:
    where = run.place.below(run.zips[number])
    return Link(run.zips[number], at, lambda: kept_open(where, lambda stream: open_zip(stream, where.path)))
