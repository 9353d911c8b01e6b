"""A source over anything that lists its members and reads each one: what every format of archive needs."""

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.tree import Leaf, Tree
from toolkit.records import Entry, Unread, Volume

Opener = Callable[[int], BinaryIO]


class MembersSource:
    """A Source over members; `opener(place)` gives one as a seekable stream, and raises Unreadable.

    `places` in the leaves are what `opener` takes. With `stored`, members are walked in their order in the
    archive: for those that can only be unpacked from the front.
    """

    def __init__(
        self,
        label: str,
        kind: str,
        leaves: Sequence[Leaf],
        opener: Opener,
        *,
        size: int = 0,
        warnings: Sequence[str] = (),
        stored: bool = False,
        release: Callable[[], None] | None = None,
    ) -> None:
        self.label = label
        self.kind = kind
        self.size = size
        self._tree = Tree(leaves, stored=stored)
        self._opener = opener
        self._release = release
        self.warnings: tuple[str, ...] = (*warnings, *self._tree.warnings)

    def volumes(self) -> Sequence[Volume]:
        return (Volume("", self.kind, size=self.size),)

    def walk(self) -> Iterator[Entry | Unread]:
        yield from self._tree.walk()

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        yield from self._tree.listing(directory)

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        return self._tree.find(path, volume)

    def add(self, unread: Unread) -> None:
        """Put something that could not be listed before everything else."""
        self._tree.add(unread)

    def open(self, entry: Entry) -> BinaryIO:
        if not entry.ident.isdigit():
            raise Unreadable("not_a_file")
        return self._opener(int(entry.ident))

    def close(self) -> None:
        release, self._release = self._release, None
        if release is not None:
            release()
