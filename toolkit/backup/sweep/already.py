"""What an interrupted check of the same medium has read: given again, and not read again."""

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import Protocol

import numpy as np

from toolkit.backup.held import unheard
from toolkit.backup.sweep.recorded import is_of, line_of, seen_of
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Facts, Seen

_READ = (EntryKind.FILE, EntryKind.STREAM)

Done = Callable[[str, str], bool]
Look = Callable[[Done], Iterator[Seen | Entry]]


class Journal(Protocol):
    """Lines that are kept as they come; `lines` are those of earlier runs, each with where it stands."""

    def lines(self) -> Iterator[tuple[int, Facts]]: ...

    def line(self, at: int) -> Facts: ...

    def add(self, line: Facts) -> None: ...


class Already:
    """The lines of an interrupted check, and those of this one behind them.

    `idents` says whether the medium gives each file a number that stays; `spared(n)` is told of the bytes of
    each file that is not read again.
    """

    def __init__(
        self, journal: Journal, *, idents: bool = True, spared: Callable[[int], None] = unheard
    ) -> None:
        self._journal = journal
        self._idents = idents
        self.spared = spared
        self.files = 0
        self.bytes = 0
        self.recorded = 0  # files read whole by earlier runs
        self.recorded_bytes = 0
        self._marks, self._places = self._index()
        self._used = bytearray(len(self._marks))
        self._passed = blake2b(digest_size=16)  # everything told so far, in order

    def read(self, source: Source, where: str, left_out: Done, look: Look) -> Iterator[Seen | Entry]:
        """Yield what `look(done)` yields, and in walk order what needs not be read again.

        What lies in a backup is given again only where everything before it on the medium is as it was.
        """
        scope = self._scope(where)
        walked = _Walked(source)
        waiting: deque[int | Entry | None] = deque()  # lines in walk order: recorded, to be read, not listed

        def done(volume: str, path: str) -> bool:
            entry = walked.entry(volume, path)
            if left_out(volume, path):
                return True
            place = None if entry is None else self._recorded(scope, entry)
            waiting.append(entry if place is None else place)
            return place is not None

        for found in look(done):
            if isinstance(found, Entry):
                yield found
                continue
            yield from self._given(waiting)
            entry = waiting.popleft()
            if isinstance(entry, Entry):
                self._journal.add(line_of(scope, entry, found))
            yield self.told(found)
        yield from self._given(waiting)

    def _index(self) -> "tuple[array[int], array[int]]":
        """Return the marks of all lines in order and where each line stands: 16 bytes for each file."""
        marks, places = array("Q"), array("Q")
        for place, line in self._journal.lines():
            seen = line.get("seen")
            if not isinstance(seen, Mapping):
                continue
            marks.append(_mark(str(line.get("of")), str(seen.get("volume")), str(seen.get("path"))))
            places.append(place)
            if seen.get("sha256") is not None:
                self.recorded += 1
                self.recorded_bytes += int(seen.get("size") or 0)
        found = np.array(marks, np.uint64)
        order = np.argsort(found, kind="stable")
        # Arrays of Python again: a single number comes out of them faster than out of numpy's.
        in_order = (found[order], np.array(places, np.uint64)[order])
        first, second = (array("Q", each.tobytes()) for each in in_order)
        return first, second

    def _given(self, waiting: deque[int | Entry | None]) -> Iterator[Seen]:
        while waiting and isinstance(place := waiting[0], int):
            waiting.popleft()
            seen = seen_of(self._journal.line(place)["seen"])
            self.files += 1
            self.bytes += seen.size
            self.spared(seen.size)
            yield self.told(seen)

    def told(self, seen: Seen) -> Seen:
        """Return a line once it is counted among those that come before what is told next."""
        told = f"{seen.volume}\0{seen.path}\0{seen.sha256}\0{seen.size}\0{seen.times.modified}\n"
        self._passed.update(told.encode("utf-8", "surrogatepass"))
        return seen

    def _scope(self, where: str) -> str:
        """Name one pass over the files of a backup: another one as soon as anything before it differs."""
        if not where:
            return ""
        whole = self._passed.copy()
        whole.update(where.encode("utf-8", "surrogatepass"))
        return whole.hexdigest()

    def _recorded(self, scope: str, entry: Entry) -> int | None:
        """Return where the line of a file stands that was read whole and is unchanged, once for each line.

        Two files may bear one name: the first met takes the first line, be it of one that was not read.
        """
        mark = _mark(scope, entry.volume, entry.path)
        at = bisect_left(self._marks, mark)
        while at < len(self._marks) and self._marks[at] == mark:
            place = int(self._places[at])
            if not self._used[at] and (line := self._line(place, scope, entry)) is not None:
                self._used[at] = 1
                return place if line["seen"]["sha256"] is not None else None
            at += 1
        return None

    def _line(self, place: int, scope: str, entry: Entry) -> Facts | None:
        try:
            line = self._journal.line(place)
            seen_of(line["seen"])
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        return line if is_of(line, scope, entry, idents=self._idents) else None


class _Walked:
    """A second walk beside the one that reads: it says of each name how it is listed."""

    def __init__(self, source: Source) -> None:
        self._walk = source.walk()

    def entry(self, volume: str, path: str) -> Entry | None:
        """Return the next file; None where it cannot be listed, and for all after one that is another."""
        for one in self._walk:
            if isinstance(one, Entry) and one.kind not in _READ:
                continue
            if (one.volume, one.path) == (volume, path):
                return one if isinstance(one, Entry) else None
            break
        self._walk = iter(())
        return None


def _mark(scope: str, volume: str, path: str) -> int:
    # Two names may share one: the line itself is compared.
    whole = f"{scope}\0{volume}\0{path}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(whole, digest_size=8).digest(), "little")
