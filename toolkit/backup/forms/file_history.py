"""File History of Windows: each file as it was at each date, the date in its name.

Layout: FileHistory/<user>/<PC>/Data/<drive>/… and Configuration/Config*.xml, Catalog*.edb, as public
descriptions of it agree; none was made by Windows for this reader.
"""

import re
from collections.abc import Iterator, Sequence

from toolkit.backup.forms.form import Found, Place, Point, State, Words
from toolkit.backup.forms.named_dates import when
from toolkit.backup.forms.repository import relative
from toolkit.media.names import folded
from toolkit.media.part_of import PartOf, Pick
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread

SIGN = re.compile(r"^(?:(?P<root>.*)/)?(?:data|configuration)$", re.DOTALL)  # in folded paths
_VERSION = re.compile(
    r"(.*) \((20\d\d_[01]\d_[0-3]\d [0-2]\d_[0-5]\d_[0-5]\d) UTC\)((?:\.[^.]*)?)", re.DOTALL
)
_KEPT = re.compile(r"(?:config|catalog)\d*\.(?:xml|edb)", re.IGNORECASE)
_MOST = 10_000_000  # names looked at for their dates
_DATA = "Data"

Held = Entry | Unread


def read(place: Place, _words: Words) -> Found | None:
    """Return the history of one machine, None where there is none: the newest state, then older versions."""
    settings = {name.casefold() for name in place.below("Configuration").names() if _KEPT.fullmatch(name)}
    named = "filehistory" in place.path.casefold().split("/")
    data = place.below(_DATA).entry()
    if (not settings and not named) or data is None or data.kind is not EntryKind.DIRECTORY:
        return None
    newest, older, versions = _dates(place, data.path)
    if newest is None:
        return None
    prefix = f"{data.path}/"

    def state(pick: Pick) -> Source:
        return PartOf(place.source, place.volume, data.path, pick)

    points = [Point(_DATA, newest, open=lambda: state(current))]
    if older is not None:
        points.insert(0, Point(_DATA, min(older, newest - 1), open=lambda: state(replaced)))
    about = {
        "versions": versions,
        "catalogue": any(name.endswith(".edb") for name in settings),
        "settings": any(name.endswith(".xml") for name in settings),
    }

    def own(path: str) -> bool:
        return path.startswith(prefix) and relative(place, path) is not None

    return Found(
        "file_history", place.volume, place.path, State.READ, tuple(points), (), own,
        about=about, transparent=True,
    )  # fmt: skip


def current(held: Sequence[Held]) -> Iterator[tuple[Held, str]]:
    """Give the newest version of each file of a folder under its plain name, and what has no version."""
    newest, lying = _newest(held), {folded(_name(one)) for one in held}
    for one in held:
        if _is_folder(one) or _is_newest(one, newest):
            told = _told(one)
            # Two files are never shown under one name: whoever lays one beside does not hide the version.
            plain = told is not None and folded(told[1]) not in lying
            yield one, told[1] if told is not None and plain else _name(one)


def replaced(held: Sequence[Held]) -> Iterator[tuple[Held, str]]:
    """Give the folders, and the versions of files that a newer one replaced, under their own names."""
    newest = _newest(held)
    for one in held:
        if _is_folder(one) or not _is_newest(one, newest):
            yield one, _name(one)


def _is_folder(found: Held) -> bool:
    return isinstance(found, Entry) and found.kind is EntryKind.DIRECTORY


def _is_newest(found: Held, newest: dict[str, Held]) -> bool:
    told = _told(found)
    return told is None or newest[folded(told[1])] is found


def _name(found: Held) -> str:
    return found.path.rpartition("/")[2]


def _newest(held: Sequence[Held]) -> dict[str, Held]:
    kept: dict[str, tuple[str, Held]] = {}
    for one in held:
        told = _told(one)
        if told is not None:
            key = folded(told[1])
            if key not in kept or told[0] > kept[key][0]:
                kept[key] = (told[0], one)
    return {key: one for key, (_, one) in kept.items()}


def _told(found: Held) -> tuple[str, str] | None:
    """Return the date in the name of a file, as it is written there, and the name without it."""
    if isinstance(found, Entry) and found.kind is not EntryKind.FILE:
        return None
    told = _VERSION.fullmatch(_name(found))
    return (told[2], told[1] + told[3]) if told is not None else None


def _dates(place: Place, path: str) -> tuple[int | None, int | None, int]:
    """Return the newest date of all, that of the versions replaced, and how many those are."""
    newest = [0, 0]
    counts = [0, 0]
    for number, pick in enumerate((current, replaced)):
        source = PartOf(place.source, place.volume, path, _kept(pick))
        for one in source.walk():
            date = when(_name(one)) if _told(one) is not None else None
            if date is not None:
                counts[number] += 1
                newest[number] = max(newest[number], date)
            if counts[number] > _MOST:
                break
    return newest[0] or None, newest[1] or None, counts[1]


def _kept(pick: Pick) -> Pick:
    """Return the same choice under the names as they lie, which bear the dates."""
    return lambda held: [(one, _name(one)) for one, _ in pick(held)]
