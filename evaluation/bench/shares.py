"""How much memory the processes of a command hold for themselves, beside what they share.

The resident size of a worker counts every page it shares with the process it was forked from. Its share
(PSS in /proc/PID/smaps_rollup) counts such a page by halves, thirds and so on; its own pages (USS) alone are
what one worker more costs.
"""

import subprocess
import time
from typing import NamedTuple

import psutil

from evaluation.bench.timing import Asked

_EACH = 0.2  # seconds between two looks: a look takes milliseconds of the process looked at
_MIB = 1024 * 1024


class Held(NamedTuple):
    """Bytes of one process, or the most of several of each."""

    resident: int = 0
    share: int = 0
    own: int = 0

    def most(self, other: "Held") -> "Held":
        return Held(*map(max, self, other))


def told(asked: Asked) -> str:
    """Run a command, watched, and say what its largest processes and all of them together held."""
    largest, together = watched(asked)
    resident, share, own = (value // _MIB for value in largest)
    each = f"largest process {resident} MiB resident, its share {share} MiB, its own {own} MiB"
    return f"{each}; all processes together {together // _MIB} MiB"


def watched(asked: Asked) -> tuple[Held, int]:
    """Return the most any process held of each kind, and the largest sum of all shares, in bytes."""
    with subprocess.Popen(
        asked.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        largest, together = Held(), 0
        while running.poll() is None:
            now = _looked(running.pid)
            for one in now:
                largest = largest.most(one)
            together = max(together, sum(one.share for one in now))
            time.sleep(_EACH)
    return largest, together


def _looked(pid: int) -> list[Held]:
    try:
        main = psutil.Process(pid)
        found = [one.memory_full_info() for one in (main, *main.children(recursive=True))]
    except psutil.Error:
        return []  # it ended while it was looked at
    return [Held(one.rss, one.pss, one.uss) for one in found]
