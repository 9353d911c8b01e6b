"""One long work of the walkthrough: commands of our own program, one after the other, as child processes.

A child is told what is secret on its standard input, never among its arguments. What it prints may quote
what it found, and is a stranger's text.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Container, Sequence

from toolkit.errors import INTERRUPTED
from toolkit.texts import visible
from toolkit.walkthrough.child import BROKEN, Child, program
from toolkit.walkthrough.course import Course, Progress, told

__all__ = ["Progress", "Work"]

LINES = 2_000
_GRACE = 20.0  # seconds a child gets to write down where it stopped


class Work:
    """The commands of one work; nothing here waits but `close`, and nothing goes on unless `poll` is called.

    A command whose status is not in `fine` is the last. `status` is that of the last command: -1 where it
    could not be started, crashed or was killed, 130 where the work was stopped before its end.
    """

    def __init__(
        self,
        name: str,
        commands: Sequence[Sequence[str]],
        *,
        language: str,
        secret: str | None = None,
        fine: Container[int] = (0, 1),
    ) -> None:
        self.name = name
        self._left = deque(commands)
        self._language, self._secret, self._fine = language, secret, fine
        self._state = "waiting"
        self._status: int | None = None
        self._stopping = self._changed = False
        self._child: Child | None = None
        self._lines: deque[tuple[str, str]] = deque(maxlen=LINES)
        self._course = Course()
        self._lock = threading.Lock()  # lines and course, which the threads of a child fill

    @property
    def state(self) -> str:
        """Return "waiting", "running", "paused", "stopping" or "ended"."""
        return self._state

    @property
    def status(self) -> int | None:
        """Return the exit status of the last command, None until the work has ended."""
        return self._status

    @property
    def progress(self) -> Progress | None:
        """Return how far the command under way is, as it last said."""
        with self._lock:
            return self._course.progress()

    @property
    def lines(self) -> Sequence[tuple[str, str]]:
        """Return what was printed, ("out" or "err", sentence), the newest last."""
        with self._lock:
            return tuple(self._lines)

    def forget(self) -> None:
        """Let go of what was printed: somebody has read what was secret in it."""
        with self._lock:
            self._lines.clear()

    def start(self) -> None:
        """Start the first command; a work is started once."""
        if self._state == "waiting":
            self._becomes("running")
            self._next()

    def pause(self) -> None:
        """Hold the command where it is; its helpers stop behind what each has in hand (`poll` sees to it).

        A helper held in the middle of a file would be taken for one that hangs, and its file for unreadable.
        """
        if self._state == "running" and self._child is not None:
            self._becomes("paused")
            with self._lock:
                self._course.hold()
            self._child.suspend()

    def resume(self) -> None:
        if self._state == "paused":
            self._becomes("running")
            self._go_on()

    def stop(self, *, now: bool = False) -> None:
        """Have the command stop as Ctrl-C does, what it recorded kept; `now` kills it."""
        if self._state == "waiting":
            self._end(INTERRUPTED)
        if self._state == "ended":
            return
        if self._state == "paused":
            self._go_on()
        if self._state != "stopping":
            self._becomes("stopping")
            self._stopping = True
            if self._child is not None:
                self._child.say("stop")
        if now and self._child is not None:
            self._child.kill()

    def poll(self) -> bool:
        """Go on with what is due; return whether anything changed since the last call."""
        child = self._child
        if child is not None and self._state == "paused":
            child.settle()
        elif child is not None and child.ended:
            self._one_ended(child)
        changed, self._changed = self._changed, False
        return changed

    def close(self) -> None:
        """Stop, wait until nothing of it runs, kill what does not end by itself."""
        self.stop()
        for kill in (False, True):
            until = time.monotonic() + _GRACE
            while self._child is not None and time.monotonic() < until:
                if kill:
                    self._child.kill()
                self._child.wait(until - time.monotonic())
                self.poll()
        if self._child is not None:  # held by the system itself, on a disk that does not answer
            self._one_ended(self._child)

    def _next(self) -> None:
        """Start the command whose turn it is; where none is left, all is done."""
        self._course = Course()
        if not self._left:
            self._end(0)
            return
        command = [*program(), "--lang", self._language, "--followed", *self._left.popleft()]
        try:
            self._child = Child(command, self._heard)
        except (OSError, ValueError) as error:
            # In the words of the system, which speaks the language of the machine.
            self._heard("err", str(getattr(error, "strerror", None) or error).encode("utf-8", "replace"))
            self._end(BROKEN)
            return
        # Said even where there is none: a command that asks must not wait for it.
        self._child.say(json.dumps({"secret": self._secret}, ensure_ascii=False))

    def _one_ended(self, child: "Child") -> None:
        child.close()
        self._child, status = None, child.status
        if self._stopping:
            self._end(INTERRUPTED if self._left and status in self._fine else status)
        elif self._left and status in self._fine:
            self._changed = True
            self._next()
        else:
            self._end(status)

    def _go_on(self) -> None:
        with self._lock:
            self._course.go_on()
        if self._child is not None:
            self._child.resume()

    def _end(self, status: int) -> None:
        self._status = status
        self._secret = None
        self._becomes("ended")

    def _becomes(self, state: str) -> None:
        self._state, self._changed = state, True

    def _heard(self, stream: str, line: bytes) -> None:
        """Take one line of a child; called by the threads that read it."""
        said = told(line) if stream == "err" else None
        # Made before the lock is taken: a long line of garbage takes a while.
        text = "" if said is not None else visible(line.decode("utf-8", "replace").rstrip("\r\n"))
        with self._lock:
            if said is not None:
                self._course.add(said)
            else:
                self._lines.append((stream, text))
            self._changed = True
