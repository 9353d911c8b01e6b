"""The ways archives pack bytes, each undone step by step and within a limit of memory.

Sources: RFC 1951 and 1952; the .xz file format 1.2.1; RFC 8878; 7zFormat.txt and LzmaSpec of the LZMA SDK.
"""

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from toolkit.scan import gzip_header
from toolkit.scan.content import Content
from toolkit.scan.inside.patient import Decoder, Patient
from toolkit.scan.inside.room import DAMAGED, FREE, STEP, Broken, Full, Room

DICTIONARY = 128 * 1024 * 1024  # bytes a decoder may look back
_HEADER = 1024 * 1024  # bytes that the header of a gzip member may take
_UNKNOWN = 32  # from here on its flags mean nothing
_SUMS = struct.Struct("<II")  # the CRC-32 of what a member holds and its length, behind it


class Deflate:
    """zlib with the shape of the others: a bare stream, of which all is given that stands before a fault."""

    def __init__(self, dictionary: bytes = b"") -> None:
        self._stream = zlib.decompressobj(-15, dictionary) if dictionary else zlib.decompressobj(-15)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._stream.unconsumed_tail

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        before = self._stream.copy()
        try:
            out = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        except zlib.error:
            # zlib keeps for itself what it undid in the call that failed: ask for less of it.
            self._stream = before
            if max_length == 1:
                raise
            return self.decompress(data, max_length // 2)
        self._full = len(out) == max_length
        return out


class Gzip:
    """One member of a gzip file: its sums are held against what was undone, which is given all the same."""

    def __init__(self) -> None:
        self._head: bytes | None = b""
        self._body = Deflate()
        self._end = b""
        self._crc = self._length = 0
        self.unused_data = b""
        self.eof = self.wrong = False

    @property
    def needs_input(self) -> bool:
        return self._head is not None or self._body.eof or self._body.needs_input

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        if self._head is not None:
            data = self._head + data
            begin = _behind_header(data)
            if begin is None:
                self._head = data
                return b""
            self._head, self.wrong = None, _is_false(data[:begin])
            data = data[begin:]
        out = b""
        if not self._body.eof:
            out = self._body.decompress(data, max_length)
            data = self._body.unused_data
            self._crc, self._length = zlib.crc32(out, self._crc), self._length + len(out)
        self._finish(data)
        return out

    def _finish(self, data: bytes) -> None:
        self._end += data
        self.eof = len(self._end) >= _SUMS.size
        if self.eof:
            self.unused_data = self._end[_SUMS.size :]
            self.wrong |= _SUMS.unpack_from(self._end) != (self._crc, self._length & 0xFFFFFFFF)


def _behind_header(data: bytes) -> int | None:
    """Return where the header of a gzip member ends behind its magic, None to be told more; raises Broken."""
    if not b"\x1f\x8b\x08".startswith(data[:3]) or len(data) > _HEADER + STEP:
        raise Broken
    return gzip_header.behind(data)


def _is_false(header: bytes) -> bool:
    """Tell a header whose own sum does not hold, or whose flags mean nothing."""
    flags = header[3]
    summed = not flags & gzip_header.HEADER_SUM or zlib.crc32(header[:-2]) & 0xFFFF == int.from_bytes(
        header[-2:], "little"
    )
    return not summed or flags >= _UNKNOWN


def bzip2() -> Decoder:
    return Patient(bz2.BZ2Decompressor)


def xz() -> Decoder:
    return Patient(lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=DICTIONARY))


def zstd() -> Decoder:
    return Patient(_zstd)


def _zstd() -> Decoder:
    try:
        from backports import zstd as library  # noqa: PLC0415 - read for such files only
    except ImportError as lost:
        raise NotImplementedError from lost
    wide = {int(library.DecompressionParameter.window_log_max): 27}
    return library.ZstdDecompressor(options=wide)


def lzma1(properties: bytes) -> Decoder:
    """Return a decoder of a bare LZMA stream from its five bytes of properties; raises Broken or Full."""
    if len(properties) < 5 or properties[0] >= 225:
        raise Broken
    byte, size = struct.unpack_from("<BI", properties)
    if size > DICTIONARY:
        raise Full
    chosen = {"lc": byte % 9, "lp": byte // 9 % 5, "pb": byte // 45}
    return _raw({"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), **chosen})


def lzma2(properties: bytes) -> Decoder:
    """Return a decoder of a bare LZMA2 stream; raises Broken or Full."""
    if len(properties) != 1 or properties[0] > 40:
        raise Broken
    size = (2 | properties[0] & 1) << (properties[0] // 2 + 11)
    if size > DICTIONARY:
        raise Full
    return _raw({"id": lzma.FILTER_LZMA2, "dict_size": size})


def _raw(chosen: dict[str, Any]) -> Decoder:
    try:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chosen])
    except (lzma.LZMAError, ValueError) as error:
        raise Broken from error


def inflated(packed: bytes, bits: int) -> tuple[bytes, int] | None:
    """Undo a deflate stream in one call; return what it holds, up to FREE bytes, and how many stand behind.

    `bits` is 31 for gzip, -15 for a bare stream. None for a stream that holds more or does not end well:
    `decoded` tells what it has. Where this answers, `decoded` would give the same bytes, step by step.
    """
    stream = zlib.decompressobj(bits)
    try:
        data = stream.decompress(packed, FREE)
    except (zlib.error, MemoryError):
        return None
    return (data, len(stream.unused_data)) if stream.eof else None


def keep(content: Content, at: int, end: int, length: int, crc: int) -> None:
    """Note that a deflate stream from `at` to `end` was undone: how many bytes it holds, and their CRC-32.

    It stands under "undone" of what is kept with the content: who checks archives need not undo it again.
    """
    content.kept.setdefault("undone", {})[at] = (end, length, crc)


_FAULTS = (lzma.LZMAError, zlib.error, OSError, ValueError, EOFError, RuntimeError)


def decoded(
    pieces: Iterable[bytes], new: Callable[[], Decoder], room: Room, *, many: bool
) -> Iterator[bytes]:
    """Yield what packed pieces hold, at most STEP bytes at a time; `many` streams may follow one another.

    Raises Broken, Full for a dictionary or a time beyond the limits, NotImplementedError for a lost library.
    """
    decoder = new()
    wrong = False
    for piece in pieces:
        rest: bytes | None = piece
        while rest is not None:
            if decoder.eof:
                rest = rest.lstrip(b"\0")
                if not many or not rest:
                    break
                decoder = new()
                room.take(0)
            yield from _outcome(decoder, rest, room)
            wrong |= _is_wrong(decoder)
            rest = decoder.unused_data if decoder.eof else None
    if wrong or not decoder.eof:
        raise Broken


def _outcome(decoder: Decoder, piece: bytes, room: Room) -> Iterator[bytes]:
    """Yield all that one piece gives, until more is needed or the stream has ended."""
    rest = piece
    while True:
        out = _step(decoder, rest)
        rest = b""
        if _is_wrong(decoder):
            # Who has what he looked for may not ask for the end.
            room.remarks.add(DAMAGED)
        if out:
            yield out
        if decoder.eof or decoder.needs_input:
            return


def _is_wrong(decoder: Decoder) -> bool:
    """Tell whether a stream was undone to its end and its sums say otherwise; most decoders just fail."""
    return isinstance(decoder, Gzip) and decoder.wrong


def _step(decoder: Decoder, piece: bytes) -> bytes:
    try:
        return decoder.decompress(piece, STEP)
    except MemoryError as error:
        raise Full from error
    except _FAULTS as error:
        if "emory" in str(error):
            raise Full from error
        raise Broken from error
    except Exception as error:
        # The error of zstd is a class of its own library, which may be absent.
        if type(error).__name__ == "ZstdError":
            raise Broken from error
        raise


BY_KIND: dict[str, Callable[[], Decoder]] = {
    "gzip": Gzip,
    "bzip2": bzip2,
    "xz": xz,
    "zstd": zstd,
}
