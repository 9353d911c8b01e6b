"""ZIP, and the office documents that are ZIPs: every entry inflated and held against its CRC-32.

Format: APPNOTE.TXT 6.3.10 (end record, central directory, local headers, ZIP64, general purpose bit 0).
"""

import struct
import zlib
from dataclasses import dataclass

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    protected,
    valid,
)

_ENTRIES = 20_000  # entries of a directory looked at
_INFLATED = 96 * 1024 * 1024  # bytes inflated per file, bombs included
_READ = 64 * 1024 * 1024  # bytes of entries read per file
_STEP = 256 * 1024
_HEAD = 2048
_PLACE = 8192  # bytes within which several faults are one bad place
_METHODS = frozenset({0, 1, 6, 8, 9, 10, 12, 14, 93, 95, 96, 97, 98, 99})


@dataclass(frozen=True, slots=True)
class _Entry:
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    at: int
    name: bytes


@dataclass(slots=True)
class _Tally:
    vouched: int = 0
    faults: int = 0
    hard: int = 0  # faults of headers, which no flipped bit in a data stream explains
    first: int = 0
    last: int = 0
    inflated: int = 0
    read: int = 0
    locked: int = 0

    def fault(self, at: int, *, hard: bool) -> None:
        self.first = min(self.first, at) if self.faults else at
        self.last = max(self.last, at)
        self.faults += 1
        self.hard += hard


def check(content: Content) -> Structure:
    """Check a ZIP by its central directory; without one, by walking its local headers."""
    end = _end_record(content)
    if end is None:
        return _walk(content) if content.head[:2] == b"PK" else NOT_THIS
    at, count, length, start, finish = end
    if length > content.size or (count > 0 and length == 0):
        return broken(CONTRADICTION, at)
    shift = at - length - start  # bytes put before the archive by a self-extractor
    directory = content.read(at - length, min(length, 8 * 1024 * 1024)) if at >= length else b""
    entries, read = _directory(directory, max(0, shift))
    if read < len(directory) == length and len(entries) < min(count, _ENTRIES):
        return broken(CONTRADICTION, at - length + read)
    tally = _Tally(vouched=len(directory) + 22)
    for entry in entries:
        if tally.inflated >= _INFLATED or tally.read >= _READ:
            break
        _entry(content, entry, tally)
    return _answer(tally, finish, content.size)


def _answer(tally: _Tally, finish: int, size: int) -> Structure:
    vouched = min(tally.vouched, size)
    if tally.faults:
        single = tally.faults == 1 and not tally.hard
        weak = single or (tally.first >= _HEAD and tally.last - tally.first <= _PLACE)
        return broken(CHECKSUM if weak else CONTRADICTION, tally.first, vouched)
    if tally.locked:
        return protected("zip_password", vouched)
    return valid(vouched, finish)


def _end_record(content: Content) -> tuple[int, int, int, int, int] | None:
    """Return (offset of the directory's end, entries, length, start, end of the archive), or None."""
    base = max(0, content.size - 65536 - 1024)
    tail = content.read(base, content.size - base)
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) >= at + 22:
            _, _, _, count, length, start, comment = struct.unpack_from("<HHHHIIH", tail, at + 4)
            if start == 0xFFFFFFFF or length == 0xFFFFFFFF or count == 0xFFFF:
                return _end_record_64(content, tail, base, at)
            if base + at >= length and (length == 0 or _is_directory(content, base + at - length)):
                return base + at, count, length, start, base + at + 22 + comment
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return None


def _end_record_64(
    content: Content, tail: bytes, base: int, at: int
) -> tuple[int, int, int, int, int] | None:
    record = tail.rfind(b"PK\x06\x06", 0, at)
    if record < 0 or len(tail) < record + 56:
        return None
    count, length, start = struct.unpack_from("<QQQ", tail, record + 32)
    if length > base + record or not _is_directory(content, base + record - length):
        return None
    return base + record, count, length, start, base + at + 22


def _is_directory(content: Content, at: int) -> bool:
    return content.read(at, 4) in (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")


def _directory(directory: bytes, shift: int) -> tuple[list[_Entry], int]:
    """List the entries, and say how many bytes of the directory were understood."""
    entries: list[_Entry] = []
    at = 0
    while directory.startswith(b"PK\x01\x02", at) and len(directory) >= at + 46 and len(entries) < _ENTRIES:
        flags, method, _, _, crc, packed, size, name, extra, comment = struct.unpack_from(
            "<HHHHIIIHHH", directory, at + 8
        )
        (start,) = struct.unpack_from("<I", directory, at + 42)
        fields = directory[at + 46 + name : at + 46 + name + extra]
        size, packed, start = _wide(fields, size, packed, start)
        entries.append(
            _Entry(flags, method, crc, packed, size, start + shift, directory[at + 46 : at + 46 + name])
        )
        at += 46 + name + extra + comment
    done = directory[at : at + 4] in (b"PK\x05\x05", b"PK\x06\x06")
    return entries, len(directory) if done else min(at, len(directory))


def _wide(fields: bytes, size: int, packed: int, start: int) -> tuple[int, int, int]:
    """Take the 64-bit values of extra field 1 where the 32-bit ones are full."""
    values = [size, packed, start]
    at = 0
    while at + 4 <= len(fields):
        tag, length = struct.unpack_from("<HH", fields, at)
        if tag == 1:
            full = [index for index in range(3) if values[index] == 0xFFFFFFFF]
            for place, index in enumerate(full[: min(length, len(fields) - at - 4) // 8]):
                (values[index],) = struct.unpack_from("<Q", fields, at + 4 + 8 * place)
        at += 4 + length
    return values[0], values[1], values[2]


def _entry(content: Content, entry: _Entry, tally: _Tally) -> None:
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


def _body(content: Content, entry: _Entry, at: int, tally: _Tally) -> int | None:
    """Inflate one entry within the limits; return the offset of its fault, or None."""
    if entry.method not in (0, 8) or entry.packed > _READ - tally.read:
        return None
    if at + entry.packed > content.size:
        return min(at, content.size)
    tally.read += entry.packed
    if entry.method == 0:
        data = content.read(at, entry.packed)
        tally.vouched += entry.packed
        return None if zlib.crc32(data) == entry.crc else at
    crc, fault, finished = _inflate(content, at, entry.packed, tally)
    if fault is not None:
        return fault
    if finished and crc != entry.crc:
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
    return crc, None if stream.eof else at, stream.eof


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
    for _ in range(_ENTRIES):
        header = content.read(at, 30)
        if len(header) < 4 or header.startswith((b"PK\x01\x02", b"PK\x05\x06")):
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
