"""Opening a hive, and damaged bins made passable in memory so that the others can be reached.

Format: "Windows registry file format specification", M. Suhanov. Windows puts an empty bin in the place of a
bad one; here the cells of a page are kept where they still form a chain.
"""

import struct
from typing import Any, BinaryIO

from toolkit.media.registry.patched import SECTOR, Sheets, patched

PAGE = 4096  # bytes; the head of a hive takes one, bins are made of them
_HEAD = 32  # bytes of a bin before its cells


def loaded(stream: BinaryIO, size: int) -> tuple[Any, BinaryIO, bool]:
    """Return a hive as libregf opens it, the stream it is read from, and whether it is damaged.

    Raises OSError when its top key cannot be read even over mended bins.
    """
    try:
        found = _opened(stream)
        if not found.is_corrupted():
            return found, stream, False
    except OSError:
        found = None
    sheets = mended(stream, size)
    if found is not None and not sheets:
        return found, stream, True
    stream = patched(stream, size, sheets)
    return _opened(stream), stream, True


def _opened(stream: BinaryIO) -> Any:
    import pyregf  # noqa: PLC0415 - a compiled module that most commands never need

    stream.seek(0)
    file = pyregf.file()
    try:
        file.open_file_object(stream)
        if file.get_root_key() is not None:
            return file
    except (MemoryError, ValueError) as error:
        raise OSError(str(error)) from error
    raise OSError("root")


def mended(under: BinaryIO, size: int) -> Sheets:
    """Return sheets for the pages where a bin should begin and none does."""
    sheets: dict[int, bytes] = {}
    at = PAGE
    while at + PAGE <= size:
        under.seek(at)
        mark, offset, length = struct.unpack("<4sII", under.read(12).ljust(12, b"\0"))
        if mark == b"hbin" and offset == at - PAGE and length and not length % PAGE and at + length <= size:
            at += length
            continue
        under.seek(at)
        sheets[at // SECTOR] = _head(under.read(PAGE).ljust(PAGE, b"\0"), at - PAGE)
        at += PAGE
    return sheets


def _head(page: bytes, offset: int) -> bytes:
    """Return the first sector of a bin of one page, its cells kept or the whole given as one free cell."""
    head = struct.pack("<4sII", b"hbin", offset, PAGE) + page[12:_HEAD]
    kept = page[_HEAD:SECTOR]
    return head + (kept if _is_chain(page) else struct.pack("<i", PAGE - _HEAD) + kept[4:])


def _is_chain(page: bytes) -> bool:
    at = _HEAD
    while at < PAGE:
        size = abs(struct.unpack_from("<i", page, at)[0])
        if size < 8 or size % 8:
            return False
        at += size
    return at == PAGE
