"""What a process of ours does first when a fork made it: let go of all that is its parent's."""

import os
import signal
import sys
from collections.abc import Iterable

_DESCRIPTORS = 65536  # more than any parent of ours has open


def let_go(kept: Iterable[int]) -> None:
    """Close every descriptor but `kept`: the case, its lock, other pipes, the screen; the parent ends us.

    POSIX only.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group
    nothing = os.open(os.devnull, os.O_RDONLY)
    for standard in range(3):
        os.dup2(nothing, standard)
    start = 3
    for one in sorted(kept):
        os.closerange(start, one)
        start = one + 1
    if sys.platform != "win32":  # nothing is inherited there
        os.closerange(start, min(os.sysconf("SC_OPEN_MAX"), _DESCRIPTORS))
