"""Bytes that can only be unpacked from the front, read by offset: a stretch behind is kept in memory."""

import math
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.stream import stream
from toolkit.scan.inside.room import Broken, Full, Room

BLOCK = 1024 * 1024  # bytes
_KEPT = 64  # blocks: what is read whole is read again without starting again
ROOM, RATIO = 1024**3, 100  # bytes any archive may unpack to; beyond, for each byte of it


def boundless() -> Room:
    """Return a room without limits, for decoders whose reader counts for himself."""
    return Room(0, out=-(1 << 62), until=math.inf)


class Forward:
    """What `begin()` yields, by offset: going forward is cheap, going far back starts again."""

    def __init__(self, begin: Callable[[], Iterator[bytes]]) -> None:
        self._begin = begin
        self._chunks: Iterator[bytes] | None = None
        self._blocks: dict[int, bytes] = {}
        self._next = 0  # number of the block that comes next
        self._rest = b""
        self._fault: tuple[int, Unreadable] | None = None  # the block that cannot be had, and why

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes, none only past the end; raises Unreadable where it does not unpack."""
        number, inner = divmod(offset, BLOCK)
        while number not in self._blocks:
            if self._fault is not None and number >= self._fault[0]:
                raise self._fault[1]
            if self._chunks is None or number < self._next:
                self._chunks, self._next, self._rest = self._begin(), 0, b""
                self._blocks.clear()
            if not self._advance(self._chunks):
                return b""
        part = self._blocks[number][inner : inner + length]
        if not part and length and self._fault is not None and number + 1 >= self._fault[0]:
            raise self._fault[1]
        return part

    def _advance(self, chunks: Iterator[bytes]) -> bool:
        """Unpack one more block; False at the end."""
        parts, held = [self._rest], len(self._rest)
        fault: Unreadable | None = None
        try:
            while held < BLOCK and (chunk := next(chunks, b"")):
                parts.append(chunk)
                held += len(chunk)
        except (Broken, Full, NotImplementedError) as error:
            fault = refused(error)
        except Unreadable as error:
            fault = error
        whole = b"".join(parts)
        if fault is not None:
            self._fault = (self._next + (1 if whole else 0), fault)
            if not whole:
                raise fault
        self._rest = whole[BLOCK:]
        if whole:
            self._blocks[self._next] = whole[:BLOCK]
            self._blocks.pop(self._next - _KEPT, None)
            self._next += 1
        return bool(whole)


def refused(error: Broken | Full | NotImplementedError) -> Unreadable:
    """Return what a decoder's refusal is to a reader of files."""
    if isinstance(error, Broken):
        return Unreadable("damaged", "it does not unpack")
    return Unreadable("unknown_method", "a way of packing that is not undone here")


class _Checked:
    """One member of what is unpacked forward, its CRC-32 held against all its bytes."""

    def __init__(self, whole: Forward, start: int, size: int, crc: int | None) -> None:
        self._whole, self._start, self._size, self._crc = whole, start, size, crc
        self._at = self._running = 0

    def read_at(self, offset: int, length: int) -> bytes:
        while self._crc is not None and self._at < offset:
            self._some(self._at, min(BLOCK, offset - self._at))
        return self._some(offset, length)

    def _some(self, offset: int, length: int) -> bytes:
        part = self._whole.read_at(self._start + offset, length)
        if not part:
            raise Unreadable("damaged", "cut short")
        if offset <= self._at < offset + len(part):
            self._running = zlib.crc32(part[self._at - offset :], self._running)
            self._at = offset + len(part)
        if self._crc is not None and self._at >= self._size and self._running != self._crc:
            raise Unreadable("damaged", "its checksum is another")
        return part


def member(whole: Forward, start: int, size: int, crc: int | None = None) -> BinaryIO:
    """Return `size` bytes from `start` as a stream; Unreadable ("damaged") at the end for another CRC-32."""
    return stream(_Checked(whole, start, size, crc).read_at, size)
