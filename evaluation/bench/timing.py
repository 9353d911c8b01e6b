"""Commands run in turn, each measured with all its processes: wall time, CPU time and peak memory."""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_STOPWATCH = (sys.executable, "-I", "-S", str(Path(__file__).with_name("stopwatch.py")))


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of wall and of CPU, and the peak MiB of the largest process among a command and its workers."""

    wall: float
    cpu: float
    peak: float

    def then(self, other: "Took") -> "Took":
        """Return what one after the other takes."""
        return Took(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


@dataclass(frozen=True, slots=True)
class Asked:
    """A command, and the bytes of its standard input."""

    command: tuple[str, ...]
    given: bytes = b""


def run(asked: Asked, expected: tuple[int, ...] = (0,)) -> Took:
    """Run one command to its end, its answers thrown away; raises RuntimeError when it fails.

    `expected` are the statuses that are no failure.
    """
    # A file, not a pipe: nobody has to feed it while the clock runs.
    with tempfile.TemporaryFile() as given:
        given.write(asked.given)
        given.seek(0)
        command = (*_STOPWATCH, *asked.command)
        told = subprocess.run(command, stdin=given, stdout=subprocess.PIPE, check=True).stdout
    wall, cpu, peak, status = told.split()
    if int(status) not in expected:
        # The whole command may name a thousand files of rules.
        raise RuntimeError(f"{' '.join(asked.command[:6])} … ended with {int(status)}")
    return Took(float(wall), float(cpu), int(peak) / 1024)


def medians(commands: Mapping[str, Asked], runs: int) -> dict[str, Took]:
    """Run all commands in turn so often, after one turn that warms the cache, and return their medians."""
    for asked in commands.values():
        run(asked)
    rounds = [{name: run(asked) for name, asked in commands.items()} for _ in range(runs)]
    return {name: _median([one[name] for one in rounds]) for name in commands}


def _median(runs: Sequence[Took]) -> Took:
    return Took(
        statistics.median(one.wall for one in runs),
        statistics.median(one.cpu for one in runs),
        max(one.peak for one in runs),
    )
