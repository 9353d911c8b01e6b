"""Run one command and print what it took: wall seconds, CPU seconds, peak KiB, exit status.

Started as a bare script: a process inherits the peak of the one that forks it, so that one is small.
"""

import os
import sys
import time


def main(command: list[str]) -> None:
    nothing = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    begun = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=nothing)
    # The kernel counts every descendant that was waited for, the workers of a scan included.
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - begun
    print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1:])
