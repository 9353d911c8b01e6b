"""A source without one folder of it: the case itself, when it had to be written on the medium examined."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from toolkit.media.names import same
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread, Volume


class Without:
    """A Source that lists the folder at `path`, on whichever volume, as Unread `own_case` and leaves it."""

    def __init__(self, source: Source, path: str) -> None:
        self.label = source.label
        self.kind = source.kind
        self.size = source.size
        self.warnings = source.warnings
        self._source = source
        self._path = path

    def volumes(self) -> Sequence[Volume]:
        return self._source.volumes()

    def walk(self) -> Iterator[Entry | Unread]:
        return leaving_out(self._source.walk(), self._path)

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        return leaving_out(self._source.listing(directory), self._path)

    def open(self, entry: Entry) -> BinaryIO:
        return self._source.open(entry)

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return self._source.find(path, volume)

    def close(self) -> None:
        self._source.close()

    def __getattr__(self, name: str) -> Any:
        # What one kind of source offers more than others: the shadow copies of an image, how it was unlocked.
        return getattr(self._source, name)


def leaving_out(
    found: Iterable[Entry | Unread], path: str, volume: str | None = None
) -> Iterator[Entry | Unread]:
    """Pass on what was found, the folder at `path` as Unread and what it holds not at all.

    `volume` None is any: a device does not say where its volumes are mounted. With an empty path all passes.
    """
    for one in found:
        at = one.path[: len(path)]
        if not path or volume not in {None, one.volume} or not same(at, path):
            yield one
        elif len(one.path) == len(path):
            folder = isinstance(one, Entry) and one.kind is EntryKind.DIRECTORY
            yield Unread(one.volume, one.path, "own_case") if folder else one
        elif one.path[len(path)] not in "/:":
            yield one
