"""Whether every page of a Firebird database in use is a page at all, those of indices and of the server too.

Layout: jrd/ods.h of Firebird, ODS 12 and 13: a page begins by its type, its own number at byte 12. In thirty
databases made by Firebird 3, 4 and 5 no page in use was blank, or bore another number.
"""

import struct
from typing import BinaryIO

_START = 28  # of the bits of an inventory of pages; a bit set is a free page
_TYPES = range(1, 11)
_MOST = 50_000  # pages looked at, spread over all


def is_torn(stream: BinaryIO, size: int, held: int) -> bool:
    """Tell a page in use that is blank, of no type, or another one; the medium's Unreadable passes."""
    per = (size - _START) * 8
    step = held // _MOST + 1
    at, bits = -1, b""
    for number in range(1, held, step):
        inventory = 1 if number < per else number // per * per - 1
        if inventory != at:
            stream.seek(inventory * size + _START)
            at, bits = inventory, stream.read(size - _START)
        place = number % per
        if place >> 3 >= len(bits) or bits[place >> 3] >> (place & 7) & 1:
            continue
        stream.seek(number * size)
        head = stream.read(16)
        if len(head) == 16 and (head[0] not in _TYPES or head[12:] != struct.pack("<I", number)):
            return True
    return False
