"""dBase and FoxPro tables: field descriptors that add up, and the mark that every record begins with.

Format: dBASE 7 file structure (dbase.com), and Visual FoxPro's table file structure (0x30 to 0x32).
"""

import struct

from toolkit.scan.content import WINDOW, Content
from toolkit.scan.damage.blocks import window_offsets
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid
from toolkit.scan.database_heads import is_dbf

_MARKS = b" *"  # a record, a record deleted


def check(content: Content) -> Structure:
    """Check that every record begins by its mark; the fields themselves are left to statistics."""
    head = content.head
    if not is_dbf(head):
        return NOT_THIS
    count, length, record = struct.unpack_from("<IHH", head, 4)
    end = length + count * record
    bad, first, seen = 0, 0, 0
    for start, piece in _pieces(content, length, record, min(end, content.size)):
        marks = piece[::record]
        seen += len(marks)
        wrong = marks.translate(None, _MARKS)
        if wrong and not bad:
            first = start + marks.index(wrong[:1]) * record
        bad += len(wrong)
    if bad * 100 > seen:
        return broken(CONTRADICTION, first, length)
    if end > content.size + 1:
        return broken(TRUNCATED, content.size, length)
    return valid(min(length + seen, content.size), min(end + 1, content.size))


def _pieces(content: Content, length: int, record: int, end: int) -> list[tuple[int, bytes]]:
    if content.whole is not None:
        return [(length, content.whole[length:end])] if end > length else []
    starts = {length + max(0, at - length) // record * record for at in window_offsets(end)}
    return [(at, content.read(at, min(WINDOW, end - at))) for at in sorted(starts) if at < end]
