"""The programs that were looked at twice, the gravest first, a bounded number of them."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MOST = 200  # kept; more are counted
_COPIED = (
    "signed", "md5", "sha1", "imphash", "timestamp", "version", "made_with", "abilities", "asks_for",
    "oddities", "places", "closer", "failed",
)  # fmt: skip
_SIGNATURE = ("publisher", "signer", "signed_at", "why", "weak", "slack", "revocation")
_DISBELIEVED = frozenset({"broken", "untrusted", "unproven", "unreadable"})


@dataclass(slots=True)
class Suspects:
    """Programs added line by line; the same bytes once, with how many files hold them."""

    count: int = 0
    _kept: list[tuple[int, int, str]] = field(default_factory=list)
    _rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, line: Mapping[str, Any], hostile: frozenset[str]) -> None:
        """Add a line whose program was looked at twice; other lines are passed over."""
        found = line.get("program")
        if not found or ("signature" not in found and "closer" not in found):
            return
        self.count += 1
        known = self._rows.get(line["sha256"])
        if known is not None:
            known["alike"] += 1
            return
        weight = _weight(line, found, hostile)
        self._rows[line["sha256"]] = _row(line, found)
        heapq.heappush(self._kept, (weight, -self.count, line["sha256"]))
        if len(self._kept) > _MOST:
            del self._rows[heapq.heappop(self._kept)[2]]

    def facts(self) -> dict[str, Any]:
        """Return {"count", "programs"}: the rows kept, the gravest first."""
        order = sorted(self._kept, reverse=True)
        return {"count": self.count, "programs": [self._rows[sha256] for _, _, sha256 in order]}


def _weight(line: Mapping[str, Any], found: Mapping[str, Any], hostile: frozenset[str]) -> int:
    """Rank by what speaks against a program; an order to look in, never a verdict."""
    told = 100 * bool(hostile.intersection(line["rules"])) + 20 * len(line["rules"])
    told += 10 * len(found.get("asks_for", ())) + 6 * len(line["marks"])
    told += 5 * (found.get("signed") in _DISBELIEVED) + 3 * len(found.get("oddities", ()))
    told += 2 * len(found.get("places", ())) + len(found.get("abilities", ()))
    return told if found.get("signed") != "valid" else told // 4


def _row(line: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    row = {key: line[key] for key in ("volume", "path", "size", "sha256", "rules", "marks")}
    row |= {key: found[key] for key in _COPIED if found.get(key) not in (None, "", [], {})}
    signature = found.get("signature", {})
    row["signature"] = {key: signature[key] for key in _SIGNATURE if key in signature}
    return {**row, "alike": 1}
