"""A worker started afresh, as Windows does it, and the thread that alone waits for its process.

To start a process, to write to it and to hear from it can each last for ever on a machine where something
holds it up; all three are done by a thread of its own, and a scan never waits with it.
"""

from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

_GRACE = 2.0  # seconds a process gets to end by itself, or to be gone once it was killed

Told = tuple["Spawned", bytes | None]  # what a worker said; None once it will say no more


class Spawned:
    """One such worker: it is sent tasks one at a time, and what it says comes into `told`.

    `serve` is called in the process with the two ends of its pipes and `arguments`.
    """

    def __init__(
        self, serve: Callable[..., None], arguments: tuple[Any, ...], told: SimpleQueue[Told]
    ) -> None:
        self._told = told
        self._asked: SimpleQueue[bytes | None] = SimpleQueue()
        self._process: BaseProcess | None = None
        self._unwanted = False
        self._thread = Thread(target=self._attend, args=(serve, arguments), daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def send_bytes(self, task: bytes) -> None:
        self._asked.put(task)

    def close(self) -> None:
        """Let the process end when it has answered."""
        self._asked.put(None)

    def kill(self) -> None:
        self._unwanted = True
        if self._process:
            with suppress(OSError):
                self._process.kill()

    def join(self, seconds: float = _GRACE) -> None:
        """Wait for the process to be gone, and not longer than `seconds`."""
        self._thread.join(seconds)

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _attend(self, serve: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        # A policy, an antivirus, no memory, a process that is gone: there is no worker, and the scan goes on.
        with suppress(Exception):
            self._converse(serve, arguments)
        self._told.put((self, None))

    def _converse(self, serve: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        context = get_context("spawn")
        theirs, jobs = context.Pipe(duplex=False)
        answers, telling = context.Pipe(duplex=False)
        with jobs, answers:
            with theirs, telling:
                process = context.Process(target=serve, args=(theirs, telling, *arguments), daemon=True)
                process.start()
            self._process = process
            if self._unwanted:
                process.kill()
            try:
                self._told.put((self, answers.recv_bytes()))
                while (task := self._asked.get()) is not None:
                    jobs.send_bytes(task)
                    self._told.put((self, answers.recv_bytes()))
            finally:
                jobs.close()
                process.join(_GRACE)
                process.kill()
                process.join(_GRACE)


def heard(told: SimpleQueue[Told], seconds: float) -> list[Told]:
    """Return what came, waiting at most `seconds` for the first."""
    found: list[Told] = []
    with suppress(Empty):
        found.append(told.get(timeout=seconds) if seconds else told.get_nowait())
        while True:
            found.append(told.get_nowait())
    return found
