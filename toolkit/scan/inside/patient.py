"""A decoder that gives what stands before a fault but for a byte, where its library keeps a whole step."""

from collections.abc import Callable
from typing import Protocol

from toolkit.scan.inside.room import FREE, STEP


class Decoder(Protocol):
    """What bz2, lzma and zstd offer; `needs_input` is false while more comes out of what was given."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Patient:
    """A decoder that begins again at a fault, in finer steps: the others keep what they undid before it.

    Only where up to FREE bytes were given to it: what a step of a larger one loses is little beside the rest.
    """

    def __init__(self, new: Callable[[], Decoder]) -> None:
        self._new = new
        self._stream = new()
        self._given: list[bytes] | None = []
        self._in = self._out = 0
        self._fault: Exception | None = None

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return self._fault is None and self._stream.needs_input

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        if self._fault is not None:
            raise self._fault
        self._in += len(data)
        if self._given is not None:
            self._given = [*self._given, data] if self._in <= FREE else None
        try:
            out = self._stream.decompress(data, max_length)
        except MemoryError:
            raise
        except Exception as fault:
            self._fault = fault
            out = self._before(max_length)
            if not out:
                raise
        self._out += len(out)
        return out

    def _before(self, most: int) -> bytes:
        """Return what stands between the last bytes given out and the fault, byte by byte."""
        if self._given is None:
            return b""
        again, rest = self._new(), b"".join(self._given)
        passed, found = 0, bytearray()
        try:
            while len(found) < most:
                out = again.decompress(rest, min(STEP, max(self._out - passed, 1)))
                if not out and again.needs_input:
                    break
                rest = b""
                found += out if passed >= self._out else b""
                passed += len(out)
        except Exception:  # noqa: BLE001 - the fault that is known already, of whatever library
            return bytes(found)
        return bytes(found)
