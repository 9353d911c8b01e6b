"""gzip, bzip2, xz and Zstandard: decoded towards their end, where their checksums are.

Formats: RFC 1952; bzip2 1.0.8 block headers; the .xz file format 1.2.1; RFC 8878.
"""

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable
from typing import Protocol

from toolkit.scan import gzip_header
from toolkit.scan.content import Content
from toolkit.scan.damage import deflate
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    valid,
)

_STEP = 64 * 1024
_OUT = 96 * 1024 * 1024  # bytes decoded per file
# Slow decoders are given the head only: bzip2 runs near 10 MB/s, LZMA near 30.
_IN = {"gzip": 64 * 1024 * 1024, "bzip2": 1024 * 1024, "xz": 2 * 1024 * 1024, "zstd": 64 * 1024 * 1024}
_MEMBERS = 10_000
_HEAD = 1024
_NEAR = 64
_FAR = 2048  # bytes behind a fault in which a stream should be found again


def _errors() -> tuple[type[Exception], ...]:
    known: tuple[type[Exception], ...] = (lzma.LZMAError, zlib.error, OSError, ValueError, EOFError)
    try:
        from backports.zstd import ZstdError  # noqa: PLC0415 - a library that may be absent
    except ImportError:
        return known
    return (*known, ZstdError)


_ERRORS = _errors()


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def check(content: Content) -> Structure:
    """Decode a gzip, bzip2, xz or Zstandard file, several members or streams included, within limits."""
    head = content.head
    if head[:4] == b"\x28\xb5\x2f\xfd":
        return _zstd(content)
    if head[:3] == b"\x1f\x8b\x08":
        return _gzip(content)
    if head[:3] == b"BZh":
        return _decode(content, bz2.BZ2Decompressor, "bzip2", b"BZh")
    if head[:6] == b"\xfd7zXZ\0":
        found = _decode(content, _xz, "xz", b"\xfd7zXZ\0")
        whole = found.verdict == "valid" and found.offset >= content.size
        # An xz stream ends by a four-byte multiple and "YZ".
        if found.verdict == "valid" and not whole and not content.tail.rstrip(b"\0").endswith(b"YZ"):
            return broken(TRUNCATED, content.size, found.vouched)
        return found
    return NOT_THIS


def _gzip(content: Content) -> Structure:
    # Whoever opens archives has undone it before, and its checksum was right.
    if end := content.kept.get("undone", {}).get(0, (0,))[0]:
        return valid(end, _padding(content, end))
    return _decode(content, _Gzip, "gzip", b"\x1f\x8b")


def _zstd(content: Content) -> Structure:
    try:
        from backports import zstd  # noqa: PLC0415 - read for such files only
    except ImportError:
        return valid(4, content.size)
    wide = {int(zstd.DecompressionParameter.window_log_max): 27}
    return _decode(content, lambda: zstd.ZstdDecompressor(options=wide), "zstd", b"\x28\xb5\x2f\xfd")


def _xz() -> _Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=128 * 1024 * 1024)


class _Gzip:
    """zlib's gzip decoder with the shape of the other two: it keeps what it has not yet taken."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail + data, max_length)

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail


def _decode(content: Content, new: Callable[[], _Decoder], kind: str, magic: bytes) -> Structure:
    at = out = members = 0
    decoder = new()
    limit = min(content.size, _IN[kind])
    while at < limit:
        piece = content.read(at, min(_STEP, limit - at))
        if not piece:
            break
        try:
            out += _feed(decoder, piece, _OUT - out)
        except _ERRORS as fault:
            # A dictionary beyond our memory limit is not a fault of the file.
            return valid(at, at) if "emory" in str(fault) else _fault(content, new, at, kind, str(fault))
        at += len(piece) - len(decoder.unused_data)
        if out >= _OUT:
            return valid(at, at)
        if decoder.eof:
            members += 1
            if members >= _MEMBERS or content.read(at, len(magic)) != magic:
                return valid(at, _padding(content, at))
            decoder = new()
    return valid(at, at) if at < content.size else broken(TRUNCATED, content.size, at)


def _fault(content: Content, new: Callable[[], _Decoder], bad: int, kind: str, said: str) -> Structure:
    """Tell one bad place from a stream that is lost, or spoiled again further on."""
    at = _locate(content, new, bad)
    if kind == "gzip" and "incorrect" not in said and content.whole is not None and at >= _NEAR:
        return _deflated(content.whole, at, bad)
    if at < _HEAD:
        return broken(CONTRADICTION, at, bad)
    ended = kind not in _ENDS or _ENDS[kind](content)
    return broken(CHECKSUM if ended else CONTRADICTION, at, bad)


def _deflated(data: bytes, at: int, bad: int) -> Structure:
    """Judge a broken gzip: a flipped bit leads back too far, or goes unnoticed until the end."""
    start = gzip_header.behind(data)
    start = len(data) if start is None else start
    decoder = zlib.decompressobj(-15, zdict=bytes(32768))
    try:
        piece, out = data[start:], 0
        while piece and out < _OUT:
            out += len(decoder.decompress(piece, 1 << 20))
            piece = decoder.unconsumed_tail
    except zlib.error:
        places, lost = deflate.faults(data, max(at, start))
        return told(places, bad, at, lost=lost and len(data) - places[-1] >= _FAR)
    return broken(CHECKSUM, at, bad)


def _xz_ends(content: Content) -> bool:
    """Tell a file that ends by the footer of a stream, whose CRC-32 agrees (2.1.2)."""
    end = content.tail.rstrip(b"\0")[-12:]
    return end[-2:] == b"YZ" and len(end) == 12 and zlib.crc32(end[4:10]) == struct.unpack_from("<I", end)[0]


def _bzip2_ends(content: Content) -> bool:
    """Tell a file that ends by the mark of a stream's end, which may begin at any bit."""
    bits = int.from_bytes(content.tail[-16:], "big")
    return any(bits >> shift & 0xFFFF_FFFF_FFFF == 0x1772_4538_5090 for shift in range(32, 41))


_ENDS: dict[str, Callable[[Content], bool]] = {"xz": _xz_ends, "bzip2": _bzip2_ends}


def _locate(content: Content, new: Callable[[], _Decoder], bad: int) -> int:
    """Return the offset, to 512 bytes, of the fault in the 64 KB at `bad`, for a file of one member."""
    decoder, at = new(), 0
    try:
        while at < min(bad + _STEP, content.size) and not decoder.eof:
            step = 512 if at >= bad else _STEP
            _feed(decoder, content.read(at, step), _OUT)
            at += step
    except _ERRORS:
        return max(at, bad)
    return bad


def _feed(decoder: _Decoder, piece: bytes, room: int) -> int:
    out = len(decoder.decompress(piece, max(1, room)))
    while not decoder.eof and not getattr(decoder, "needs_input", True) and out < room:
        more = len(decoder.decompress(b"", room - out))
        if not more:
            break
        out += more
    return out


def _padding(content: Content, at: int) -> int:
    """Return where the zeros behind the last member end; tapes and xz pad with them."""
    rest = content.read(at, _STEP)
    return at + len(rest) - len(rest.lstrip(b"\0"))
