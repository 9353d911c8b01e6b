"""Opening what lies in a file of a source, and keeping that file open as long."""

from collections.abc import Callable
from typing import BinaryIO

from toolkit.backup.forms.form import Place
from toolkit.media.source import Source


def kept_open(place: Place, opener: Callable[[BinaryIO], Source]) -> Source:
    """Return what `opener` makes of the bytes of a place; the source made closes them with itself.

    Raises what `opener` does, the stream being closed first, and Unreadable.
    """
    stream = place.open()
    try:
        return opener(stream)
    except BaseException:
        stream.close()
        raise
