"""When it began and ended: the densest run of changes among the times of damaged files."""

from collections import Counter
from dataclasses import dataclass, field

_MINUTE = 60 * 1_000_000_000
# Two changes further apart than this are two runs. An attack on one machine writes without a pause; an
# hour tolerates a large database between two small files.
_PAUSE_MINUTES = 60


@dataclass(slots=True)
class Burst:
    """Times added one by one, memory bounded by the number of distinct minutes."""

    _count: Counter[int] = field(default_factory=Counter)
    _first: dict[int, int] = field(default_factory=dict)
    _last: dict[int, int] = field(default_factory=dict)

    def add(self, when: int | None) -> None:
        """Add one time in nanoseconds UTC; None is passed over."""
        if when is None:
            return
        minute = when // _MINUTE
        self._count[minute] += 1
        self._first[minute] = min(when, self._first.get(minute, when))
        self._last[minute] = max(when, self._last.get(minute, when))

    def span(self) -> dict[str, int] | None:
        """Return {"first", "last"} in ns, "files" inside and "outside" the densest run, or None."""
        if not self._count:
            return None
        runs = self._runs()
        best = max(runs, key=lambda run: sum(self._count[minute] for minute in run))
        inside = sum(self._count[minute] for minute in best)
        return {
            "first": self._first[best[0]],
            "last": self._last[best[-1]],
            "files": inside,
            "outside": self._count.total() - inside,
        }

    def _runs(self) -> list[list[int]]:
        runs: list[list[int]] = []
        for minute in sorted(self._count):
            if runs and minute - runs[-1][-1] <= _PAUSE_MINUTES:
                runs[-1].append(minute)
            else:
                runs.append([minute])
        return runs
