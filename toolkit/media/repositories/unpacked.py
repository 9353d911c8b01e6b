"""Pieces unpacked in memory, never beyond a limit; whatever is wrong is Unreadable ("damaged")."""

import lzma
import zlib

from toolkit.errors import Unreadable

_WINDOW = 27  # log2 of the bytes a Zstandard frame may look back
_MEMORY = 192 * 1024 * 1024  # bytes LZMA may take: its strongest setting takes 65 MiB


def zstd_unpacked(packed: bytes, most: int) -> bytes:
    """Return what a Zstandard frame holds (RFC 8878); raises Unreadable, ("bomb") beyond `most` bytes."""
    try:
        from backports import zstd  # noqa: PLC0415 - read for such repositories only
    except ImportError as lost:
        raise Unreadable("unknown_method", "zstd") from lost
    limit = {int(zstd.DecompressionParameter.window_log_max): _WINDOW}
    try:
        undoing = zstd.ZstdDecompressor(options=limit)
        plain = undoing.decompress(packed, max_length=most + 1)
    except (zstd.ZstdError, EOFError, MemoryError) as error:
        raise Unreadable("damaged", "a piece does not unpack") from error
    return _whole(plain, most, ended=undoing.eof)


def zlib_unpacked(packed: bytes, most: int) -> bytes:
    """Return what a zlib stream holds (RFC 1950); raises Unreadable, ("bomb") beyond `most` bytes."""
    undoing = zlib.decompressobj()
    try:
        plain = undoing.decompress(packed, most + 1)
    except zlib.error as error:
        raise Unreadable("damaged", "a piece does not unpack") from error
    return _whole(plain, most, ended=undoing.eof)


def lzma_unpacked(packed: bytes, most: int) -> bytes:
    """Return what an .xz stream holds; raises Unreadable, ("bomb") beyond `most` bytes."""
    try:
        undoing = lzma.LZMADecompressor(lzma.FORMAT_AUTO, memlimit=_MEMORY)
        plain = undoing.decompress(packed, max_length=most + 1)
    except (lzma.LZMAError, EOFError, MemoryError) as error:
        raise Unreadable("damaged", "a piece does not unpack") from error
    return _whole(plain, most, ended=undoing.eof)


def _whole(plain: bytes, most: int, *, ended: bool) -> bytes:
    if len(plain) > most:
        raise Unreadable("bomb", "a piece beyond all measure")
    if not ended:
        raise Unreadable("damaged", "a piece is cut short")
    return plain


def lz4_unpacked(packed: bytes, most: int) -> bytes:
    """Return what an LZ4 block holds; raises Unreadable, ("bomb") beyond `most` bytes.

    Source: LZ4 block format description 1.6: sequences of a token, literals, a 2-byte distance, a match.
    """
    try:
        out, at = _sequences(packed, most)
    except IndexError as error:
        raise Unreadable("damaged", "a piece does not unpack") from error
    return _whole(bytes(out), most, ended=at == len(packed))


def _sequences(packed: bytes, most: int) -> tuple[bytearray, int]:
    """Return the bytes unpacked and where the last literals end; raises IndexError where it is no block."""
    # Written flat: this loop runs for every few bytes of a repository.
    out = bytearray()
    at, end = 0, len(packed)
    while True:
        token = packed[at]
        at += 1
        if count := token >> 4:
            if count == 15:
                count, at = _longer(packed, at)
            out += packed[at : at + count]
            at += count
        if at >= end:
            return out, at
        back = packed[at] | packed[at + 1] << 8
        at += 2
        count = (token & 15) + 4
        if count == 19:
            count, at = _longer(packed, at)
            count += 4
        start = len(out) - back
        if start < 0 or not back:
            raise IndexError
        if start + back + count > most:
            raise Unreadable("bomb", "a piece beyond all measure")
        if count <= back:
            out += out[start : start + count]
        else:  # what is copied reaches into what is being copied
            out += (out[start:] * (count // back + 1))[:count]


def _longer(packed: bytes, at: int) -> tuple[int, int]:
    """Return (a length of 15 or more, the offset behind it)."""
    total = 15
    while packed[at] == 255:
        total += 255
        at += 1
    return total + packed[at], at + 1
