"""What accidents leave where a structure breaks: zeros, the file's own head again, another file's sectors."""

import re

from toolkit.scan.damage import blocks
from toolkit.scan.damage.subject import MIXED, PLAIN, Subject

_REGION = 4096
_STEP = 512
_FAR = 8192  # bytes before a fault noticed where what caused it may begin
_ZEROS = re.compile(rb"\0{48}")  # no compressed data holds so many
_MANY_ZEROS = re.compile(rb"\0{512}")
# Zeros that Office leaves in an entry's extra field, for it to grow (ISO/IEC 29500-2, growth hint 0xA220).
_GROWTH = re.compile(rb"\x20\xa2..\x28\xa0..\0+", re.DOTALL)
# Media that pad with zeros themselves.
_PADDED = frozenset({"avi", "wav", "riff", "mp3", "mp4", "heif", "matroska", "pdf"})
_SMALL = 16 * 1024  # bytes, in which a hole may lie on no sector
_OWN = 48  # bytes of a head written again
_LATEST = 64 * 1024  # bytes before a fault at which that may be
# Types with which other files begin, inside neither of which they are kept at a sector's start.
_STARTS = (
    b"\x89PNG\r\n\x1a\n",
    b"%PDF-1.",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"GIF89a",
    b"GIF87a",
    b"\x7fELF",
    b"\xff\xd8\xff\xe0",
    b"\xff\xd8\xff\xe1",
    b"SQLite format 3\0",
    b"RIFF",
    b"OggS\0",
    b"7z\xbc\xaf\x27\x1c",
    b"\xfd7zXZ\0",
    b"BZh91AY&SY",
    b"PK\x03\x04\x14\0",
    b"\x1f\x8b\x08\x00",
    b"\x1f\x8b\x08\x08",
    b"ElfFile\0",
    b"<?xml ",
    b"<!DOCTYPE",
    b"{\\rtf1",
)
_HOLDERS = MIXED | {"pst", "sqlite", "access", "firebird", "mssql", "database", "evtx", "regf"}


def wiped(subject: Subject, at: int) -> bool:
    """Tell a fault where one byte was written over and over; decoders may notice it a little later."""
    content = subject.content
    if blocks.constant(content.read(at, 64)) and at + 64 <= content.size:
        return True
    if subject.kind in PLAIN | MIXED or _all_random(content.read(at, 4 * _FAR)):
        return False
    start = max(0, at - 2 * _REGION)
    around = _GROWTH.sub(_filled, content.read(start, 4 * _REGION))
    padded = subject.kind in _PADDED
    if not padded and _MANY_ZEROS.search(_GROWTH.sub(_filled, content.read(at, 64 * _REGION))):
        return True
    if not padded and content.size <= _SMALL:
        return _ZEROS.search(around) is not None
    return any(blocks.constant(around[step : step + _STEP]) for step in range(0, len(around) - _STEP, _STEP))


def _filled(found: re.Match[bytes]) -> bytes:
    """Return as many bytes that are not one over and over."""
    return (b"growth" * (len(found[0]) // 6 + 1))[: len(found[0])]


def _all_random(data: bytes) -> bool:
    """Tell data too long and too random for compressed bytes that stand behind a wiped place."""
    return len(data) > _REGION and blocks.looks_random(data, 3.0)


def overwritten(subject: Subject, at: int) -> bool:
    """Tell a file that, near its fault, begins anew, or goes on as another file begins."""
    data = subject.content.whole
    if data is None or subject.kind in _HOLDERS or len(data) < _STEP:
        return False
    head = data[:_OWN]
    again = data.find(head, max(_STEP, at - _LATEST)) if len(set(head)) > _OWN // 4 else -1
    if again >= 0 and again % _STEP == 0:
        return True
    first = max(1, (at - _FAR) // _STEP) * _STEP
    return any(data.startswith(_STARTS, place) for place in range(first, min(len(data), at + _FAR), _STEP))
