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
from collections.abc import Iterator, Sequence
from contextlib import suppress

FLAG = "--followed"
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
