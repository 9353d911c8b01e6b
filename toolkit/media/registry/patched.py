"""A stream read through sheets laid over some of its sectors; the medium itself is never written."""

from collections.abc import Mapping
from typing import BinaryIO

from toolkit.media.stream import stream

SECTOR = 512  # bytes

Sheets = Mapping[int, bytes | memoryview]  # number of a sector to the 512 bytes that stand for it


def patched(under: BinaryIO, size: int, sheets: Sheets) -> BinaryIO:
    """Return a stream of `size` bytes: the sheets, then what lies under them, zeros where that has ended."""

    def read_at(offset: int, length: int) -> bytes:
        first, last = offset // SECTOR, -(-(offset + length) // SECTOR)
        under.seek(first * SECTOR)
        wanted = (last - first) * SECTOR
        part = bytearray(under.read(wanted).ljust(wanted, b"\0"))
        for number in range(first, last):
            if number in sheets:
                at = (number - first) * SECTOR
                part[at : at + SECTOR] = sheets[number]
        start = offset - first * SECTOR
        return bytes(part[start : start + length])

    return stream(read_at, size)
