"""What the trial proves: for each scenario, what was to be so, whether it was, and what was seen."""

import time
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = ("# The stick that boots, tried in qemu", "")
_COLUMNS = ("| | what is said | what was seen or measured |", "|---|---|---|")


@dataclass(frozen=True, slots=True)
class Proof:
    """One line: what is said, what was seen, and whether it is so."""

    scenario: str
    said: str
    seen: str
    holds: bool


@dataclass(slots=True)
class Proofs:
    """Every line of a run, printed as it comes."""

    rows: list[Proof] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def note(self, scenario: str, said: str, *, holds: bool, seen: object = "") -> bool:
        """Keep one line; return whether it holds."""
        self.rows.append(Proof(scenario, said, str(seen), holds))
        minutes = (time.monotonic() - self.begun) / 60
        word = "agrees" if holds else "FAILS "
        print(f"{minutes:5.1f} min  {word}  {scenario}: {said}\n                   {seen}", flush=True)
        return holds

    @property
    def all_hold(self) -> bool:
        return bool(self.rows) and all(row.holds for row in self.rows)

    def summary(self, about: str) -> str:
        """Return the lines as a page, one table for each scenario."""
        lines = [*_HEAD, about]
        for scenario in dict.fromkeys(row.scenario for row in self.rows):
            lines += ["", f"## {scenario}", "", *_COLUMNS]
            own = (row for row in self.rows if row.scenario == scenario)
            lines += [
                f"| {'yes' if row.holds else '**NO**'} | {_cell(row.said)} | {_cell(row.seen)} |"
                for row in own
            ]
        return "\n".join(lines) + "\n"

    def write(self, folder: Path, about: str) -> Path:
        """Write the summary beside the pictures."""
        place = folder / "summary.md"
        place.write_text(self.summary(about), encoding="utf-8")
        return place


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
