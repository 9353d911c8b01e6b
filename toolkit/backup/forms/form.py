"""What a kind of backup is to the check: where it lies, the states of data it keeps, what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Facts, Seen, Unread


class State(StrEnum):
    """How far the content of a backup can be looked at here."""

    READ = "read"  # every file it keeps
    PARTLY = "partly"  # those before the place where its reading ended
    STRUCTURE = "structure"  # its own sums, names and dates, not its files
    LOCKED = "locked"  # a password is needed, or was the wrong one
    OPAQUE = "opaque"  # nothing public says how it is made, or not enough of it
    BROKEN = "broken"  # what opens it is damaged or missing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a backup lies: a folder or a file of a source; `path` is "" for the root of a volume."""

    source: Source
    volume: str
    path: str

    def below(self, name: str) -> "Place":
        return Place(
            self.source, self.volume, f"{self.path}/{name}" if self.path and name else self.path or name
        )

    def beside(self, name: str) -> "Place":
        """Return the place of another name in the same folder."""
        folder = self.path.rpartition("/")[0]
        return Place(self.source, self.volume, f"{folder}/{name}" if folder else name)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def entry(self) -> Entry | None:
        return self.source.find(self.path, self.volume)

    def open(self) -> BinaryIO:
        """Return the bytes of a file; raises Unreadable, ("vanished") where there is none."""
        entry = self.entry()
        if entry is None or entry.kind is not EntryKind.FILE:
            raise Unreadable("vanished")
        return self.source.open(entry)

    def read(self, limit: int) -> bytes:
        """Return the first `limit` bytes of a file, none where it is not there or cannot be read."""
        try:
            with self.open() as stream:
                return stream.read(limit)
        except Unreadable:
            return b""

    def listing(self) -> Iterator[Entry | Unread]:
        """Yield what a folder holds, nothing where it is not there."""
        entry = self.entry()
        if entry is not None and entry.kind is EntryKind.DIRECTORY:
            yield from self.source.listing(entry)

    def names(self) -> frozenset[str]:
        """Return the names in a folder."""
        return frozenset(one.path.rpartition("/")[2] for one in self.listing())


@dataclass(frozen=True, slots=True)
class Point:
    """One state of the data that a backup can give back.

    `open` returns the files as a source, closed by who opened it; raises SourceRefusal or Unreadable. It is
    None where they cannot be read here. `faults` are coded reasons (a link of the chain that is missing).
    `lists` are those of an incremental tape: what each folder held, whether it is on that tape or not.
    """

    name: str = ""
    at_ns: int | None = None  # when whoever made it says that it was made
    series: str = ""  # points of one series follow each other; those of others are of other data
    open: Callable[[], Source] | None = None
    faults: tuple[Facts, ...] = ()
    lists: Mapping[str, bytes] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A backup as its form reads it.

    `faults` are coded reasons that hold for the whole of it; `own` tells a path of the medium that is a part
    of it, beside `path` itself; `part` judges such a file once it was read to its end, and returns a fault
    or None. `vendor` says whether the maker's own check is named (backup.vendor_<form>).
    """

    form: str
    volume: str
    path: str
    state: State
    points: tuple[Point, ...] = ()  # oldest first
    faults: tuple[Facts, ...] = ()
    own: Callable[[str], bool] = field(default=lambda _: False)
    part: Callable[[Seen], Facts | None] = field(default=lambda _: None)
    about: Facts = field(default_factory=dict)  # "version", "made_ns" and the like
    transparent: bool = False  # its points show files of the medium as they lie: nothing is read twice


# Passwords that were given, tried one after the other; none is kept or shown.
Words = tuple[str, ...]
Reader = Callable[[Place, Words], Found | None]


def fault(code: str, place: Place | str = "", **facts: object) -> Facts:
    """Return a coded reason about a place; its sentence is backup.fault_<code>."""
    volume, path = (place.volume, place.path) if isinstance(place, Place) else ("", place)
    return {"code": f"fault_{code}", "volume": volume, "path": path, **facts}
