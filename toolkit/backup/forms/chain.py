"""The files of a chain of backups, a full one and what came after it: of each file, the newest."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.names import folded
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread, Volume

_OPEN = 8  # parts open at a time
_MOST = 2_000_000  # files of one chain
_CUT = -1


@dataclass(frozen=True, slots=True)
class Link:
    """One part of a chain; those of one `run` were written together, and no file stands in two of them."""

    name: str
    run: int
    open: Callable[[], Source]


@dataclass(frozen=True, slots=True)
class _Kept(Entry):
    """A file of the chain, and where it lies."""

    link: int = 0
    under: Entry | None = None


class Chain:
    """A Source over links given oldest first; one that cannot be opened is an Unread of it.

    A file that stands twice in one run was cut between its parts, and how is not public: it is Unread
    "duplicate_name". Files come link after link. Raises Unreadable("bomb") beyond two million files.
    """

    kind = "chain"

    def __init__(self, label: str, links: Sequence[Link], size: int = 0) -> None:
        self.label = label
        self.size = size
        self.warnings: tuple[str, ...] = ()
        self._links = links
        self._open: OrderedDict[int, Source] = OrderedDict()
        self._lost: dict[int, Unread] = {}
        # To the newest link that has the file: of a million files little more than this can be kept.
        self._newest: dict[bytes, int] = {}
        try:
            for number in range(len(links)):
                self._index(number)
        except BaseException:
            self.close()
            raise

    def volumes(self) -> Sequence[Volume]:
        return (Volume("", self.kind, size=self.size),)

    def walk(self) -> Iterator[Entry | Unread]:
        yield from self._lost.values()
        for number in range(len(self._links)):
            if number not in self._lost:
                yield from self._of(number)

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        for one in self.walk():
            if one.path.rpartition("/")[0] == directory.path:
                yield one

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        number = self._newest.get(_key(path), _CUT) if volume in {None, ""} else _CUT
        found = self._source(number).find(path) if number >= 0 else None
        return _kept(found, number) if found is not None else None

    def open(self, entry: Entry) -> BinaryIO:
        """Return the bytes of a file that this source listed; raises Unreadable."""
        if not isinstance(entry, _Kept) or entry.under is None:
            raise Unreadable("vanished")
        try:
            return self._source(entry.link).open(entry.under)
        except SourceRefusal as refusal:
            raise Unreadable("damaged", refusal.code) from refusal

    def close(self) -> None:
        while self._open:
            self._open.popitem()[1].close()

    def _index(self, number: int) -> None:
        try:
            held = self._source(number)
        except (SourceRefusal, Unreadable) as error:
            why = error.why if isinstance(error, Unreadable) else "damaged_directory"
            self._lost[number] = Unread("", self._links[number].name, why)
            return
        run = self._links[number].run
        for one in held.walk():
            if isinstance(one, Entry) and one.kind is EntryKind.FILE:
                key = _key(one.path)
                before = self._newest.get(key)
                twice = before is not None and self._run(before) == run
                self._newest[key] = _CUT - run if twice else number
                if len(self._newest) > _MOST:
                    raise Unreadable("bomb", "a chain beyond all measure")

    def _run(self, newest: int) -> int:
        """Return the run of a link, or of a file that stands twice in one: kept as what is below zero."""
        return _CUT - newest if newest < 0 else self._links[newest].run

    def _of(self, number: int) -> Iterator[Entry | Unread]:
        run = self._links[number].run
        for one in self._source(number).walk():
            if isinstance(one, Unread):
                yield Unread("", one.path, one.why, one.detail, one.size)
            elif one.kind is EntryKind.FILE:
                newest = self._newest.get(_key(one.path))
                if newest == number:
                    yield _kept(one, number)
                elif newest == _CUT - run:
                    yield Unread("", one.path, "duplicate_name", size=one.size)

    def _source(self, number: int) -> Source:
        found = self._open.pop(number, None) or self._links[number].open()
        self._open[number] = found
        if len(self._open) > _OPEN:
            self._open.popitem(last=False)[1].close()
        return found


def _kept(entry: Entry, link: int) -> _Kept:
    return _Kept(
        "", entry.path, entry.kind, entry.size, entry.times, ident=entry.ident, link=link, under=entry
    )


def _key(path: str) -> bytes:
    return hashlib.blake2b(folded(path).encode("utf-8", "surrogatepass"), digest_size=12).digest()
