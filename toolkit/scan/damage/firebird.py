"""Firebird and InterBase databases: the type byte of every page (Firebird internals, ODS 8 to 13)."""

import struct

from toolkit.scan.content import WINDOW, Content
from toolkit.scan.damage.blocks import window_offsets
from toolkit.scan.damage.structure import (
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    protected,
    valid,
)
from toolkit.scan.filetype import recognise

_LAST_TYPE = 10  # pag_scns
_PAGES = 200_000


def check(content: Content) -> Structure:
    """Check that each page's type is one there is; up to ODS 11 its checksum field must also be 12345."""
    if recognise("", content.head[:64]) != "firebird":
        return NOT_THIS
    size, ods = struct.unpack_from("<HH", content.head, 16)
    vouched = bad = first = pages = 0
    for at in _offsets(content, size):
        page = content.read(at, 16)
        if len(page) < 16:
            return broken(TRUNCATED, content.size, vouched)
        pages += 1
        if page[0] <= _LAST_TYPE and (page == bytes(16) or _old_sum(page, ods & 0x7FFF)):
            vouched += size
        else:
            first = first if bad else at
            bad += 1
    if bad * 10 > pages * 9 and pages > 10:
        return protected("encoded_database", vouched)
    if bad:
        return broken(CONTRADICTION, first, vouched)
    return valid(min(vouched, content.size), content.size)


def _old_sum(page: bytes, ods: int) -> bool:
    return ods > 11 or page[2:4] == b"\x39\x30"


def _offsets(content: Content, size: int) -> list[int]:
    if content.whole is not None:
        return list(range(0, content.size, size))[:_PAGES]
    starts = [at // size * size for at in window_offsets(content.size)]
    return sorted({at for start in starts for at in range(start, min(start + WINDOW, content.size), size)})
