"""Counts of files, with a few of their paths."""

from dataclasses import dataclass, field
from typing import Any

from toolkit.records import Seen

SAMPLES = 5  # paths kept per reason


@dataclass(slots=True)
class Tally:
    """How many, how large, and a few paths."""

    files: int = 0
    bytes: int = 0
    samples: list[dict[str, str]] = field(default_factory=list)

    def add(self, volume: str, path: str, size: int = 0) -> None:
        self.files += 1
        self.bytes += size
        if len(self.samples) < SAMPLES:
            self.samples.append({"volume": volume, "path": path})

    def join(self, other: "Tally") -> None:
        """Count what another tally counted."""
        self.files += other.files
        self.bytes += other.bytes
        self.samples = [*self.samples, *other.samples][:SAMPLES]

    def less(self, volume: str, path: str, size: int) -> None:
        """Take one file out again."""
        self.files -= 1
        self.bytes -= size
        gone = {"volume": volume, "path": path}
        self.samples = [sample for sample in self.samples if sample != gone]

    def count(self, seen: Seen) -> None:
        self.add(seen.volume, seen.path, seen.size)

    def reason(self, code: str, **facts: Any) -> dict[str, Any]:
        """Return the coded reason, with the figures, the paths kept and the first of them."""
        # A path always stands beside its volume, under these names: so it can be found and pseudonymised.
        first = self.samples[0] if self.samples else {"volume": "", "path": ""}
        counts = {"files": self.files, "bytes": self.bytes, "samples": list(self.samples)}
        return {"code": code, **counts, **first, **facts}
