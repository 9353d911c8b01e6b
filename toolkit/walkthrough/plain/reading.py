"""Lines as somebody types or a program pipes them, read beside whatever goes on meanwhile.

One line is read at a time, and only once it is wanted: whatever else reads the keyboard finds it free.
"""

import io
import queue
import threading
import time
from contextlib import suppress
from typing import IO, Any

_LONGEST = 64 * 1024  # bytes kept of one line, whatever was pasted
_CHUNK = 64 * 1024
_AGAIN = 0.05  # seconds before a stream that has nothing yet is asked again


class Lines:
    """The lines of one text stream."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        # A lock is held while a buffer reads, and a program that leaves meanwhile would die of it.
        self._raw: Any = getattr(getattr(stream, "buffer", None), "raw", None)
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._held = b""
        self._asked = threading.Semaphore(0)
        self._read: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.pending = False  # a line is waited for
        threading.Thread(target=self._serve, daemon=True).start()

    def next(self, seconds: float) -> str | None:
        """Return the next line without its end, None where none came in time; raises EOFError after the last.

        A line that did not come in time is the next one asked for.
        """
        if not self.pending:
            self.pending = True
            self._asked.release()
        try:
            line = self._read.get(timeout=seconds)
        except queue.Empty:
            return None
        self.pending = False
        if line is None:
            raise EOFError
        return line

    def _serve(self) -> None:
        while True:
            self._asked.acquire()
            try:
                line = self._text() if self._raw is None else self._bytes()
            except (OSError, ValueError):  # the terminal has gone, or the stream was closed
                line = None
            self._read.put(line)

    def _text(self) -> str | None:
        line = rest = self.stream.readline(_LONGEST)
        while rest and not rest.endswith("\n"):
            rest = self.stream.readline(_LONGEST)
        return line.rstrip("\r\n") if line else None

    def _bytes(self) -> str | None:
        line = bytearray()
        while True:
            piece, end, self._held = self._held.partition(b"\n")
            line += piece[: max(0, _LONGEST - len(line))]
            if end:
                return self._decoded(line)
            more = self._raw.read(_CHUNK)
            if more == b"":
                return self._decoded(line) if line else None
            if more is None:
                time.sleep(_AGAIN)
            self._held = more or b""

    def _decoded(self, line: bytearray) -> str:
        text = line.decode("utf-8", "replace")
        # A terminal said to be poor often sends UTF-8 all the same; a name is not to lose its accents.
        for encoding in (self._encoding, "utf-8"):
            with suppress(UnicodeDecodeError, LookupError):
                text = line.decode(encoding)
                break
        # PowerShell begins a pipe with a byte order mark.
        return text.lstrip("\ufeff").rstrip("\r")


def terminal(stream: IO[str]) -> int | None:
    """Return the descriptor of a stream that is a terminal, None for any other."""
    try:
        return stream.fileno() if stream.isatty() else None
    except (OSError, ValueError, AttributeError, io.UnsupportedOperation):
        return None
