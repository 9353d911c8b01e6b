"""ZIP, and the office documents that are ZIPs: every entry inflated and held against its CRC-32.

Format: APPNOTE.TXT 6.3.10 (end record, central directory, local headers, ZIP64, general purpose bit 0).
"""

import struct
import zlib
from dataclasses import dataclass, field

from toolkit.scan.content import Content
from toolkit.scan.damage import zip_directory
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CODE,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    protected,
    valid,
)

_INFLATED = 96 * 1024 * 1024  # bytes inflated per file, bombs included
_READ = 64 * 1024 * 1024  # bytes of entries read per file
_STEP = 256 * 1024
_DIRECTORY = 8 * 1024 * 1024
_HEAD = 2048
_PLACE = 8192  # bytes within which several faults are one bad place
# Bytes by which a stream's length may change when one bit is flipped: codes find their step again at once.
_SLIP = 1000
_NEAR = 4608  # bytes before a fault noticed where what caused it may begin, and behind
_TOLD = 16  # places of faults told
_METHODS = frozenset({0, 1, 6, 8, 9, 10, 12, 14, 93, 95, 96, 97, 98, 99})


@dataclass(slots=True)
class _Tally:
    vouched: int = 0
    places: list[int] = field(default_factory=list)
    hard: int = 0  # faults of headers, which no flipped bit in a data stream explains
    code: tuple[int, int] | None = None  # of a stream that stops making sense: where it begins and ends
    senseless: int = 0  # streams that stop making sense
    soft: int = 0  # streams that go on to their end, of which only the checksum is wrong
    inflated: int = 0
    read: int = 0
    locked: int = 0

    def fault(self, at: int, *, hard: bool) -> None:
        self.places.append(at)
        self.hard += hard

    @property
    def span(self) -> int:
        return max(self.places) - min(self.places)


def check(content: Content) -> Structure:
    """Check a ZIP by its central directory; without one, by walking its local headers."""
    end = zip_directory.end_record(content)
    if end is None:
        return _walk(content) if content.head[:2] == b"PK" else NOT_THIS
    at, count, length, start, finish = end
    if length > content.size or (count > 0 and length == 0):
        return broken(CONTRADICTION, at)
    shift = at - length - start  # bytes put before the archive by a self-extractor
    directory = content.read(at - length, min(length, _DIRECTORY)) if at >= length else b""
    entries, read = zip_directory.entries(directory, max(0, shift))
    if read < len(directory) == length and len(entries) < min(count, zip_directory.ENTRIES):
        return broken(CONTRADICTION, at - length + read)
    tally = _Tally(vouched=len(directory) + 22)
    for entry in entries:
        if tally.inflated >= _INFLATED or tally.read >= _READ:
            break
        _entry(content, entry, tally)
    return _answer(tally, finish, content.size)


def _answer(tally: _Tally, finish: int, size: int) -> Structure:
    vouched = min(tally.vouched, size)
    if tally.places:
        first, *others = sorted(tally.places)
        weak = not others or (first >= _HEAD and tally.span <= _PLACE)
        if weak and (others or tally.code or tally.hard):
            near = max(0, first - _NEAR), min(max(tally.places) + _NEAR, size)
            return broken(CODE, first, vouched, near if others or not tally.code else tally.code)
        # A flipped bit leaves every other stream readable to its end, written-over bytes one in twenty.
        weak = weak or 0 < tally.senseless <= 2 * tally.soft or (tally.soft > 1 and not tally.senseless)
        return broken(CHECKSUM if weak else CONTRADICTION, first, vouched, tuple(others[:_TOLD]))
    if tally.locked:
        return protected("zip_password", vouched)
    return valid(vouched, finish)


def _entry(content: Content, entry: zip_directory.Entry, tally: _Tally) -> None:
    header = content.read(entry.at, 30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        tally.fault(min(entry.at, content.size), hard=True)
        return
    flags, method, _, _, _, _, _, name, extra = struct.unpack_from("<HHHHIIIHH", header, 6)
    if content.read(entry.at + 30, name) != entry.name or method != entry.method:
        tally.fault(entry.at, hard=True)
        return
    tally.vouched += 30 + name + extra
    if (entry.flags | flags) & 1:
        tally.locked += 1
        return
    body = entry.at + 30 + name + extra
    fault = _body(content, entry, body, tally)
    if fault is not None:
        tally.fault(fault, hard=False)


def _body(content: Content, entry: zip_directory.Entry, at: int, tally: _Tally) -> int | None:
    """Check the bytes of one entry within the limits; return the offset of their fault, or None."""
    if entry.method not in (0, 8) or entry.packed > _READ - tally.read:
        return None
    if at + entry.packed > content.size:
        return min(at, content.size)
    tally.read += entry.packed
    if entry.method == 0:
        data = content.read(at, entry.packed)
        tally.vouched += entry.packed
        return None if zlib.crc32(data) == entry.crc else at
    return None if _undone(content, entry, at, tally) else _deflated(content, entry, at, tally)


def _undone(content: Content, entry: zip_directory.Entry, at: int, tally: _Tally) -> bool:
    """Tell whether whoever opens archives has inflated this entry before, and rightly."""
    end, length, crc = content.kept.get("undone", {}).get(at, (0, 0, 0))
    if end != at + entry.packed or crc != entry.crc or tally.inflated + length >= _INFLATED:
        return False
    tally.inflated += length
    tally.vouched += entry.packed
    return True


def _deflated(content: Content, entry: zip_directory.Entry, at: int, tally: _Tally) -> int | None:
    before = tally.inflated
    crc, fault, finished = _inflate(content, at, entry.packed, tally)
    if fault is not None:
        tally.code = max(at, fault - _NEAR), min(fault + _NEAR, at + entry.packed)
        tally.senseless += 1
        return fault
    if finished and crc != entry.crc:
        if abs(tally.inflated - before - entry.size) > _SLIP:
            tally.code = at, at + entry.packed
            tally.senseless += 1
        else:
            tally.soft += 1
        return at
    tally.vouched += entry.packed if finished else 0
    return None


def _inflate(content: Content, at: int, packed: int, tally: _Tally) -> tuple[int, int | None, bool]:
    """Return (CRC-32, offset of a fault or None, whether the stream ended); stops at the bomb limit."""
    stream = zlib.decompressobj(-15)
    crc = done = 0
    while done < packed and not stream.eof:
        piece = content.read(at + done, min(_STEP, packed - done))
        if not piece:
            return crc, at + done, False
        pending = piece
        while pending and not stream.eof:
            try:
                out = stream.decompress(pending, _STEP * 4)
            except zlib.error:
                return crc, _locate(content, at, packed, tally), False
            crc = zlib.crc32(out, crc)
            tally.inflated += len(out)
            if tally.inflated >= _INFLATED:
                return crc, None, False
            pending = stream.unconsumed_tail
        done += len(piece)
    early = done - len(stream.unused_data) < packed
    return crc, None if stream.eof and not early else at + done - len(stream.unused_data), stream.eof


def _locate(content: Content, at: int, packed: int, tally: _Tally) -> int:
    """Return the offset, to 512 bytes, at which a deflate stream stops making sense."""
    stream, done = zlib.decompressobj(-15), 0
    try:
        while done < packed and tally.inflated < _INFLATED:
            tally.inflated += len(stream.decompress(content.read(at + done, 512)))
            done += 512
    except zlib.error:
        pass
    return at + done


def _walk(content: Content) -> Structure:
    """Walk the local headers of a ZIP that lost its directory: cut short, or overwritten."""
    at, tally = 0, _Tally()
    for _ in range(zip_directory.ENTRIES):
        header = content.read(at, 30)
        if header.startswith((b"PK\x01\x02", b"PK\x05\x06")):
            return _cut_directory(content, at)
        if len(header) < 4:
            return broken(TRUNCATED, content.size, at)
        if not header.startswith(b"PK\x03\x04"):
            return broken(CONTRADICTION, at, at)
        if len(header) < 30:
            break
        flags, method, _, _, _, packed, _, name, extra = struct.unpack_from("<HHHHIIIHH", header, 6)
        if method not in _METHODS or header[4] > 63 or not name:
            return broken(CONTRADICTION, at + 4, at)
        body = at + 30 + name + extra
        if flags & 8 or (method == 8 and not flags & 1):
            length, fault = _measure(content, body, tally)
            if fault is not None:
                return broken(CONTRADICTION, fault, at)
            at = body + length + _descriptor(content, body + length, flags)
        else:
            at = body + packed
        if at >= content.size or tally.inflated >= _INFLATED:
            break
    return broken(TRUNCATED, content.size, min(at, content.size))


def _cut_directory(content: Content, at: int) -> Structure:
    """Tell a directory that stops where the file does from one that something else stands in."""
    directory = content.read(at, _DIRECTORY)
    _, read = zip_directory.entries(directory, 0)
    rest = directory[read:]
    # A cut leaves the beginning of an entry: its name and fields have at most 46 + 3 * 65,535 bytes.
    if not rest or b"PK\x01\x02".startswith(rest[:4]) or rest.startswith(b"PK\x05\x06"):
        return broken(TRUNCATED, content.size, at + read)
    return broken(CONTRADICTION, at + read, at + read)


def _measure(content: Content, body: int, tally: _Tally) -> tuple[int, int | None]:
    """Return the packed length of a deflated entry of unknown length, and the offset of a fault."""
    stream = zlib.decompressobj(-15)
    done = 0
    while not stream.eof and tally.inflated < _INFLATED:
        piece = content.read(body + done, 4096)
        if not piece:
            return done, None
        pending = piece
        while pending and not stream.eof:
            try:
                tally.inflated += len(stream.decompress(pending, _STEP))
            except zlib.error:
                return done, _locate(content, body, content.size - body, tally)
            pending = stream.unconsumed_tail
        done += len(piece) - len(stream.unused_data)
    return done, None


def _descriptor(content: Content, at: int, flags: int) -> int:
    if not flags & 8:
        return 0
    return 16 if content.read(at, 4) == b"PK\x07\x08" else 12
