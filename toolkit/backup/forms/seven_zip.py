"""A backup that is a 7z; each file is read to its checksum."""

from collections.abc import Callable
from typing import BinaryIO

from toolkit.backup.archives import seven_zip
from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.errors import Unreadable
from toolkit.media.source import Source


def read(place: Place, words: Words) -> Found | None:
    """Return the 7z at a place, one point; broken where its header cannot be read."""
    return of(place, place.open, words)


def of(place: Place, opener: Callable[[], BinaryIO], words: Words) -> Found:
    """Return the 7z whose bytes `opener` gives."""
    try:
        with opener() as file:
            made = seven_zip.archive(file, words)
            seven_zip.source(made, file, place.path)
    except Unreadable as error:
        return refused("7z", place, error)

    def opened() -> Source:
        return seven_zip.source(made, opener(), place.path)

    about: dict[str, object] = {"bytes": made.size}
    return Found("7z", place.volume, place.path, State.READ, (Point(open=opened),), about=about)


def refused(form: str, place: Place, error: Unreadable) -> Found:
    """Return an archive that could not be opened, and why."""
    state, code = {
        "password": (State.LOCKED, "locked"),
        "unknown_method": (State.OPAQUE, "method"),
        "bomb": (State.OPAQUE, "bomb"),
        "io_error": (State.BROKEN, "not_to_end"),
    }.get(error.why, (State.BROKEN, "unopened"))
    return Found(form, place.volume, place.path, state, faults=(fault(code, place),))
