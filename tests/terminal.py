"""Somebody at a terminal of 80 columns by 25 lines, and the program that has it."""

import os
import re
import select
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_MARKS = re.compile(rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]")
_ROWS, _COLUMNS = 25, 80


@dataclass
class Terminal:
    """What the program showed, and its status once it ended; `patience` is in seconds."""

    outer: int
    pid: int
    patience: float
    shown: bytes = b""
    status: int | None = None

    def hear(self) -> None:
        ready, _, _ = select.select([self.outer], [], [], 0.05)
        with suppress(OSError):  # the other end has gone
            self.shown += os.read(self.outer, 65536) if ready else b""
        if self.status is None:
            pid, status = os.waitpid(self.pid, getattr(os, "WNOHANG", 0))
            self.status = os.waitstatus_to_exitcode(status) if pid else None

    def until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + self.patience
        while not reached():
            assert time.monotonic() < end, self.words()[-3000:]
            assert self.status is None, self.words()[-3000:]
            self.hear()

    def words(self) -> str:
        """Return what was shown without its spaces: a screen is drawn in pieces, and breaks its lines."""
        return "".join(_MARKS.sub(b"", self.shown).decode("utf-8", "replace").split())

    def sees(self, words: str) -> None:
        wanted = "".join(words.split())
        self.until(lambda: wanted in self.words())

    def reads(self, words: str) -> None:
        """Wait for words, and forget what was shown before them."""
        self.sees(words)
        self.shown = self.words().split("".join(words.split()), 1)[1].encode()

    def press(self, keys: str | bytes) -> None:
        os.write(self.outer, keys.encode() if isinstance(keys, str) else keys)

    def answers(self, words: str, keys: str | bytes) -> None:
        self.reads(words)
        self.press(keys)

    def left(self) -> int | None:
        end = time.monotonic() + self.patience
        while self.status is None:
            assert time.monotonic() < end, self.words()[-3000:]
            self.hear()
        self.hear()
        return self.status


@contextmanager
def terminal(
    command: Sequence[str], environment: Mapping[str, str], patience: float, folder: Path | None = None
) -> Iterator[Terminal]:
    """Start a program on a terminal of its own, in a folder; the window is closed in the end."""
    if sys.platform == "win32":
        raise NotImplementedError
    else:
        import fcntl
        import pty
        import struct
        import termios

        pid, outer = pty.fork()
        if not pid:
            os.chdir(folder or ".")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), dict(environment))  # noqa: S606 - our own program
        os.set_inheritable(outer, False)  # another program would hold this terminal open
        seat = Terminal(outer, pid, patience)
        try:
            yield seat
        finally:
            os.close(outer)  # as a window that is closed: it ends where a test failed
            if seat.status is None:
                os.waitpid(pid, 0)
