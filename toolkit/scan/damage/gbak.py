"""Backups of Firebird databases by gbak: where the first record starts, and the end every backup has.

Layout: burp/burp.h of Firebird, backup formats up to 11. There is no checksum: what lies between is left to
statistics.
"""

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import NOT_THIS, TRUNCATED, Structure, broken, valid
from toolkit.scan.filetype import recognise

_BLOCK = 512  # bytes; gbak writes whole blocks, what its buffer held before filling the last
# The record that ends a backup, behind the end of an attribute list or of a table.
_ENDS = (b"\0\n", b"\t\n")
_CHANGED = frozenset({9, 10, 11, 12})  # attributes of a backup encrypted or packed, its end included


def check(content: Content) -> Structure:
    """Check that the backup ends by its last record, unless it is packed or encrypted by gbak itself."""
    if recognise("", content.head) != "gbak":
        return NOT_THIS
    found, length = _attributes(content.head)
    if not _CHANGED.isdisjoint(found):
        return valid(length, content.size)
    last = content.read(max(0, content.size - _BLOCK - 1), _BLOCK + 1)
    if content.size % _BLOCK or not any(one in last for one in _ENDS):
        return broken(TRUNCATED, content.size, length)
    return valid(length, content.size)


def _attributes(head: bytes) -> tuple[set[int], int]:
    """Return the attributes that the first record has, and its length in bytes."""
    found, at = set(), 1
    while at + 2 <= len(head) and head[at]:
        found.add(head[at])
        at += 2 + head[at + 1]
    return found, min(at, len(head))
