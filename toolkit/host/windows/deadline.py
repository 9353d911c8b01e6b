"""A call into the system that may never come back, and how long it is waited for."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from toolkit.errors import Unreadable

Answer = TypeVar("Answer")

_SLICE = 0.2  # seconds; Windows does not let Ctrl-C break into a longer wait

if sys.platform == "win32":
    import ctypes

    _APARTMENT = 2  # COINIT_APARTMENTTHREADED, what the shell's own interfaces ask for (objbase.h)

    def _ready() -> None:
        # COM is per thread. Never undone: what the call holds may be let go of after this thread has ended.
        ctypes.WinDLL("ole32").CoInitializeEx(None, _APARTMENT)

else:

    def _ready() -> None:
        """Nothing is to be made ready here."""


def within(seconds: float, call: Callable[[], Answer]) -> Answer:
    """Return what `call` returns, or raise what it raises; raise Unreadable `timed_out` past the deadline.

    The call goes on in a daemon thread, which does not keep the program from ending.
    """
    answers: list[Any] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            _ready()
            answers.append(call())
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    deadline = time.monotonic() + seconds
    while thread.is_alive() and (left := deadline - time.monotonic()) > 0:
        thread.join(min(left, _SLICE))
    if errors:
        raise errors[0]
    if not answers:
        raise Unreadable("timed_out")
    answer: Answer = answers[0]
    return answer
