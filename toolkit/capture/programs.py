"""The programs that a rule calls an attack's: listed always, copied only on request and wrapped at once."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.capture.choice import Chosen, Left
from toolkit.custody.places import PROGRAM_KINDS

LISTED = 200  # more are counted
COPIED = 20  # at one request; the next ones at the next
PROGRAM_BYTES = 32 * 1024 * 1024
REASON = "program"

Line = Mapping[str, Any]


@dataclass(slots=True)
class Programs:
    """Programs added line by line; the same bytes once, from the place where they were met first."""

    hostile: frozenset[str]  # rules that name an attack
    count: int = 0
    _rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    _lines: dict[str, Line] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        sha256 = line["sha256"]
        if sha256 is None or line["note"] or not self._is_attacks(line):
            return
        if sha256 in self._rows:
            self._rows[sha256]["copies"] += 1
            return
        self.count += 1
        if len(self._rows) < LISTED:
            told = {key: line[key] for key in ("volume", "path", "size", "sha256", "times", "rules")}
            self._rows[sha256] = {**told, "asks_for": _asks_for(line), "copies": 1}
            self._lines[sha256] = line

    def _is_attacks(self, line: Line) -> bool:
        runs = line["program"] is not None or line["path"].rpartition(".")[2].casefold() in PROGRAM_KINDS
        return runs and bool(self.hostile.intersection(line["rules"]) or _asks_for(line))

    def _gravest(self) -> list[str]:
        def weight(sha256: str) -> tuple[Any, ...]:
            row = self._rows[sha256]
            named = len(self.hostile.intersection(row["rules"]))
            return (-named, -len(row["asks_for"]), row["volume"], row["path"])

        return sorted(self._rows, key=weight)

    def facts(self) -> dict[str, Any]:
        """Return {"count", "programs"}: each with its place, size, hash, times and rules, gravest first."""
        return {"count": self.count, "programs": [self._rows[sha256] for sha256 in self._gravest()]}

    def chosen(self, told: Container[tuple[str, str]] = ()) -> list[Chosen | Left]:
        """Return those to copy, the gravest first, and one line for all beyond COPIED.

        `told` are the places (volume, path) of those that earlier requests copied, or found too large.
        """
        left = [sha256 for sha256 in self._gravest() if _place(self._lines[sha256]) not in told]
        found: list[Chosen | Left] = [
            Chosen(self._lines[sha256], REASON, self._rows[sha256]["copies"]) for sha256 in left[:COPIED]
        ]
        if beyond := left[COPIED:]:
            more = len(beyond) + self.count - len(self._rows)
            found.append(Left(self._lines[beyond[0]], "programs_more", more))
        return found


def listed(lines: Iterable[Line], hostile: Iterable[str]) -> Programs:
    """Return the programs among the lines of a scan."""
    found = Programs(frozenset(hostile))
    for line in lines:
        found.add(line)
    return found


def _asks_for(line: Line) -> list[str]:
    return list((line["program"] or {}).get("asks_for", ()))


def _place(line: Line) -> tuple[str, str]:
    return line["volume"], line["path"]
