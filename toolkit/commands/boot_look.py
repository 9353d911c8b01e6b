"""How this machine was started from our stick, and whether anything writes: what the commands hold of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import booted
from toolkit.booted import Booted
from toolkit.host import still
from toolkit.host.still import Still


@dataclass(frozen=True, slots=True)
class Looked:
    """How the machine was started, and what was measured before the source was opened."""

    boot: Booted
    still: Still
    clock_difference: int | None = None  # seconds: the machine's clock minus the hour somebody told

    def facts(self) -> dict[str, Any]:
        """Return what the log of a case holds of it: codes, names of devices, counts and hashes."""
        return {
            "root_hash": self.boot.root_hash if self.boot.whole else None,
            "verified": "whole" if self.boot.whole else "unknown",
            "where": self.boot.where if self.boot.where in {"ram", "stick"} else "unknown",
            "candidates": self.boot.candidates,
            **self.still.facts(),
            "clock_difference": self.clock_difference,
        }


def looked(boot: Booted | None = None, told: Path = booted.TOLD, root: Path = Path("/")) -> Looked | None:
    """Measure now; None where this machine was not started from our stick."""
    boot = boot or booted.facts()
    if boot is None:
        return None
    return Looked(boot, still.measured(boot, root), booted.clock_difference(told))
