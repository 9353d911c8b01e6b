"""The streams of Office inside OLE2: records that follow one another, nothing wiped, nothing random.

Formats: [MS-XLS] 2.1.4 (records), [MS-DOC] 2.1; a picture drawn in a document is kept in these same streams.
"""

import re
import struct
from collections.abc import Mapping, Sequence

from toolkit.scan.damage.blocks import BAND, CELL, STEP, looks_random, runs, stepped

_BOOKS = ("Workbook", "Book")
_TEXTS = (
    "WordDocument",
    "0Table",
    "1Table",
    "\x05SummaryInformation",
    "\x05DocumentSummaryInformation",
    "__properties_version1.0",
    "__substg1.0_1000001F",
    "__substg1.0_1000001E",
    "__substg1.0_10130102",
    "__substg1.0_007D001F",
    "__substg1.0_007D001E",
)
NAMES = (*_BOOKS, *_TEXTS)
_BEGIN, _END = (0x0809, 0x0409, 0x0209, 0x0009), 0x0A
_LONGEST = 8228  # bytes of a record ([MS-XLS] 2.1.4: 8,224)
_LAST = 0x1FFF  # kinds of records; the highest known are those of charts, 0x10xx
# Bytes of zeros in a row, at least a quarter of the file, that no document holds: the least stream of 4,096
# is mostly zeros, and its neighbour may be.
_WIPED = 6144
_RANDOM = 2048
# Pictures: JPEG, PNG, and the records of OfficeArt that hold compressed ones ([MS-ODRAW] 2.2.23).
_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG|[\x1a-\x1f\x29\x2a]\xf0")


def check(
    data: bytes, streams: Mapping[str, Sequence[int]], used: Sequence[bool], sector: int
) -> tuple[int, int | None]:
    """Return how many bytes of streams were read record by record, and where the first fault lies, or None.

    `streams` are the sectors of each stream that is large enough to have its own, by name.
    """
    wiped = _wiped(data, used, sector)
    if wiped is not None:
        return 0, wiped
    read = 0
    for name in NAMES:
        sectors = streams.get(name, ())
        body = b"".join(data[(number + 1) * sector : (number + 2) * sector] for number in sectors)
        sound, fault = _records(body) if name in _BOOKS else (0, _random(body))
        read += sound
        if fault is not None:
            return read, (sectors[fault // sector] + 1) * sector + fault % sector
    return read, None


def _wiped(data: bytes, used: Sequence[bool], sector: int) -> int | None:
    """Return where sectors that the file uses are zeros, one after the other and too many."""
    zeros, begin, length = bytes(sector), 0, 0
    for number, taken in enumerate(used):
        at = (number + 1) * sector
        if taken and data[at : at + sector] == zeros:
            begin, length = (begin if length else at), length + sector
            if length >= _WIPED and length * 4 >= len(data):
                return begin
        elif taken:
            length = 0
    return None


def _random(body: bytes) -> int | None:
    """Return the offset of 2 KB of randomness in a row, unless a picture was begun before it."""
    place = 0
    for is_random, length in runs(abs(stepped(body)) < BAND):
        if is_random and (length + 1) * STEP >= _RANDOM:
            at = place * STEP
            if looks_random(body[at : at + _RANDOM]) and not _PICTURE.search(body, 0, at + CELL):
                return at
        place += length
    return None


def _records(body: bytes) -> tuple[int, int | None]:
    """Walk the records of a workbook; return how far, and where one cannot follow, or None."""
    at = depth = 0
    while at + 4 <= len(body):
        kind, length = struct.unpack_from("<HH", body, at)
        if depth == 0 and kind not in _BEGIN:
            return at, at if at == 0 else None
        if kind == 0 or kind > _LAST or length > _LONGEST or at + 4 + length > len(body):
            return at, at
        depth += (kind in _BEGIN) - (kind == _END)
        at += 4 + length
    return at, None
