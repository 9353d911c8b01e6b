"""The bytes of one file as every examiner sees them: whole when small, by window when large."""

import hashlib
from collections.abc import Callable
from typing import Any, BinaryIO, Self

# Above this a file is hashed as it streams by and examiners read windows of it.
WHOLE_LIMIT = 64 * 1024 * 1024
WINDOW = 64 * 1024
_CHUNK = 4 * 1024 * 1024
_LEAST = 4096  # asked for where the listed size says nothing is left; a large buffer costs more than the read


class Content:
    """One open file: `whole` holds every byte of it, or None when it is larger than WHOLE_LIMIT."""

    def __init__(self, stream: BinaryIO | None, size: int) -> None:
        self._stream = stream
        self.size = size  # bytes as listed, then as really read once `digest` has run
        self.whole: bytes | None = None
        self.head = b""
        self.tail = b""
        # What one examiner worked out and another asks for again, by the name each of them gives it.
        self.kept: dict[str, Any] = {}

    def digest(self, heard: Callable[[int], None] = lambda _: None) -> str:
        """Read to the end once and return the SHA-256; `heard` is told the length of each chunk.

        Raises Unreadable where the medium fails.
        """
        running = hashlib.sha256()
        kept: list[bytes] = []
        length = 0
        stream = self._require()
        # A listed size can lie both ways, so what is kept is decided by what was read.
        while chunk := stream.read(min(_CHUNK, max(self.size - length, _LEAST))):
            running.update(chunk)
            length += len(chunk)
            heard(len(chunk))
            if length <= WHOLE_LIMIT:
                kept.append(chunk)
            else:
                kept.clear()
        self.size = length
        if length <= WHOLE_LIMIT:
            self.whole = b"".join(kept)
        self.head = self.read(0, WINDOW)
        self.tail = self.read(max(0, length - WINDOW), WINDOW)
        return running.hexdigest()

    def read(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset`, fewer only at the end of the file."""
        if self.whole is not None:
            return self.whole[offset : offset + size]
        stream = self._require()
        stream.seek(offset)
        return stream.read(size)

    def _require(self) -> BinaryIO:
        if self._stream is None:
            raise ValueError("content made from bytes has no stream")
        return self._stream

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Wrap bytes already in memory."""
        content = cls(None, len(data))
        content.whole = data
        content.head = data[:WINDOW]
        content.tail = data[-WINDOW:]
        return content
