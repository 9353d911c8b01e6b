"""The end of a gbak backup: what follows the rows of the last table, up to the record that ends it.

Layout: burp/burp.h of Firebird, backup formats 6 to 11. The last block of 512 bytes is filled up with what
the buffer held before, so the end is no mark at the end of the file: the records are followed to it.
"""

from toolkit.backup.data.gbak_tables import attributes

_BLOCK = 512  # bytes
_END = 10
# Types of record that may follow the rows, and their attributes followed by a text of any length.
_RECORDS = {
    12: frozenset({12, 13, 19}),  # security class
    13: frozenset({2, 3, 7, 10, 11, 14}),  # trigger
    21: frozenset[int](),  # its messages
    22: frozenset[int](),  # privilege
    31: frozenset[int](),  # constraints: of a table, of a reference, of a check
    32: frozenset[int](),
    33: frozenset[int](),
    37: frozenset[int](),  # mapping of names
    39: frozenset[int](),  # who may create databases
    40: frozenset[int](),  # publication, and its tables
    41: frozenset[int](),
}


def is_whole(data: bytes, at: int) -> bool | None:
    """Tell whether the end is seen, following the records from `at`; None where one is not known."""
    try:
        while (kind := data[at]) != _END:
            if kind not in _RECORDS:
                return None
            _, at = attributes(data, at + 1, _RECORDS[kind])
    except IndexError:
        return False
    except ValueError:
        return None
    return len(data) - at <= _BLOCK


def may_be_whole(tail: bytes) -> bool:
    """Tell a last block that may hold the end: behind the end of a record's attributes, or of a table."""
    last = tail[-_BLOCK - 1 :]
    return b"\0\n" in last or b"\t\n" in last
