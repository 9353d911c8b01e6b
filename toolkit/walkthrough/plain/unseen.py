"""A secret that is typed without being shown, on a terminal that can do that."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from toolkit.walkthrough.plain.reading import terminal

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _ECHO = 0x4  # ENABLE_ECHO_INPUT
    _INPUT = -10  # STD_INPUT_HANDLE

    @contextmanager
    def unseen(stream: IO[str]) -> Iterator[bool]:
        """Show nothing of what is typed while the block runs; yield whether that is so."""
        kernel, mode = ctypes.windll.kernel32, wintypes.DWORD()
        kernel.GetStdHandle.restype = wintypes.HANDLE
        handle = wintypes.HANDLE(kernel.GetStdHandle(_INPUT))
        if terminal(stream) is None or not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            yield False
            return
        hidden = bool(kernel.SetConsoleMode(handle, mode.value & ~_ECHO))
        try:
            yield hidden
        finally:
            kernel.SetConsoleMode(handle, mode.value)

else:
    import termios

    _FLAGS = 3  # the local flags among what tcgetattr returns

    @contextmanager
    def unseen(stream: IO[str]) -> Iterator[bool]:
        """Show nothing of what is typed while the block runs; yield whether that is so."""
        descriptor = terminal(stream)
        before = None
        if descriptor is not None:
            with suppress(termios.error):
                before = termios.tcgetattr(descriptor)
        if descriptor is None or before is None:
            yield False
            return
        hidden = [*before]
        hidden[_FLAGS] &= ~termios.ECHO
        termios.tcsetattr(descriptor, termios.TCSADRAIN, hidden)
        try:
            yield True
        finally:
            with suppress(termios.error):  # the terminal may be gone
                termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
