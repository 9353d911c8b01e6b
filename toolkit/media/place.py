"""One name in a folder that is read where it lies, and one file of it held open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from toolkit.media.names import same
from toolkit.media.stream import ReadAt
from toolkit.records import EntryKind, Times

# Bytes that may stand nowhere on the medium and still be read as zeros, in one file and in one walk of a
# folder: four minutes at the 1 GB/s at which zeros are hashed, and more than that is a trap.
HOLE = 256 * 1024**3


@dataclass(frozen=True, slots=True)
class Place:
    """One name in a folder; `why` is a code of texts/*/coverage.toml when it is not to be read."""

    name: str  # "file:stream" for an alternate data stream
    kind: EntryKind = EntryKind.FILE
    size: int = 0  # bytes
    times: Times = field(default_factory=Times)
    ident: str = ""
    target: str | None = None
    why: str = ""
    detail: str = ""
    links: int = 1  # names of the file, where the system tells
    hole: int = 0  # bytes of it that stand nowhere on the medium, where the system tells
    hidden: bool = False  # by its Windows attribute, where the system tells


@dataclass(frozen=True, slots=True)
class Opened:
    """A regular file or a stream, as it is now; `read_at` may raise OSError."""

    ident: str
    size: int  # bytes
    read_at: ReadAt
    release: Callable[[], None]


def chosen(wanted: str, found: Iterable[Place]) -> Place | None:
    """Return the place of that name, an exact name preferred to one that differs by letter case."""
    close = [place for place in found if same(place.name, wanted)]
    return next((place for place in close if place.name == wanted), close[0] if close else None)
