"""Whether two folders are states of one thing, told by the names, dates and sizes of their files."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from toolkit.backup.classes import LASTING, practice_class
from toolkit.backup.forms.form import Place
from toolkit.media.part_of import PartOf
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind

_COMPARED = 400  # names of each folder
_ASKED = 40  # names of one large folder looked for in the other
_SHARE = 0.5  # of the smaller one's files
_PART = 0.25  # of the larger one's
_NAMES, _FOLDERS = 5, 3  # different ones in common, digits aside, which no camera and no visit writes again
_DATES = 3  # different ones, from which they are those of the files
_DIGITS = re.compile(r"\d+")

Names = dict[str, tuple[int, int | None]]  # path to size and date


@dataclass(frozen=True, slots=True)
class Copy:
    """A folder that bears a date, and the first of its files."""

    place: Place
    at_ns: int
    files: Names


def names_of(source: Source, most: int) -> Names:
    """Return the files of a practice that a source lists, up to so many."""
    found: Names = {}
    for one in source.walk():
        if (
            isinstance(one, Entry)
            and one.kind is EntryKind.FILE
            and practice_class(one.path, None) is not None
        ):
            found[one.path] = (one.size, one.times.modified)
            if len(found) == most:
                break
    return found


def same_names(one: Names, other: Names, *, related: bool) -> bool:
    """Say whether two listings are states of one thing; `related` where their names say so too."""
    fewer, more = sorted((len(one), len(other)))
    if related:
        return fewer > 0 and _alike(one, other, max(1, _SHARE * fewer), called=False)
    there = [path for path in other if path in one]
    # Of two archives that nothing relates, one may hold a part of the other on purpose.
    if fewer < _NAMES or len(there) < max(_SHARE * fewer, _PART * more):
        return False
    return sum(one[path] == other[path] for path in there) >= _NAMES or _many(there)


def same_lasting(newer: Copy, older: Copy) -> bool:
    """Say whether most files of two folders stand at the same paths, a database among them."""
    there = [path for path in older.files if path in newer.files]
    least = max(1, _SHARE * min(len(newer.files), len(older.files)))
    return len(there) >= least and _has_lasting(there)


def same_bytes(newer: Copy, older: Copy) -> bool:
    """Say whether most files of two folders stand at the same paths with their sizes and dates."""
    same = sum(older.files.get(path) == held for path, held in newer.files.items())
    return same >= max(_DATES, _SHARE * min(len(newer.files), len(older.files)))


def copy_at(place: Place, at_ns: int) -> Copy:
    """Return a folder with the names of its files, as many as are compared."""
    found: Names = {}
    for one in islice(PartOf(place.source, place.volume, place.path).walk(), 4 * _COMPARED):
        if isinstance(one, Entry) and one.kind is EntryKind.FILE:
            found[one.path] = (one.size, one.times.modified)
            if len(found) == _COMPARED:
                break
    return Copy(place, at_ns, found)


def same_thing(newer: Copy, older: Copy, *, called: bool) -> bool:
    """Say whether two folders are states of one thing; `called` where their names say they are backups."""
    least = max(1, _SHARE * min(len(newer.files), len(older.files)))
    if _alike(newer.files, older.files, least, called):
        return True
    if max(len(newer.files), len(older.files)) < _COMPARED:
        return False
    # The first files of a large folder may be those that the other lacks.
    return _sought(newer, older, called) or _sought(older, newer, called)


def _sought(one: Copy, other: Copy, called: bool) -> bool:
    asked = dict(islice(one.files.items(), 0, None, max(1, len(one.files) // _ASKED)))
    there: Names = {}
    for path in asked:
        entry = other.place.below(path).entry()
        if entry is not None and entry.kind is EntryKind.FILE:
            there[path] = (entry.size, entry.times.modified)
    return _alike(asked, there, max(1, _SHARE * len(asked)), called)


def _alike(newer: Names, older: Names, least: float, called: bool) -> bool:
    there = [path for path in older if path in newer]
    if sum(older[path] == newer[path] for path in there) >= least or _dated_alike(newer, older, there, least):
        return True
    # An attack adds an ending: "a.docx" is now "a.docx.akira".
    if any(
        sum(path.rpartition(".")[0] in plain for path in struck) >= least
        for struck, plain in ((newer, older), (older, newer))
    ):
        return True
    return len(there) >= least and (called or _telling(there))


def _dated_alike(newer: Names, older: Names, there: Collection[str], least: float) -> bool:
    """Say whether files bear the dates they had, whatever their sizes: copies that were cut short do."""
    dates = [newer[path][1] for path in there if older[path][1] == newer[path][1] is not None]
    # One date for all is that of the unpacking, of whatever was unpacked.
    return len(dates) >= least and len(set(dates)) >= _DATES


def _telling(there: Collection[str]) -> bool:
    """Say whether names in common are enough: a database written every day, or many different ones."""
    return _has_lasting(there) or _many(there)


def _has_lasting(there: Collection[str]) -> bool:
    return any(practice_class(path, None) in LASTING for path in there)


def _many(there: Collection[str]) -> bool:
    shapes = {_DIGITS.sub("#", path.casefold()) for path in there}
    return len(shapes) >= _NAMES and len({one.rpartition("/")[0] for one in shapes}) >= _FOLDERS
