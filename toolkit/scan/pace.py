"""How hard a scan may work this machine: how many processes, at which priority, with which pauses."""

import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

MOST_WORKERS = 4
_SPAWNED = 2  # each holds its own copy of all that is compared with, 145 MB
_LEAST_PAUSE = 0.02  # seconds; shorter ones are kept for later


@dataclass(frozen=True, slots=True)
class Pace:
    """`workers` processes beside the one that reads, 0 for none, None for what this machine offers.

    `gentle`: one worker, the lowest priority, and as much rest as work, so that at most half of one core is
    taken. `start` is how processes are started, for tests: "fork" or "spawn", "" for what suits the system.
    """

    workers: int | None = None
    gentle: bool = False
    start: str = ""

    def processes(self) -> int:
        """Return how many workers a long scan gets."""
        if self.workers is not None:
            return min(max(self.workers, 0), MOST_WORKERS)
        return 1 if self.gentle else min(usable_cores(), MOST_WORKERS if self.forks else _SPAWNED)

    @property
    def forks(self) -> bool:
        """Say whether workers are forks of this process: at once there, with all it has."""
        return (self.start or ("spawn" if sys.platform == "win32" else "fork")) == "fork"


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def lower() -> None:
    """Put this process behind all others, for the processor and for the disk, where the system can."""
    import psutil  # noqa: PLC0415 - start-up time

    own = psutil.Process()
    with suppress(psutil.Error, OSError, AttributeError):
        own.nice(psutil.IDLE_PRIORITY_CLASS if sys.platform == "win32" else 19)
    with suppress(psutil.Error, OSError, AttributeError, ValueError):
        own.ionice(psutil.IOPRIO_VERYLOW if sys.platform == "win32" else psutil.IOPRIO_CLASS_IDLE)


class Rest:
    """Pauses as long as the work before them, of this process and of what its workers report."""

    def __init__(self, *, gentle: bool) -> None:
        self._gentle = gentle
        self._owed = 0.0
        self._seen_cpu, self._seen_wall = time.process_time(), time.monotonic()

    def take(self, of_worker: float = 0.0) -> None:
        """Sleep until this stretch of work takes half of one core; a gentle pace only."""
        if not self._gentle:
            return
        cpu, wall = time.process_time(), time.monotonic()
        self._owed += 2 * (cpu - self._seen_cpu + of_worker) - (wall - self._seen_wall)
        self._seen_cpu, self._seen_wall = cpu, wall
        self._owed = max(self._owed, 0.0)  # a long wait for the disk buys no burst later
        if self._owed >= _LEAST_PAUSE:
            time.sleep(self._owed)
