"""A backup that is a ZIP; each entry is read to its checksum."""

from collections.abc import Callable, Sequence
from typing import BinaryIO

from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.archive import open_zip
from toolkit.media.source import Source


def read(place: Place, words: Words) -> Found | None:
    """Return the ZIP at a place, one point; broken where its directory cannot be read."""
    return of(place, place.open, words)


def of(place: Place, opener: Callable[[], BinaryIO], words: Words, disks: Sequence[int] = ()) -> Found:
    """Return the ZIP whose bytes `opener` gives; `disks` are where the parts of a set start."""

    def opened() -> Source:
        file = opener()
        try:
            return open_zip(file, place.path, words, disks)
        except BaseException:
            file.close()
            raise

    try:
        opened().close()
    except (SourceRefusal, Unreadable):
        return Found("zip", place.volume, place.path, State.BROKEN, faults=(fault("unopened", place),))
    return Found("zip", place.volume, place.path, State.READ, (Point(open=opened),))
