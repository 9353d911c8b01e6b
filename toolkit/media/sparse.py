"""Reading a file with holes: what stands nowhere on the medium is given as zeros without being read.

lseek with SEEK_DATA and SEEK_HOLE (lseek(2)): Linux, the BSDs, macOS. Where a system or a file system does
not tell its holes, everything is read.
"""

import errno
import os
from typing import Any

from toolkit.media.stream import ReadAt

LEAST = 1024 * 1024  # bytes of holes below which a file is simply read
_ZEROS = bytes(4 * 1024 * 1024)
_TOLD = hasattr(os, "SEEK_DATA")
_FAR = 1 << 62


def reading(descriptor: int) -> ReadAt:
    """Return how to read an open file by offset; `read_at` may raise OSError.

    What a read gives ends where a hole begins or ends, so that it may be shorter than asked for.
    """
    begin = end = 0
    empty = False

    def read_at(offset: int, length: int) -> bytes:
        nonlocal begin, end, empty
        if not begin <= offset < end:
            begin = offset
            end, empty = _stretch(descriptor, offset)
        length = min(length, end - offset)
        if not empty:
            return bytes(_read(descriptor, length, offset))
        # Where the file was cut short meanwhile, it ends.
        length = min(length, os.fstat(descriptor).st_size - offset, len(_ZEROS))
        return _ZEROS[:length] if length > 0 else b""

    return read_at


# Windows has none of these, nor the folders read this way.
_read: Any = getattr(os, "pread", None)
_DATA: int = getattr(os, "SEEK_DATA", 0)
_HOLE: int = getattr(os, "SEEK_HOLE", 0)


def _stretch(descriptor: int, offset: int) -> tuple[int, bool]:
    """Return where the hole or the data that begins at an offset ends, and whether it is a hole."""
    if not _TOLD:
        return _FAR, False
    try:
        data = os.lseek(descriptor, offset, _DATA)
        if data > offset:
            return data, True
        return os.lseek(descriptor, offset, _HOLE), False
    except OSError as error:
        # ENXIO: nothing but a hole up to the end. Anything else: it is not told.
        return _FAR, error.errno == errno.ENXIO
