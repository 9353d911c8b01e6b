"""Tape archives (tar), plain or as they come out of a decoder: read once, forward only.

Format: POSIX 1003.1 pax interchange format, and the long names of GNU tar ("L", "K").
"""

from collections.abc import Iterator

from toolkit.scan.content import Content
from toolkit.scan.inside.room import Broken, Member, Room, pieces

BLOCK = 512
_NAMES = 1024 * 1024  # bytes of a record that holds names
_FILES = frozenset({b"0", b"\0", b"7"})
_LARGE = 0x80  # the first bit of a size that is written in binary


class Reader:
    """A stream of chunks read by count; `room` hears of what is passed over too, for it was unpacked."""

    def __init__(self, chunks: Iterator[bytes], room: Room) -> None:
        self._chunks = chunks
        self._room = room
        self._rest = b""

    def some(self, count: int) -> bytes:
        """Return up to `count` bytes, none only at the end."""
        if not self._rest:
            self._rest = next(self._chunks, b"")
        part, self._rest = self._rest[:count], self._rest[count:]
        return part

    def exactly(self, count: int) -> bytes:
        """Return `count` bytes, fewer only at the end."""
        parts: list[bytes] = []
        while count > 0 and (part := self.some(count)):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def skip(self, count: int) -> None:
        """Pass over bytes."""
        while count > 0 and (part := self.some(count)):
            self._room.take(len(part))
            count -= len(part)

    def stretch(self, count: int) -> Iterator[bytes]:
        """Yield `count` bytes in parts; raises Broken at an end that comes too early."""
        while count > 0:
            part = self.some(count)
            if not part:
                raise Broken
            count -= len(part)
            yield part


def begins(head: bytes) -> bool:
    """Tell whether these are the first bytes of a tape."""
    return head[257:262] == b"ustar"


def members(content: Content, room: Room) -> Iterator[Member]:
    """Yield the files of a tape that lies bare on the medium; raises Broken or Full."""
    yield from read(Reader(pieces(content, 0, content.size), room), room)


def read(reader: Reader, room: Room) -> Iterator[Member]:
    """Yield the files of a tape; raises Broken or Full."""
    told = b""
    while len(header := reader.exactly(BLOCK)) == BLOCK and header != bytes(BLOCK):
        size, kind = size_of(header[124:136]), header[156:157]
        if not holds(header):
            raise Broken
        room.enter()
        if kind in {b"L", b"x"} and size <= _NAMES:
            record = reader.exactly(size)
            room.take(len(record))
            told = record.rstrip(b"\0") if kind == b"L" else pax(record).get(b"path", b"") or told
            taken = size
        elif kind in _FILES:
            taken = 0
            if size:
                member = room.gather(_path(told or name_of(header)), reader.stretch(size))
                taken = len(member.data) if member.whole else 0
                yield member
            if taken < size:
                return  # too large or cut off: where the next header stands is not known any more
            told = b""
        else:
            taken, told = 0, b""
        reader.skip(size - taken + -size % BLOCK)


def holds(header: bytes) -> bool:
    """Tell whether the checksum of a header holds, its own field counted as blanks."""
    try:
        told = int(header[148:156].strip(b"\0 ")[:7], 8)
    except ValueError:
        return False
    return told == sum(header[:148]) + 8 * 32 + sum(header[156:])


def size_of(field: bytes) -> int:
    """Return a number of a header; raises Broken."""
    if field[0] & _LARGE:
        return int.from_bytes(field[4:], "big") if not any(field[1:4]) else 1 << 62
    digits = field.strip(b"\0 ")
    try:
        return int(digits, 8) if digits else 0
    except ValueError as error:
        raise Broken from error


def name_of(header: bytes) -> bytes:
    """Return the name that a header itself holds."""
    name = header[:100].rstrip(b"\0")
    prefix = header[345:500].rstrip(b"\0") if header[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def pax(record: bytes) -> dict[bytes, bytes]:
    """Return the keys and values of a pax record, up to a broken line: lines of length, blank, key=value."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(record):
        digits, _, _ = record[at : at + 20].partition(b" ")
        if not digits.isdigit() or not 0 < int(digits) <= len(record) - at:
            break
        key, _, value = record[at + len(digits) + 1 : at + int(digits) - 1].partition(b"=")
        found[key] = value
        at += int(digits)
    return found


def _path(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
