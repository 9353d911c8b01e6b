"""The bytes of one file as every examiner sees them: whole when small, by window when large."""

import hashlib
from collections.abc import Callable
from typing import BinaryIO

# Above this a file is hashed as it streams by and examiners read windows of it.
WHOLE_LIMIT = 64 * 1024 * 1024
WINDOW = 64 * 1024
_CHUNK = 4 * 1024 * 1024


class Content:
    """One open file: `whole` holds every byte of it, or None when it is larger than WHOLE_LIMIT."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self.size = size  # bytes really read once `digest` has run
        self.whole: bytes | None = None
        self.head = b""
        self.tail = b""

    def digest(self, seen: Callable[[int], None] = lambda _: None) -> str:
        """Read to the end once and return the SHA-256; `seen` hears of each chunk's length.

        Raises Unreadable where the medium fails.
        """
        running = hashlib.sha256()
        chunks: list[bytes] | None = [] if self.size <= WHOLE_LIMIT else None
        length = 0
        while chunk := self._stream.read(_CHUNK):
            running.update(chunk)
            length += len(chunk)
            seen(len(chunk))
            if chunks is not None:
                chunks.append(chunk)
        self.size = length
        if chunks is not None:
            self.whole = b"".join(chunks)
        self.head = self.read(0, WINDOW)
        self.tail = self.read(max(0, length - WINDOW), WINDOW)
        return running.hexdigest()

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset`, fewer only at the end of the file."""
        if self.whole is not None:
            return self.whole[offset : offset + size]
        self._stream.seek(offset)
        return self._stream.read(size)

    @classmethod
    def of(cls, data: bytes) -> "Content":
        """Wrap bytes already in memory."""
        content = cls.__new__(cls)
        content.size = len(data)
        content.whole = data
        content.head = data[:WINDOW]
        content.tail = data[-WINDOW:]
        return content
