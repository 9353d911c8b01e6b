"""How the runs of one backup job went: the newest of each kind, and what may be said of the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The better first: where two runs bear the same time, the worse one counts.
SUCCESS, WARNED, PARTIAL, FAILURE = "success", "success_with_warnings", "finished_with_errors", "failure"
_WELL = (SUCCESS, WARNED)
_RANK = (SUCCESS, WARNED, PARTIAL, FAILURE)

Row = dict[str, Any]


@dataclass(slots=True)
class Runs:
    """The newest run that went well and the newest of all, with where each is told."""

    good: tuple[int, Mapping[str, Any]] | None = None
    last: tuple[int, int, Mapping[str, Any]] | None = None  # when, rank, where

    def add(self, at_ns: int, result: str, where: Mapping[str, Any]) -> None:
        """Keep a run if it is newer than what is kept."""
        rank = _RANK.index(result)
        if result in _WELL and (self.good is None or at_ns > self.good[0]):
            self.good = (at_ns, where)
        if self.last is None or (at_ns, rank) > self.last[:2]:
            self.last = (at_ns, rank, where)

    def row(self) -> Row:
        """Return what is known, `result` being "unknown" when no run is."""
        if self.last is None:
            return {"result": "unknown"}
        told = self.good or (self.last[0], self.last[2])
        return {
            "last_success_ns": self.good[0] if self.good else None,
            "last_run_ns": self.last[0],
            "result": _RANK[self.last[1]],
            **told[1],
        }
