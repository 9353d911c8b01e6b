"""When it began and ended: the densest run of changes among the times of damaged files."""

from array import array
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

_MINUTE = 60 * 1_000_000_000
_DAY = 24 * 60 * _MINUTE
# Two changes further apart than this are two runs. An attack on one machine writes without a pause; an
# hour tolerates a large database between two small files.
_PAUSE_MINUTES = 60
_TOGETHER = 0.8  # share of files that makes one burst of them
_RANGE = range(-(2**63), 2**63)  # what a hostile time may say is kept out of eight bytes


class Span(NamedTuple):
    """First and last of the times, ns UTC."""

    first: int
    last: int


@dataclass(slots=True)
class Burst:
    """Times added one by one, eight bytes each."""

    times: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, when: int | None) -> None:
        """Add one time in nanoseconds UTC; None is passed over."""
        if when is not None and when in _RANGE:
            self.times.append(when)

    def span(self) -> dict[str, int] | None:
        """Return {"first", "last"} in ns, "files" inside and "outside" the densest run, or None."""
        import numpy as np  # noqa: PLC0415 - not needed to list a medium

        if not self.times:
            return None
        times = np.sort(np.frombuffer(self.times, dtype=np.int64))
        minutes = times // _MINUTE
        starts = np.concatenate(([0], np.flatnonzero(np.diff(minutes) > _PAUSE_MINUTES) + 1))
        ends = np.append(starts[1:], len(times))
        best = int(np.argmax(ends - starts))
        inside = int(ends[best] - starts[best])
        return {
            "first": int(times[starts[best]]),
            "last": int(times[ends[best] - 1]),
            "files": inside,
            "outside": len(times) - inside,
        }

    def together(self, files: int) -> dict[str, int] | None:
        """Return the densest run where it holds most of so many files, else None."""
        span = self.span()
        return span if span is not None and span["files"] >= _TOGETHER * files else None


def within(times: "array[int]", first: int, last: int) -> int:
    """Return how many times lie from `first` to `last`, both included."""
    import numpy as np  # noqa: PLC0415 - same

    ordered = np.sort(np.frombuffer(times, dtype=np.int64)) if times else np.empty(0, np.int64)
    return int(np.searchsorted(ordered, last, "right") - np.searchsorted(ordered, first, "left"))


def beside(
    times: "array[int]", places: "array[int]", among: Collection[int], first: int, last: int
) -> tuple[int, int]:
    """Count the times of files that lie in the folders `among`, and those of the folders that are older.

    Returns how many lie from `first` to `last`, and how many of the folders hold one from over a day before.
    """
    import numpy as np  # noqa: PLC0415 - same

    if not times or not among:
        return 0, 0
    when, where = np.frombuffer(times, dtype=np.int64), np.frombuffer(places, dtype=np.uint64)
    chosen = np.isin(where, np.array(sorted(among), dtype=np.uint64))
    when, where = when[chosen], where[chosen]
    inside = int(np.count_nonzero((when >= first) & (when <= last)))
    return inside, len(np.unique(where[when < max(first - _DAY, -(2**63))]))
