"""A process that examines what it is handed and writes nothing: bytes come in, findings go out."""

import os
import pickle
import signal
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection

from toolkit.scan.content import Content
from toolkit.scan.examine import Findings, findings
from toolkit.scan.known import Known
from toolkit.scan.pace import lower

# Bytes a worker may take beyond what it started with: a file of 64 MB is held several times over.
MEMORY = 1536 * 1024 * 1024
_PAGE = 4096
_DESCRIPTORS = 65536  # more than any parent of ours has open

Told = list[Findings | BaseException]


def serve(jobs: Connection, answers: Connection, known: Known, gentle: bool) -> None:
    """Examine batches until the pipe closes: each is (name, bytes) pairs, each answer (findings, CPU s)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us
    _alone(jobs, answers)
    _bounded()
    if gentle:
        lower()
    spent = time.process_time()
    with suppress(EOFError, OSError):
        answers.send_bytes(b"")
        while True:
            batch = pickle.loads(jobs.recv_bytes())  # noqa: S301 - from the parent only
            told: Told = [_examined(path, data, known) for path, data in batch]
            del batch
            now = time.process_time()
            answers.send_bytes(pickle.dumps((told, now - spent), pickle.HIGHEST_PROTOCOL))
            spent = now
    # Nothing of the parent that a fork copied is to be flushed or released a second time.
    os._exit(0)


def _examined(path: str, data: bytes, known: Known) -> Findings | BaseException:
    try:
        return findings(path, Content.of(data), known)
    except ImportError as lost:
        return lost


def _alone(jobs: Connection, answers: Connection) -> None:
    """Let go of all that a fork copied: the case, its lock, the other pipes, the screen."""
    if sys.platform != "win32":
        nothing = os.open(os.devnull, os.O_RDONLY)
        for standard in range(3):
            os.dup2(nothing, standard)
        start = 3
        for kept in sorted((jobs.fileno(), answers.fileno())):
            os.closerange(start, kept)
            start = kept + 1
        os.closerange(start, min(os.sysconf("SC_OPEN_MAX"), _DESCRIPTORS))


def _bounded() -> None:
    """Set the limit of memory where the system keeps one; elsewhere the parent watches."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - POSIX only

        with open("/proc/self/statm", encoding="ascii") as held:  # noqa: PTH123 - read only
            most = int(held.read().split()[0]) * _PAGE + MEMORY
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not write the evidence down
