"""The serial line of a machine: what is said on it is kept, waited for and answered."""

import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from evaluation.boot.said import squeezed

# Sequences of a terminal: control sequences, titles and the like, character sets, single letters.
_MOVES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]+[0-~]|\x1b[0-~]")

_FALLEN = "Kernelpanic"  # nothing more will be said
_LOOK = 5.0  # seconds between two looks whether the machine is still there


class Unseen(Exception):  # noqa: N818 - a finding of the trial
    """What was waited for did not come; the text says what, and what stood there last."""


class Line:
    """One serial line, over the two pipes that qemu reads and writes."""

    def __init__(self, place: Path) -> None:
        self.log = place.with_suffix(".log")
        for side in ("in", "out"):
            path = f"{place}.{side}"
            if not os.path.exists(path):
                os.mkfifo(path)
        # Both ends open on this side, so that neither opening waits for the machine.
        self._in, self._out = (os.open(f"{place}.{side}", os.O_RDWR) for side in ("in", "out"))
        self._heard, self._more, self._closed = bytearray(), threading.Condition(), False
        self._answered = 0  # bytes heard before the last answer
        self.alive: Callable[[], bool] = lambda: True  # whether anything more can be said
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def text(self, since: int = 0) -> str:
        """Return what was heard from a place on, without the sequences of the terminal."""
        with self._more:
            held = bytes(self._heard[since:])
        return _MOVES.sub("", held.decode("utf-8", "replace")).replace("\r", "")

    @property
    def heard(self) -> int:
        return len(self._heard)

    def wait(self, wanted: Sequence[Sequence[str]], seconds: float, *, since: int | None = None) -> int:
        """Return the index of the first group whose every fragment was heard since the last answer."""
        start, end, seen = self._answered if since is None else since, time.monotonic() + seconds, -1
        with self._more:
            while True:
                if len(self._heard) != seen:
                    seen = len(self._heard)
                    held = squeezed(self.text(start))
                    found = _found(held, wanted)
                    if found is not None:
                        return found
                    if _FALLEN in held:
                        break
                left = end - time.monotonic()
                if self._closed or left <= 0 or not self.alive():
                    break
                self._more.wait(min(left, _LOOK))
        raise Unseen(f"wanted {wanted}; heard last: {self.text(start)[-1500:]!r}")

    def answer(self, text: str) -> None:
        """Type a line; what is waited for next must come after it."""
        self._answered = len(self._heard)
        os.write(self._in, text.encode() + b"\r")

    def forget(self) -> None:
        """Wait from here on for what is not heard yet."""
        self._answered = len(self._heard)

    def close(self) -> None:
        """Stop listening."""
        with self._more:
            self._closed = True
            self._more.notify_all()
        os.write(self._out, b"\0")  # wakes the reader
        self._reader.join()
        os.close(self._in)
        os.close(self._out)

    def _read(self) -> None:
        with self.log.open("ab") as log:
            while part := os.read(self._out, 65_536):
                with self._more:
                    if self._closed:
                        return
                    self._heard += part
                    self._more.notify_all()
                log.write(part)
                log.flush()


def _found(text: str, wanted: Sequence[Sequence[str]]) -> int | None:
    for number, fragments in enumerate(wanted):
        if all(squeezed(one) in text for one in fragments):
            return number
    return None
