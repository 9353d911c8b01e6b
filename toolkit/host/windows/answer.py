"""Ask the system one question that may hang or be refused, and turn every refusal into one of our codes."""

from collections.abc import Callable
from typing import TypeVar

from toolkit.errors import Unreadable
from toolkit.host.windows.deadline import within
from toolkit.host.windows.rights import refusal

T = TypeVar("T")

PATIENCE = 10.0  # seconds; a call that waits for a machine that is gone can take minutes

_ACCESS_DENIED = 5
# Numbers of Microsoft's winerror.h and lmerr.h; what is not named here is an `io_error`.
_WHY = {
    "needs_elevation": (1314,),  # privilege not held
    # invalid function; not supported; call not implemented; invalid level; no such library or function;
    # no network provider; unknown interface
    "not_offered": (1, 50, 120, 124, 126, 127, 1222, 1717),
    # service not active; RPC server unavailable; server, workstation or service not started
    "service_stopped": (1062, 1722, 2114, 2138, 2184),
    "timed_out": (121, 258, 1460),
}
_CODES = {number: code for code, numbers in _WHY.items() for number in numbers}


def why(number: int) -> str:
    """Return the code of an error number of Windows."""
    return refusal() if number == _ACCESS_DENIED else _CODES.get(number, "io_error")


def refused(error: Exception) -> Unreadable | None:
    """Return what an error of the system says as a coded fact; None for an error that is ours."""
    if isinstance(error, Unreadable):
        return error
    number = getattr(error, "winerror", None)  # OSError on Windows, pywintypes.error
    if isinstance(number, int):
        return Unreadable(why(number), str(number))
    if isinstance(error, PermissionError):
        return Unreadable(refusal())
    return Unreadable("io_error", str(error.errno or "")) if isinstance(error, OSError) else None


def answer(question: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Return the answer to a question, asked in a thread of its own that is left behind when it hangs.

    Raises Unreadable `needs_elevation`, `denied`, `not_offered`, `service_stopped`, `timed_out`, `io_error`.
    """
    try:
        return within(seconds, question)
    except Exception as error:
        found = refused(error)
        if found is None or found is error:
            raise
        raise found from error
