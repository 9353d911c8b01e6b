"""Transaction logs of a registry hive, replayed in memory over the hive they belong to.

Format and rules of recovery: "Windows registry file format specification", M. Suhanov; Marvin32 as in
.NET's "Marvin" class.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from toolkit.errors import Unreadable
from toolkit.media.registry.patched import SECTOR, Sheets
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind

LOG_LIMIT = 64 * 1024 * 1024  # bytes read of one log; the samples we have stay under 4 MB
ENDINGS = (".LOG1", ".LOG2", ".LOG")
HEAD = 4096  # bytes of a hive before its bins
_ENTRY = struct.Struct("<4sIIIII8s8s")  # of the new format: mark, size, flags, sequence, bins, pages, hashes
_SEED = (0x7A4E_55C5, 0x82EF_4D88)
_MASK = 0xFFFF_FFFF
_CHUNK = 65_536  # bytes hashed at a time
_NEW, _OLD = {6}, {1, 2}  # types of file


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the logs gave: `why` is a code, `entries` how many sets of pages were laid over the hive."""

    why: str
    entries: int = 0
    size: int = 0  # bytes of the hive with what the logs appended
    sheets: Sheets = field(default_factory=dict)
    detail: str = ""


@dataclass(slots=True)
class _Work:
    """A hive as replayed so far."""

    block: bytearray
    limit: int  # bytes the bins may take
    bins: int = 0
    entries: int = 0
    first: int = 0  # number of the first entry laid
    torn: bool = False
    sheets: dict[int, bytes | memoryview] = field(default_factory=dict)

    def lay(self, offset: int, pages: memoryview) -> None:
        """Lay pages at an offset of the bins; both are whole sectors."""
        first = (HEAD + offset) // SECTOR
        for number in range(len(pages) // SECTOR):
            self.sheets[first + number] = pages[number * SECTOR : (number + 1) * SECTOR]


def is_whole(block: bytes | bytearray) -> bool:
    """Say whether the first 512 bytes of a hive or log carry their mark and their own sum."""
    return len(block) == SECTOR and block[:4] == b"regf" and _sum(block) == _number(block, 508)


def is_dirty(block: bytes) -> bool:
    """Say whether Windows was still writing a hive, or its first block is damaged."""
    return not is_whole(block) or _number(block, 4) != _number(block, 8)


def read_logs(source: Source, entry: Entry) -> list[bytes]:
    """Return the logs beside a hive that hold anything, at most 64 MB each; raise Unreadable."""
    found = (source.find(entry.path + ending, entry.volume) for ending in ENDINGS)
    logs = []
    for log in found:
        if log is not None and log.kind is EntryKind.FILE and log.size:
            with source.open(log) as stream:
                logs.append(stream.read(LOG_LIMIT))
    return [data for data in logs if data]


def replay(block: bytes, size: int, logs: Sequence[bytes], limit: int) -> Replayed:
    """Replay logs over a dirty hive of `size` bytes that starts with `block`; its bins keep within `limit`.

    `why` is registry_log_replayed or registry_log_partly_replayed; else nothing was replayed, for
    registry_log_absent, registry_log_damaged or registry_log_outdated (the hive was written since).
    """
    if not logs:
        return Replayed("registry_log_absent")
    heads = [log for log in logs if is_whole(log[:SECTOR])]
    new, old = (
        [log for log in heads if _number(log, 28) in types and _number(log, 4) == _number(log, 8)]
        for types in (_NEW, _OLD)
    )
    if not new and not old:
        return Replayed("registry_log_damaged")
    work = _Work(bytearray(block), limit)
    why = _replay_new(work, new) if new else _replay_old(work, old)
    # A gap before the first entry is ordinary, unless a log that may have filled it is lost.
    work.torn |= bool(new) and len(new) < len(logs) and work.first > _number(block, 8)
    if not work.entries:
        return Replayed(why or "registry_log_damaged")
    _close(work)
    told = "registry_log_partly_replayed" if work.torn else "registry_log_replayed"
    return Replayed(told, work.entries, max(size, HEAD + work.bins), work.sheets, str(work.entries))


def _replay_new(work: _Work, logs: list[bytes]) -> str:
    """Apply the log with the earliest entries, then the other where it goes on; return why none was used."""
    ordered = sorted(logs, key=lambda log: _number(log, 4))
    if is_whole(work.block):
        usable = [log for log in ordered if _number(log, 4) >= _number(work.block, 8)]
    else:
        usable = ordered[-1:]
        work.block = bytearray(usable[0][:SECTOR])
    expected = None
    for log in usable:
        if expected is not None and _number(log, 4) != expected:
            work.torn = True
            break
        expected = _apply_entries(work, log)
    return "" if usable else "registry_log_outdated"


def _apply_entries(work: _Work, log: bytes) -> int:
    """Lay the pages of every good entry, numbered without a gap; return the number that would follow."""
    expected, at, view = _number(log, 4), SECTOR, memoryview(log)
    while at + _ENTRY.size <= len(log):
        mark, size, flags, sequence, bins, count, first_hash, second_hash = _ENTRY.unpack_from(log, at)
        if mark != b"HvLE" or sequence != expected:
            break  # older entries, overwritten from the start, lie beyond the last
        body = view[at + _ENTRY.size : at + size]
        good = (
            size % SECTOR == 0 and len(body) == size - _ENTRY.size and bins % HEAD == 0 and bins <= work.limit
            and marvin(log[at : at + 32]) == second_hash and marvin(body) == first_hash
        )  # fmt: skip
        pages = list(_pages(body, count, bins)) if good else []
        if not pages or len(pages) != count:
            work.torn = True
            break
        for offset, page in pages:
            work.lay(offset, page)
        work.first = work.first or sequence
        work.bins, work.entries = bins, work.entries + 1
        struct.pack_into("<II", work.block, 4, sequence, sequence)
        work.block[144] = work.block[144] & ~1 | flags & 1
        expected, at = (expected + 1) & _MASK, at + size
    return expected


def _pages(body: memoryview, count: int, bins: int) -> Iterator[tuple[int, memoryview]]:
    """Yield where each page of an entry goes and its bytes; stop at one that lies about either."""
    at = 8 * count
    for number in range(min(count, len(body) // 8)):
        offset, size = struct.unpack_from("<II", body, 8 * number)
        page = body[at : at + size]
        if not size or offset % SECTOR or size % SECTOR or len(page) < size or offset + size > bins:
            return
        yield offset, page
        at += size


def _replay_old(work: _Work, logs: list[bytes]) -> str:
    """Apply the first log written with the hive: one bit for each sector of the bins, then the sectors."""
    fits = [log for log in logs if not is_whole(work.block) or log[12:20] == work.block[12:20]]
    for log in fits:
        bins, at = _number(log, 40), SECTOR + 4
        vector = log[at : at + bins // SECTOR // 8]
        if bins % HEAD or bins > work.limit or log[SECTOR:at] != b"DIRT" or len(vector) * SECTOR * 8 < bins:
            continue
        work.block, work.bins = bytearray(log[:SECTOR]), bins
        _lay_marked(work, vector, memoryview(log)[-(-(at + len(vector)) // SECTOR) * SECTOR :])
        break
    return "" if fits else "registry_log_outdated"


def _lay_marked(work: _Work, vector: bytes, sectors: memoryview) -> None:
    marked = (8 * at + bit for at, byte in enumerate(vector) if byte for bit in range(8) if byte >> bit & 1)
    for number, sector in enumerate(marked):
        page = sectors[number * SECTOR : (number + 1) * SECTOR]
        if len(page) < SECTOR:
            work.torn = True
            return
        work.lay(sector * SECTOR, page)
        work.entries += 1


def _close(work: _Work) -> None:
    """Lay a first block that says the hive was closed, at the size the logs gave it."""
    struct.pack_into("<I", work.block, 28, 0)
    struct.pack_into("<I", work.block, 40, work.bins)
    struct.pack_into("<I", work.block, 8, _number(work.block, 4))
    work.sheets[0] = summed(work.block)


def marvin(data: bytes | memoryview) -> bytes:
    """Return the Marvin32 hash of bytes, with the seed of registry logs."""
    low, high = _SEED
    whole = len(data) & ~3
    tail = bytes(data[whole:])
    end = int.from_bytes(tail + b"\x80", "little")
    for at in range(0, whole + 1, _CHUNK):
        part = data[at : min(at + _CHUNK, whole)]
        last = at + _CHUNK > whole
        words = struct.unpack(f"<{len(part) // 4}I", part)
        for word in (*words, end, 0) if last else words:
            low = low + word & _MASK
            high ^= low
            low = ((low << 20 | low >> 12) + high) & _MASK
            high = (high << 9 | high >> 23) & _MASK ^ low
            low = ((low << 27 | low >> 5) + high) & _MASK
            high = (high << 19 | high >> 13) & _MASK
    return struct.pack("<II", low, high)


def summed(block: bytes | bytearray) -> bytes:
    """Return a first block of 512 bytes with the sum it should carry."""
    short = bytes(block[:508]).ljust(508, b"\0")
    return short + struct.pack("<I", _sum(short))


def _sum(block: bytes | bytearray) -> int:
    total: int = reduce(xor, struct.unpack_from("<127I", block))
    return {0: 1, _MASK: _MASK - 1}.get(total, total)


def _number(data: bytes | bytearray, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def recovered(source: Source, entry: Entry, block: bytes, limit: int) -> Replayed:
    """Read the logs beside a dirty hive and replay them; `registry_log_not_read` when the medium fails."""
    try:
        logs = read_logs(source, entry)
    except Unreadable as error:
        return Replayed("registry_log_not_read", detail=error.why)
    return replay(block, entry.size, logs, limit)
