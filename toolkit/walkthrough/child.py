"""A command of our own program as a child process: started, heard, held, stopped.

It ends when its standard input does: it never outlives us unseen.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO, Any

import psutil

from toolkit import own_files

BROKEN = -1  # the status of one that did not start, crashed or was killed
_LINE = 64 * 1024  # bytes of a line; what is beyond is dropped
_LATE = 2.0  # seconds for the last words of a child that is gone
_LOOK = 1.0  # seconds between two looks at a child that has our terminal
_STILL = 0.5  # seconds without work after which a helper of a held child is taken to wait
_LOADER = "/lib64/ld-linux-x86-64.so.2"  # the system's
_READY = 10.0  # seconds after which a child that says nothing is taken to hear when its leader dies
_CRASHES = 0x80000000  # Windows ends a program that crashed with a status from here on


def program() -> Iterator[str]:
    """Yield the words that start this program again."""
    if own_files.frozen() and not os.access(sys.executable, os.X_OK):
        # Desktops of Linux mount FAT so that .exe files alone may be started: as our start file does there.
        yield _LOADER
    yield sys.executable
    if not own_files.frozen():
        yield from ("-B",) if sys.dont_write_bytecode else ()
        yield from ("-m", "toolkit")


class Child:
    """A child process and the threads that read it; raises OSError where it does not start."""

    def __init__(self, command: Sequence[str], heard: Callable[[str, bytes], None]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program, and no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            **_apart(),
        )
        self._heard = heard
        self._begun, self._spoke, self._held = time.monotonic(), False, False
        self._threads = [
            threading.Thread(target=_read, args=(stream, name, self._hear), daemon=True)
            for name, stream in (("out", self._process.stdout), ("err", self._process.stderr))
        ]
        for thread in self._threads:
            thread.start()
        self._killed = False
        self._gone: float | None = None  # when it was seen to be gone
        self._at_work: dict[psutil.Process, tuple[float, float]] = {}  # since when, processor seconds
        self._look_at = 0.0
        self._still: set[psutil.Process] = set()  # helpers held: Windows counts how often

    @property
    def ended(self) -> bool:
        """Whether it is gone and its last words are read, as far as they will come."""
        if self._process.poll() is None:
            return False
        now = time.monotonic()
        self._gone = self._gone or now
        # A process it left behind may hold its streams open.
        return now - self._gone > _LATE or not any(thread.is_alive() for thread in self._threads)

    @property
    def status(self) -> int:
        code = self._process.returncode
        return BROKEN if self._killed or code is None or code < 0 or code >= _CRASHES else int(code)

    def say(self, line: str) -> None:
        # Few bytes, which a pipe takes at once; a child that is gone hears nothing.
        if self._process.stdin is not None:
            with suppress(OSError, ValueError):
                self._process.stdin.write(line.encode("utf-8", "replace") + b"\n")
                self._process.stdin.flush()

    def suspend(self) -> None:
        """Hold it; one that only begins is held by `settle`, once it is woken should its leader die."""
        if self._spoke or time.monotonic() - self._begun > _READY:
            self._held = True
            with suppress(psutil.Error, OSError):
                psutil.Process(self._process.pid).suspend()
            self._at_work = {each: (time.monotonic(), _worked(each)) for each in self._helpers()}

    def _hear(self, stream: str, line: bytes) -> None:
        self._spoke = True
        self._heard(stream, line)

    def settle(self) -> None:
        """Suspend each helper that waits for work; one that is at work is looked at again later."""
        if not self._held:
            self.suspend()
            return
        now = time.monotonic()
        if now < self._look_at:  # to list processes takes a while
            return
        self._look_at = now + _STILL / 2
        for helper in set(self._helpers()) - self._still:
            since, before = self._at_work.get(helper, (now, -1.0))
            worked = _worked(helper)
            if worked != before or not _waits(helper):
                self._at_work[helper] = now, worked
            elif now - since >= _STILL:
                with suppress(psutil.Error, OSError):
                    helper.suspend()
                    self._still.add(helper)

    def resume(self) -> None:
        """Let the helpers go on before the one that waits for them."""
        for each in self._still:
            with suppress(psutil.Error, OSError):
                each.resume()
        self._still.clear()
        self._held = False
        with suppress(psutil.Error, OSError):
            psutil.Process(self._process.pid).resume()

    def kill(self) -> None:
        """End it and its helpers at once."""
        self._killed = self._killed or self._process.poll() is None
        helpers = list(self._helpers())
        with suppress(OSError):
            self._process.kill()
        for each in helpers:
            with suppress(psutil.Error, OSError):
                each.kill()

    def wait(self, seconds: float) -> bool:
        """Wait for it to be gone; return whether it is."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(seconds, 0.0))
            for thread in self._threads:
                thread.join(_LATE)
            return True
        return False

    def close(self) -> None:
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def _helpers(self) -> Sequence[psutil.Process]:
        with suppress(psutil.Error, OSError):
            return tuple(psutil.Process(self._process.pid).children(recursive=True))
        return ()


def _read(stream: IO[bytes], name: str, heard: Callable[[str, bytes], None]) -> None:
    with stream, suppress(OSError, ValueError):
        while line := stream.readline(_LINE):
            heard(name, line)
            while line and not line.endswith(b"\n"):
                line = stream.readline(_LINE)


def _worked(helper: psutil.Process) -> float:
    with suppress(psutil.Error, OSError):
        spent = helper.cpu_times()
        return float(spent.user + spent.system)
    return -1.0


def _waits(helper: psutil.Process) -> bool:
    """Tell whether a process waits for others, not for a disk; Windows does not tell."""
    with suppress(psutil.Error, OSError):
        return sys.platform == "win32" or bool(helper.status() == psutil.STATUS_SLEEPING)
    return False


def _environment() -> dict[str, str]:
    quiet = {"PYTHONDONTWRITEBYTECODE": "1"} if sys.dont_write_bytecode else {}
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8", **quiet}


def _apart() -> dict[str, Any]:
    """Return what keeps a child off our terminal, whose Ctrl-C is for us."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    else:  # noqa: RET505 - the checker of types reads one branch of the two
        return {"start_new_session": True}


def attended(
    words: Sequence[str], *, secret: str | None = None, meanwhile: Callable[[], None] = lambda: None
) -> int:
    """Run a command of our own program on our terminal until it ends; return its exit status.

    Ctrl-C is for it, not for us. A `secret` is one line on its standard input; `meanwhile` is called about
    every second. `BROKEN` where it did not start or was killed.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)  # a child inherits what is ignored, not this
    try:
        pipe = None if secret is None else subprocess.PIPE
        process = subprocess.Popen([*program(), *words], stdin=pipe, env=_environment())  # noqa: S603 - ours
        if process.stdin is not None and secret is not None:
            with process.stdin as stream, suppress(OSError):
                stream.write(secret.encode("utf-8", "replace") + b"\n")
        while True:
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(_LOOK)
                return BROKEN if code < 0 else code
            meanwhile()
    except OSError:
        return BROKEN
    finally:
        signal.signal(signal.SIGINT, before)
