"""Databases told by their first bytes where no signature does: dBase tables, SQL Server data files."""

import struct

DBF_VERSIONS = frozenset(bytes.fromhex("0203040530313243637b838b8c8ecbe5ebf5fb"))
_KINDS = frozenset(b"CNFLDMGPBIYTV@+OWQ0X")
_END = 0x0D  # behind the last field
_SLACK = 8  # bytes of a record that some writers leave between fields
_PAGE = 8192  # of SQL Server
_FILE, _FREE_SPACE = b"\x01\x0f", b"\x01\x0b"  # versions and types of its first two pages


def is_dbf(head: bytes) -> bool:
    """Tell a table's header: version, date of the last change, lengths, fields that fill a record."""
    if len(head) < 65 or head[0] not in DBF_VERSIONS or head[2] > 12 or head[3] > 31:
        return False
    length, record = struct.unpack_from("<HH", head, 8)
    if length < 65 or record < 2:
        return False
    total, at = 1, 32
    while at + 32 <= min(length, len(head)) and head[at] != _END:
        if head[at + 11] not in _KINDS:
            return False
        # A text longer than 255 keeps its high byte where numbers keep their decimals.
        wide = head[at + 11] == ord("C") and head[at + 17]
        total += head[at + 16] + (head[at + 17] << 8 if wide else 0)
        at += 32
    return at > 32 and (abs(total - record) <= _SLACK or at + 32 > len(head))


def is_mssql(head: bytes) -> bool:
    """Tell a data file: a page of the file's own facts, then one of free space, numbered 0 and 1."""
    if head[:2] != _FILE or head[_PAGE : _PAGE + 2] != _FREE_SPACE:
        return False
    return page_number(head) == 0 and page_number(head[_PAGE:]) == 1


def page_number(header: bytes) -> int:
    """Return the number a page bears, -1 when it is cut."""
    return int(struct.unpack_from("<I", header, 32)[0]) if len(header) >= 96 else -1
