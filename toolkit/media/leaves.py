"""The members of an archive in few bytes each, for an archive may name a million of them."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from toolkit.records import EntryKind, Times

_UNDATED = Times()
_KINDS = tuple(EntryKind)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_LARGEST = 2**63 - 1
_NONE = -(2**63)  # no time: 1677, before every clock


@dataclass(frozen=True, slots=True)
class Leaf:
    """One member as an archive names it; `place` is its number in the archive, from 0."""

    name: str
    place: int
    kind: EntryKind = EntryKind.FILE
    size: int = 0  # bytes
    times: Times = _UNDATED


class Made(Sequence[Leaf]):
    """Members that their format keeps in few bytes itself: `leaf(number)` makes one."""

    def __init__(self, count: int, leaf: Callable[[int], Leaf]) -> None:
        self._count = count
        self._leaf = leaf

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Leaf: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Leaf]: ...
    def __getitem__(self, at: int | slice) -> Leaf | Sequence[Leaf]:
        places = range(self._count)[at]
        return self._leaf(places) if isinstance(places, int) else list(map(self._leaf, places))


class Leaves(Sequence[Leaf]):
    """Members in the order they were added, each made anew when it is asked for.

    About 40 bytes each and those of its name; a size or a time beyond 63 bits is cut to what they hold.
    """

    def __init__(self, leaves: Iterable[Leaf] = ()) -> None:
        self._names = bytearray()
        self._ends = array("Q")
        self._places = array("Q")
        self._kinds = bytearray()
        self._sizes = array("q")
        self._modified = array("q")
        self._created = array("q")
        self._changed = array("q")
        self._accessed = array("q")
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: Leaf) -> None:
        """Add one behind the others."""
        times = leaf.times
        self._names += leaf.name.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._names))
        self._places.append(leaf.place)
        self._kinds.append(_NUMBERS[leaf.kind])
        self._sizes.append(max(-_LARGEST, min(leaf.size, _LARGEST)))
        self._modified.append(_packed(times.modified))
        if times.created is None and times.changed is None and times.accessed is None:
            return
        # Few formats state more than one time: room for the others is made when one does.
        missing = len(self._ends) - 1 - len(self._created)
        for column, when in (
            (self._created, times.created),
            (self._changed, times.changed),
            (self._accessed, times.accessed),
        ):
            column.extend([_NONE] * missing)
            column.append(_packed(when))

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[Leaf]:
        return map(self._leaf, range(len(self._ends)))

    @overload
    def __getitem__(self, at: int) -> Leaf: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Leaf]: ...
    def __getitem__(self, at: int | slice) -> Leaf | Sequence[Leaf]:
        places = range(len(self))[at]
        return self._leaf(places) if isinstance(places, int) else list(map(self._leaf, places))

    def _leaf(self, at: int) -> Leaf:
        start = self._ends[at - 1] if at else 0
        name = self._names[start : self._ends[at]].decode("utf-8", "surrogatepass")
        modified = _told(self._modified[at])
        if at < len(self._created):
            others = (_told(self._created[at]), _told(self._changed[at]), _told(self._accessed[at]))
            times = Times(others[0], modified, others[1], others[2])
        else:
            times = Times(None, modified) if modified is not None else _UNDATED
        return Leaf(name, self._places[at], _KINDS[self._kinds[at]], self._sizes[at], times)


def _packed(when: int | None) -> int:
    return _NONE if when is None else max(_NONE + 1, min(when, _LARGEST))


def _told(when: int) -> int | None:
    return None if when == _NONE else when
