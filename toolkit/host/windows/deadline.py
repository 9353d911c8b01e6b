"""A call into the system that may never come back, and how long it is waited for."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from toolkit.errors import Unreadable

Answer = TypeVar("Answer")


def within(seconds: float, call: Callable[[], Answer]) -> Answer:
    """Return what `call` returns, or raise what it raises; raise Unreadable `timed_out` past the deadline.

    The call goes on in a daemon thread, which does not keep the program from ending.
    """
    answers: list[Any] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(call())
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers:
        raise Unreadable("timed_out")
    answer: Answer = answers[0]
    return answer
