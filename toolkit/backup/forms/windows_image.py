"""The system image of Windows: WindowsImageBackup/<PC>, one disk per volume in a folder per backup.

Layout: as public descriptions of it agree (see the names below); none was made by Windows for this reader.
Older states of such a backup live in shadow copies of the medium and are not among its files.
"""

import re

from toolkit.backup.forms.disk_image import Looked, judge, opened
from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.named_dates import when
from toolkit.backup.forms.repository import files, folders, relative
from toolkit.media.source import Source
from toolkit.records import Facts

SIGN = re.compile(
    r"^(?:(?P<root>.*)/)?(?:backup 20\d\d-\d\d-\d\d \d{6}|mediaid|catalog/(?:backup)?globalcatalog)$",
    re.DOTALL,
)  # in folded paths
_OWN = re.compile(
    r"(?:MediaId|(?:Catalog|SPPMetadataCache|Backup 20\d\d-\d\d-\d\d \d{6})(?:/.*)?)",
    re.IGNORECASE | re.DOTALL,
)
_FOLDER = re.compile(r"backup 20\d\d-\d\d-\d\d \d{6}", re.IGNORECASE)
_DISKS = (".vhd", ".vhdx")
_CATALOGUES = ("globalcatalog", "backupglobalcatalog")
_MOST = 1000  # disks
_WORST = (State.READ, State.LOCKED, State.OPAQUE, State.BROKEN)


def read(place: Place, _words: Words) -> Found | None:
    """Return the images of one machine, None where there are none; each disk is a point of its own series."""
    held = {one.name: _disks(place.below(one.name)) for one in folders(place) if _FOLDER.fullmatch(one.name)}
    names = {name.casefold() for name in place.names()}
    if not any(held.values()) and not {"mediaid", "catalog"} <= names:
        return None
    faults: list[Facts] = _catalogue(place, held, names)
    points: list[Point] = []
    states: list[State] = []
    for folder in sorted(held):
        for name in held[folder][:_MOST]:
            where = place.below(f"{folder}/{name}")
            looked = judge(where)
            states.append(looked.state or State.BROKEN)
            points.append(_point(where, folder, name, looked))
    state = next((one for one in _WORST if one in states), State.BROKEN)
    about = {"bytes": sum(_room(place.below(folder)) for folder in held), "parts": len(points)}

    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and _OWN.fullmatch(inner) is not None

    return Found(
        "windows_image", place.volume, place.path, state, tuple(points), tuple(faults), own, about=about
    )


def _disks(place: Place) -> list[str]:
    return sorted(one.name for one in files(place) if one.name.lower().endswith(_DISKS))


def _room(place: Place) -> int:
    return sum(one.size for one in files(place))


def _catalogue(place: Place, held: dict[str, list[str]], names: set[str]) -> list[Facts]:
    """Return what the catalogue, and the folders beside it, lack."""
    if not held:
        return [fault("catalogue_alone", place)]
    faults = [fault("part_missing", place.below(f"{one}/*.vhdx"), files=1) for one in held if not held[one]]
    told = {one.name.casefold() for one in files(place.below("Catalog")) if one.size}
    if "mediaid" not in names or told.isdisjoint(_CATALOGUES):
        faults.append(fault("catalogue_missing", place))
    newest = max(held)
    gone = {name.lower() for one in held.values() for name in one} - {name.lower() for name in held[newest]}
    faults += [
        fault("volume_gone", place.below(f"{newest}/{name}")) for name in sorted(gone)[:5] if held[newest]
    ]
    return faults


def _point(where: Place, folder: str, name: str, looked: Looked) -> Point:
    def disk() -> Source:
        return opened(where)

    wrong = looked.faults if looked.state is not None else (fault("unopened", where, why="damaged"),)
    readable = looked.state is State.READ
    return Point(f"{folder}/{name}", when(folder), name.lower(), disk if readable else None, wrong)
