"""The change journal of an NTFS volume ($UsnJrnl:$J): what was created, renamed, written and deleted.

Layout: Microsoft, "USN_RECORD_V2", "USN_RECORD_V3" and "USN_RECORD_V4" (winioctl.h).
"""

import re
import struct
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.ntfs.record import nanoseconds
from toolkit.media.source import Source
from toolkit.media.usn.extents import extents
from toolkit.records import Entry, EntryKind, Unread

# Where the journal lies on a volume, then where collections of artefacts put their copy of it.
PLACES = ("$Extend/$UsnJrnl:$J", "$Extend/$J", "$Extend/$UsnJrnl%3A$J", "$Extend/$UsnJrnl", "$J")
_FILE = "$Extend/$UsnJrnl"

REASONS = {
    0x00000001: "data_overwrite",
    0x00000002: "data_extend",
    0x00000004: "data_truncation",
    0x00000010: "stream_overwrite",
    0x00000020: "stream_extend",
    0x00000040: "stream_truncation",
    0x00000100: "created",
    0x00000200: "deleted",
    0x00000400: "ea_change",
    0x00000800: "security_change",
    0x00001000: "renamed_from",
    0x00002000: "renamed_to",
    0x00004000: "indexable_change",
    0x00008000: "attributes_change",
    0x00010000: "hard_link_change",
    0x00020000: "compression_change",
    0x00040000: "encryption_change",
    0x00080000: "object_id_change",
    0x00100000: "reparse_change",
    0x00200000: "stream_change",
    0x00400000: "transacted_change",
    0x00800000: "integrity_change",
    0x01000000: "desired_storage_class_change",
    0x80000000: "closed",
}

_PIECE = 1 << 20
_RECORD = 1 << 12  # bytes; NTFS never lets a record cross a page of this size
_V2 = struct.Struct("<IHHQQqQIIIIHH")
_V3 = struct.Struct("<IHHQQQQqQIIIIHH")
_LEAST = 64  # bytes: the shortest any version can be
_FAILURES = 500  # stretches of garbage written down; more are counted under one line
_ZEROS = bytes(_PIECE)
_SOMETHING = re.compile(rb"[^\0]")
_REFERENCE = (1 << 48) - 1


@dataclass(frozen=True, slots=True)
class Change:
    """One record of the journal; `reasons` and `attributes` are bits (REASONS, FILE_ATTRIBUTE_*)."""

    usn: int
    at_ns: int
    number: int
    sequence: int
    parent_number: int
    parent_sequence: int
    name: str
    reasons: int
    attributes: int


def changes(source: Source, volume: str | None = None) -> Iterator[Change | Unread]:
    """Yield the journal of a volume in its order; what is not a record is yielded as Unread, per stretch.

    Raises Unreadable: `usn_absent` where there is no journal, `damaged` where its file lacks the stream, else
    why it cannot be opened.
    """
    entry = find(source, volume)
    if entry is None:
        if source.find(_FILE, volume) is not None:
            raise Unreadable("damaged", "$J")
        raise Unreadable("usn_absent")
    return _changes(entry, source.open(entry), extents(source, entry))


def find(source: Source, volume: str | None = None) -> Entry | None:
    """Return the journal of a volume, or a collected copy of it."""
    for place in PLACES:
        found = source.find(place, volume)
        if found is not None and found.kind in {EntryKind.FILE, EntryKind.STREAM} and found.size:
            return found
    return None


def codes(reasons: int) -> list[str]:
    """Return the codes of the reasons of a change."""
    return [code for bit, code in REASONS.items() if reasons & bit]


def _changes(entry: Entry, stream: BinaryIO, parts: list[tuple[int, int]]) -> Iterator[Change | Unread]:
    failed = 0
    with stream:
        for start, end in parts:
            for found in _part(stream, start, end):
                if isinstance(found, Change):
                    yield found
                    continue
                failed += 1
                if failed <= _FAILURES:
                    yield Unread(entry.volume, entry.path, found[0], found[1])
    if failed > _FAILURES:
        yield Unread(entry.volume, entry.path, "damaged", f"{failed - _FAILURES} more")


def _part(stream: BinaryIO, start: int, end: int) -> Iterator[Change | tuple[str, str]]:
    """Yield the records of one stretch that lies on the medium, piece by piece."""
    rest = b""
    at = start  # of rest
    while at + len(rest) < end:
        try:
            stream.seek(at + len(rest))
            more = stream.read(min(_PIECE, end - at - len(rest)))
        except Unreadable as error:
            yield error.why, f"offset {at + len(rest)}"
            at, rest = at + len(rest) + _PIECE, b""
            continue
        if not more:
            return
        if not rest and more == _ZEROS[: len(more)]:
            at += len(more)
            continue
        piece, last = rest + more, at + len(rest) + len(more) >= end
        done = yield from _piece(piece, at, last=last)
        at, rest = at + done, piece[done:]


def _piece(piece: bytes, base: int, *, last: bool) -> Generator[Change | tuple[str, str], None, int]:
    """Yield what a piece holds; return how many of its bytes were used."""
    at, bad = 0, -1
    stop = len(piece) if last else len(piece) - _RECORD
    while at < stop:
        length, found = _record(piece, at)
        if length:
            if bad >= 0:
                yield "damaged", f"offset {base + bad}, {at - bad} bytes"
                bad = -1
            if found is not None:
                yield found
            at += length
            continue
        if piece[at : at + 8].strip(b"\0"):
            bad = at if bad < 0 else bad
            at += 8
            continue
        written = _SOMETHING.search(piece, at)
        after = written.start() & ~7 if written else len(piece)
        if bad >= 0 and after - at >= _LEAST:
            yield "damaged", f"offset {base + bad}, {at - bad} bytes"
            bad = -1
        at = after
    if bad >= 0:
        yield "damaged", f"offset {base + bad}, {at - bad} bytes"
    return at


def _record(piece: bytes, at: int) -> tuple[int, Change | None]:
    """Return the length of the record that starts here, 0 for none, and what it says; None for version 4."""
    if len(piece) - at < _LEAST:
        return 0, None
    length, major, minor = struct.unpack_from("<IHH", piece, at)
    if length % 8 or not _LEAST <= length <= _RECORD or minor or at + length > len(piece):
        return 0, None
    if major == 2:
        (_, _, _, ref, parent, usn, time, reasons, _, _, attributes, size, name) = _V2.unpack_from(piece, at)
        least = _V2.size
    elif major == 3 and length >= _V3.size:
        fields = _V3.unpack_from(piece, at)
        (_, _, _, ref, _, parent, _, usn, time, reasons, _, _, attributes, size, name) = fields
        least = _V3.size
    else:
        return (length if major == 4 else 0), None
    if name < least or name + size > length or size % 2 or usn < 0 or not time:
        return 0, None
    text = piece[at + name : at + name + size].decode("utf-16-le", "surrogatepass")
    return length, Change(
        usn,
        nanoseconds(time) or 0,
        ref & _REFERENCE,
        ref >> 48,
        parent & _REFERENCE,
        parent >> 48,
        text,
        reasons,
        attributes,
    )
