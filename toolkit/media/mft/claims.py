"""Which deleted files claim a place that another deleted file claims too: one has written over the other.

A volume tells only what is in use now. Of two deleted files in one place, the one last changed has it; where
that is not told, none has. What wrote over a file and left no name behind is not known to anybody.
"""

import heapq
from array import array
from collections.abc import Iterator

MOST = 1 << 20  # claims of one volume, 400 MiB at worst; beyond them nothing is known of any
_SOMEBODY = (1 << 64) - 1  # changed later than any file: a claim of a file that is not known


class Claims:
    """The places of the deleted files of one volume, in 24 bytes each and a hundred for each file."""

    def __init__(self) -> None:
        self._starts, self._ends, self._owners = array("Q"), array("Q"), array("Q")
        self._changed: dict[int, int] = {}
        self._lost: set[int] | None = None
        self._over = False

    def owner(self, number: int, changed: int) -> None:
        """Note when a file that claims something was last changed, in a unit that is the same for all files.

        One of which this is not said counts as changed later than all others.
        """
        if not self._over:
            self._changed[number] = changed

    def add(self, number: int, start: int, length: int) -> None:
        """Note that a file claims `length` clusters or blocks from `start`."""
        if len(self._starts) >= MOST or start + length >> 64:
            self._over = True
        elif length > 0:
            self._starts.append(start)
            self._ends.append(start + length)
            self._owners.append(number)

    def sole(self, number: int) -> bool:
        """Say whether no other file changed as late or later claims a part of what this one does."""
        if self._lost is None:
            self._lost = set(self._contested())
        return not self._over and number not in self._lost

    def _contested(self) -> Iterator[int]:
        """Yield the files that lose a part of their place to another."""
        active: list[tuple[int, int, int]] = []  # negative time of change, end, file; the latest first
        for index in sorted(range(len(self._starts)), key=self._starts.__getitem__):
            start, end, number = self._starts[index], self._ends[index], self._owners[index]
            while active and active[0][1] <= start:
                heapq.heappop(active)
            mine = -self._changed.get(number, _SOMEBODY)
            # All but the latest of those that are active have lost already, to it.
            if active and active[0][2] != number:
                if active[0][0] <= mine:
                    yield number
                if active[0][0] >= mine:
                    yield active[0][2]
            heapq.heappush(active, (mine, end, number))
