"""Pages of a Firebird database: those of one table, and the records that stand on them.

Layout: jrd/ods.h of Firebird, ODS 10 to 13, and the packing of records in jrd/sqz.cpp: runs of a byte, and
bytes as they are. What contradicts itself is told in `torn`, and passed.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_POINTERS, _DATA = 4, 5  # types of page
_SUM = b"\x39\x30"  # what stands for a checksum up to ODS 11
_ALLOCATED = 8_000  # pages read of one database, all in all
_LONGEST = 65_536  # bytes of one record unpacked, the most there is
_PIECES = 80  # of one record
_DELETED, _CHAIN, _FRAGMENT, _INCOMPLETE, _BLOB = 1, 2, 4, 8, 16
_LONG_NUMBER, _AS_IS = 1024, 2048  # ODS 12 and 13: a wider header, a record that is not packed
_ENCRYPTED = 0x80  # flag of a page that the server encrypted


class Record(NamedTuple):
    """One record as it stands now: its format's number, and its fields after the marks of those missing."""

    format: int
    data: bytes


class Pages:
    """The pages of one database; `torn` once two of them contradict each other."""

    def __init__(self, stream: BinaryIO, head: bytes, length: int) -> None:
        self._stream = stream
        self.size, version = struct.unpack_from("<HH", head, 16)
        self.ods = version & 0x7FFF
        self._wide = (self.ods, int.from_bytes(head[64:66], "little")) >= (13, 1)
        self.held = length // self.size
        self.left = _ALLOCATED
        self.torn = False
        self.closed = False

    def get(self, number: int, kind: int, at: int, mark: bytes) -> bytes | None:
        """Return a page of this type that has this mark at `at`; None where there is none."""
        if not 0 < number < self.held or self.left <= 0:
            self.torn = self.torn or self.left > 0
            return None
        self.left -= 1
        self._stream.seek(number * self.size)
        page = self._stream.read(self.size)
        own = page[12:16] == struct.pack("<I", number) if self.ods >= 12 else page[2:4] == _SUM
        if len(page) < self.size or page[0] != kind or not page.startswith(mark, at) or not own:
            self.torn = True
            return None
        self.closed = self.closed or (self.ods >= 12 and bool(page[1] & _ENCRYPTED))
        return page

    def data_pages(self, relation: int, first: int) -> Iterator[tuple[int, ...]]:
        """Yield the numbers of a table's pages of rows, a tuple for each page of pointers, 0 for none.

        The marks beside them are not asked: engine 3.0 leaves rows on pages it marks as without.
        """
        number, seen, mark = first, set[int](), struct.pack("<H", relation)
        while number and number not in seen:
            seen.add(number)
            page = self.get(number, _POINTERS, 26, mark)
            if page is None:
                return
            sequence, number, count = struct.unpack_from("<IIH", page, 16)
            per = (self.size - 32) * 8 // 40 if self.ods >= 12 else (self.size - 32) // 4
            if sequence != len(seen) - 1 or count > per:
                self.torn = True
                return
            yield struct.unpack_from(f"<{count}I", page, 32)

    def lines(self, relation: int, number: int) -> Iterator[bytes]:
        """Yield what each line of one page of rows holds, in order, b"" where a line is free."""
        page = self.get(number, _DATA, 20, struct.pack("<H", relation))
        if page is None or self.closed:
            return
        count = int.from_bytes(page[22:24], "little")
        if 24 + count * 4 > self.size:
            self.torn = True
            return
        for place in range(24, 24 + count * 4, 4):
            start, length = struct.unpack_from("<HH", page, place)
            if start and length and (start < 24 + count * 4 or start + length > self.size):
                self.torn = True
                continue
            yield page[start : start + length] if start else b""

    def records(self, relation: int, number: int) -> Iterator[Record]:
        """Yield the records of one page: no older version, none that was deleted, no blob."""
        for line in self.lines(relation, number):
            if not line:
                continue
            flags = int.from_bytes(line[10:12], "little")
            if flags & (_DELETED | _CHAIN | _FRAGMENT | _BLOB) or len(line) < 13:
                continue
            data = self._joined(relation, line, flags)
            if data is not None:
                yield Record(line[12], data)

    def _joined(self, relation: int, line: bytes, flags: int) -> bytes | None:
        """Return a record unpacked, all its pieces behind each other."""
        found, left = self._unpacked(line, flags), _PIECES
        while found is not None and flags & _INCOMPLETE and len(line) >= 22 and left:
            page, place = struct.unpack_from("<IH", line, 16)
            pieces = list(self.lines(relation, page))
            line = pieces[place] if place < len(pieces) else b""
            flags = int.from_bytes(line[10:12], "little")
            if not flags & _FRAGMENT:
                self.torn = self.torn or self.left > 0
                return None
            piece = self._unpacked(line, flags)
            found = None if piece is None or len(found) > _LONGEST else found + piece
            left -= 1
        return found

    def _unpacked(self, line: bytes, flags: int) -> bytes | None:
        start = 22 if flags & _INCOMPLETE else 16 if flags & _LONG_NUMBER and self.ods >= 12 else 13
        if flags & _AS_IS and self.ods >= 13:
            return line[start:]
        found = unpacked(line, start, wide=self._wide)
        self.torn = self.torn or found is None
        return found


def unpacked(line: bytes, at: int, *, wide: bool) -> bytes | None:
    """Return what was packed from `at` on; None where it is more than a record can be.

    `wide`: ODS 13.1, where two of the lengths announce longer runs.
    """
    found, end = bytearray(), len(line)
    while at < end:
        run = line[at]
        at += 1
        if run < 128:
            found += line[at : at + run]
            at += run
            continue
        run = 256 - run
        if wide and run < 3:
            width = run * 2
            run = int.from_bytes(line[at : at + width], "little")
            at += width
        if run > _LONGEST - len(found):
            return None
        found += line[at : at + 1] * run
        at += 1
    return bytes(found) if len(found) <= _LONGEST else None
