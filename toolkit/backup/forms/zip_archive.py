"""A backup that is a ZIP; each entry is read to its checksum."""

from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.opening import kept_open
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.archive import open_zip
from toolkit.media.source import Source


def read(place: Place, _words: Words) -> Found | None:
    """Return the ZIP at a place, one point; broken where its directory cannot be read."""

    def opened() -> Source:
        return kept_open(place, lambda stream: open_zip(stream, place.path))

    try:
        opened().close()
    except (SourceRefusal, Unreadable):
        return Found("zip", place.volume, place.path, State.BROKEN, faults=(fault("unopened", place),))
    return Found("zip", place.volume, place.path, State.READ, (Point(open=opened),))
