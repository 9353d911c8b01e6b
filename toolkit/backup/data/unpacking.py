"""What pg_dump packs its blocks with: nothing, zlib or Zstandard, unpacked a piece at a time."""

import zlib
from collections.abc import Callable
from typing import Any, Protocol

_PIECE = 1024 * 1024  # bytes given at a time, however little they were packed in
_NONE, _GZIP, _ZSTD = 0, 1, 3
_WINDOW = 27  # log2 of the bytes a Zstandard frame may look back


class Unpacker(Protocol):
    """One block on its way."""

    @property
    def ended(self) -> bool:
        """Tell whether the end was read, and its checksum with it."""

    def feed(self, piece: bytes, heard: Callable[[bytes], None]) -> None:
        """Unpack one piece; raises ValueError when it is not what was written."""


class _Plain:
    ended = True

    def feed(self, piece: bytes, heard: Callable[[bytes], None]) -> None:
        heard(piece)


class _Gzip:
    def __init__(self) -> None:
        self._undoing = zlib.decompressobj()

    @property
    def ended(self) -> bool:
        return self._undoing.eof

    def feed(self, piece: bytes, heard: Callable[[bytes], None]) -> None:
        if self.ended:
            raise ValueError("more than was packed")
        try:
            while piece:
                heard(self._undoing.decompress(piece, _PIECE))
                piece = self._undoing.unconsumed_tail
        except zlib.error as error:
            raise ValueError("not what was packed") from error


class _Zstandard:
    def __init__(self, library: Any) -> None:
        wide = {int(library.DecompressionParameter.window_log_max): _WINDOW}
        self._undoing = library.ZstdDecompressor(options=wide)
        self._wrong = library.ZstdError

    @property
    def ended(self) -> bool:
        return bool(self._undoing.eof)

    def feed(self, piece: bytes, heard: Callable[[bytes], None]) -> None:
        try:
            heard(self._undoing.decompress(piece, _PIECE))
            while not self.ended and not self._undoing.needs_input:
                heard(self._undoing.decompress(b"", _PIECE))
        except (self._wrong, EOFError) as error:
            raise ValueError("not what was packed") from error


def unpacker(packing: int) -> Unpacker | None:
    """Return what unpacks a block; None where that way of packing (LZ4) is not read here."""
    if packing == _NONE:
        return _Plain()
    if packing == _GZIP:
        return _Gzip()
    return _zstandard() if packing == _ZSTD else None


def _zstandard() -> Unpacker | None:
    try:
        from backports import zstd  # noqa: PLC0415 - read for such dumps only
    except ImportError:
        return None
    return _Zstandard(zstd)
