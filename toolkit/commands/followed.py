"""A command that another program leads (--followed): it says how far it is, and ends when its leader does.

The leader holds the standard input of the command open. Its first line, {"secret": "…"} or {"secret": null},
is what would be typed or piped; a line "stop", or the end, interrupts the command as Ctrl-C does.
"""

import _thread
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.commands.screen import Meter

FLAG = "--followed"
_BETWEEN = 0.25  # seconds between two lines
_LONGEST = 2048  # bytes of a line of the leader: a pipe takes that at once on every system
_STOP = b"stop"


def asked(arguments: Sequence[str]) -> tuple[bool, list[str]]:
    """Return whether --followed stands anywhere before "--", and the other arguments."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    before = [one for one in arguments[:end] if one != FLAG]
    return len(before) < end, [*before, *arguments[end:]]


def begin() -> None:
    """Listen to the leader from now on; standard input becomes the secret it gives, and then ends.

    Nothing else shares the pipe of the leader: on Windows a process started beside a thread that reads its
    standard input would wait for that reading to end.
    """
    # A leader may have been started where Ctrl-C is ignored, and a process inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        leader = os.dup(0)
    except OSError as nobody:
        raise KeyboardInterrupt from nobody
    _go_on_alone()
    secrets, handing = os.pipe()
    os.dup2(secrets, 0)
    os.close(secrets)
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    threading.Thread(target=_listen, args=(leader, handing), daemon=True).start()


def _go_on_alone() -> None:
    """Have the system wake us when our leader dies while it holds us still; Linux only."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - start-up time

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGCONT, 0, 0, 0)  # PR_SET_PDEATHSIG


def _listen(leader: int, handing: int) -> None:
    lines = _lines(leader)
    first = next(lines, _STOP)
    if first.strip() != _STOP:
        _hand_over(first, handing)
        os.close(handing)
        while next(lines, _STOP).strip() != _STOP:
            pass
        _interrupt()
        return
    # Interrupted before it is told that there is no secret: that would be answered with a refusal.
    _interrupt()
    os.close(handing)


def _lines(leader: int) -> Iterator[bytes]:
    held = b""
    with suppress(OSError):
        while piece := os.read(leader, _LONGEST):
            *lines, held = (held + piece).split(b"\n")
            held = held[-_LONGEST:]
            yield from lines


def _hand_over(line: bytes, handing: int) -> None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return
    secret = said.get("secret") if isinstance(said, dict) else None
    if isinstance(secret, str) and len(line) <= _LONGEST:
        os.write(handing, secret.encode("utf-8", "replace") + b"\n")


def _interrupt() -> None:
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        # A signal, unlike interrupt_main, also ends a wait for a slow disk.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


class Reports:
    """How far a long step is, as lines of JSON on standard error: the first, the last, four a second at most.

    `rate` is that since the line before, in bytes a second.
    """

    def __init__(self, code: str, total: int | None) -> None:
        self._code, self._total = code, total
        self._done = self._told = 0
        self._at = time.monotonic()
        self._found: Mapping[str, int] | None = None
        self.tell()

    def heard(self, count: int) -> None:
        self._done += count
        if time.monotonic() - self._at >= _BETWEEN:
            self.tell()

    def more(self, count: int) -> None:
        """Learn that there are so many bytes more to read than was said, or fewer."""
        if self._total is not None:
            self._total = max(0, self._total + count)

    def beside(self, found: Mapping[str, int]) -> None:
        """Add these counts, as they stand, to every line from now on."""
        self._found = found

    def tell(self) -> None:
        """Write one line now."""
        now = time.monotonic()
        rate = (self._done - self._told) / (now - self._at) if now > self._at else 0.0
        said: dict[str, Any] = {"code": self._code, "done": self._done, "total": self._total}
        said["rate"] = round(rate)
        if self._found is not None:
            said["found"] = dict(self._found)
        self._told, self._at = self._done, now
        # Nobody reading any more is told by the end of standard input.
        with suppress(OSError):
            sys.stderr.write(json.dumps({"progress": said}) + "\n")
            sys.stderr.flush()


class Shown:
    """A scan as it goes: bytes, and what its lines show one by one, before context judges them.

    Files are counted, not texts or families; those an earlier run recorded count too, but what it read is
    no longer to be read.
    """

    def __init__(self, meter: "Meter") -> None:
        self._meter = meter
        self._counts = {"encrypted": 0, "notes": 0, "matches": 0, "files": 0}
        self._before = 0  # bytes, until they are told
        meter.beside(self._counts)

    def before(self, line: Mapping[str, Any]) -> None:
        """Count one line that an earlier run recorded."""
        self._count(line)
        self._before += 0 if line["sha256"] is None else line["size"]

    def heard(self, count: int) -> None:
        if self._before:
            self._meter.more(-self._before)
            self._before = 0
        self._meter.heard(count)

    def passed(self, line: Mapping[str, Any]) -> None:
        """Count one line as it is recorded."""
        self._count(line)
        self.heard(0)

    def _count(self, line: Mapping[str, Any]) -> None:
        counts, note = self._counts, line["note"]
        is_note = bool(note) and note["verdict"] == "note"
        members = line.get("inside") or ()
        counts["files"] += 1
        counts["notes"] += is_note
        # What the bytes of the attacker's own text look like says nothing.
        counts["encrypted"] += line["damage"]["verdict"] == "encrypted" and not is_note
        counts["matches"] += bool(line["rules"]) or any(member["rules"] for member in members)
