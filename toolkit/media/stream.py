"""A seekable, read-only stream over anything that can be read by offset."""

import io
from collections.abc import Callable
from typing import Any, BinaryIO

from toolkit.errors import Unreadable

ReadAt = Callable[[int, int], bytes]

_BUFFER = 64 * 1024


class Window(io.RawIOBase):
    """Bytes 0 to `size` of what `read_at(offset, length)` gives; a failed read raises Unreadable.

    With `exact`, bytes missing before `size` are a failure, never an early end: an image cut short must
    not pass for a short file. Without it, the file may have shrunk since it was opened.
    """

    def __init__(
        self, read_at: ReadAt, size: int, *, exact: bool = True, release: Callable[[], None] | None = None
    ) -> None:
        self._read_at = read_at
        self._size = size
        self._exact = exact
        self._release = release
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError(offset)
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), max(0, self._size - self._position))
        if not wanted:
            return 0
        try:
            part = self._read_at(self._position, wanted)
        except OSError as error:
            raise Unreadable("io_error", str(error)) from error
        if not part and self._exact:
            raise Unreadable("io_error", "the medium ends here")
        part = part[:wanted]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        release, self._release = self._release, None
        if release is not None:
            release()
        super().close()


def stream(
    read_at: ReadAt, size: int, *, exact: bool = True, release: Callable[[], None] | None = None
) -> BinaryIO:
    """Return a buffered stream of `size` bytes; `release` runs when it is closed."""
    return io.BufferedReader(Window(read_at, size, exact=exact, release=release), _BUFFER)
