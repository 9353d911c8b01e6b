"""Many FILE records of an NTFS table at once, as columns of numbers: the checks of ntfs_record in bulk.

Layout: the Linux-NTFS project's documentation and libfsntfs's "NTFS format specification".
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.media.ntfs.record import (
    ATTRIBUTE_LIST,
    DATA,
    FILE_NAME,
    INDEX_ROOT,
    STANDARD_INFORMATION,
    nanoseconds,
)

Column = NDArray[Any]

# What a record was refused for, in the order it is checked; 0 is a good one, 1 was never written.
FAULTS = (
    "",
    "never written",
    "signature",
    "update sequence",
    "torn write",
    "record length",
    "record number",
    "attributes",
    "attribute name",
    "attribute value",
    "attribute header",
    "file name",
)
_FILE = int.from_bytes(b"FILE", "little")
_END = 0xFFFFFFFF
_STRIDE = 512  # update sequences guard every 512 bytes, whatever the sector size
_INDEX_NAME = int.from_bytes("$I30".encode("utf-16-le"), "little")
# FILETIMEs outside these, years 1678 and 2260, do not fit 64 bits of nanoseconds.
_FIRST_EXACT, _LAST_EXACT = 24_300_000_000_000_000, 208_000_000_000_000_000
_EPOCH = 116_444_736_000_000_000


@dataclass(slots=True)
class Columns:
    """Columns by record, then by $FILE_NAME and by $DATA, in record order; `*_first` also holds the end."""

    raw: bytearray  # with the guarded bytes put back
    whole: Column  # indexes of the good records
    refused: list[tuple[int, str]]  # those of the bad ones, with what was wrong; never written ones left out
    sequence: Column
    links: Column
    in_use: Column
    directory: Column
    base: Column  # whole reference of the record this one extends, 0 for none
    listed: Column  # an attribute list names other records
    attributes: Column
    times: Column  # of $STANDARD_INFORMATION, a FILETIME each: created, modified, changed, accessed
    name_first: Column
    name_parent: Column
    name_space: Column
    name_at: Column
    name_end: Column
    name_times: Column  # as times
    data_first: Column
    data_at: Column  # of the attribute's header
    data_size: Column
    data_name_at: Column
    data_name_end: Column
    data_vcn: Column


@dataclass(slots=True)
class _Bytes:
    """The same bytes as little-endian numbers at every offset, aligned or not."""

    u8: Column
    u16: Column = field(init=False)
    u32: Column = field(init=False)
    u64: Column = field(init=False)

    def __post_init__(self) -> None:
        self.u16, self.u32, self.u64 = (self._wide(width) for width in (2, 4, 8))

    def _wide(self, width: int) -> Column:
        return np.ndarray((len(self.u8) - width + 1,), f"<u{width}", self.u8.data, 0, (1,))


@dataclass(slots=True)
class _Found:
    """Attributes met on the walk: record index, offset of the header, kind, and where the value lies."""

    record: Column
    at: Column
    kind: Column
    outside: Column
    value: Column
    size: Column


def columns(raw: bytearray, size: int, numbers: Column) -> Columns:
    """Read whole records of `size` bytes, in place; nothing in them can make it raise."""
    seen = _Bytes(np.frombuffer(raw, np.uint8))
    starts = np.arange(len(numbers), dtype=np.int64) * size
    fault = _mend(seen, starts, size)
    good = fault == 0
    used, first = seen.u32[starts + 24].astype(np.int64), seen.u16[starts + 20].astype(np.int64)
    _mark(fault, good & ((used > size) | (first < 42)), "record length")
    stated = seen.u32[starts + 44]
    # NTFS 3.1 writes a record's number after its header; older ones keep the update sequence there.
    astray = (fault == 0) & (seen.u16[starts + 4] >= 48) & (stated != (numbers & 0xFFFFFFFF))
    _mark(fault, astray, "record number")
    # mkntfs lays out spare records that bear no number yet and were never used.
    _mark(fault, astray & (stated == 0) & (seen.u16[starts + 22] & 1 == 0), "never written")
    found = _walk(seen, starts, used, first, fault)
    return _gathered(raw, seen, starts, fault, found)


def _mark(fault: Column, where: Column, why: str) -> None:
    fault[where] = FAULTS.index(why)


def _mend(seen: _Bytes, starts: Column, size: int) -> Column:
    """Check signatures and update sequences, put the guarded bytes back; return the faults."""
    fault = np.zeros(len(starts), np.uint8)
    unsigned = np.nonzero(seen.u32[starts] != _FILE)[0]
    grid = seen.u8.reshape(-1, size)
    fault[unsigned] = np.where(grid[unsigned].any(axis=1), FAULTS.index("signature"), 1)
    begin, count = seen.u16[starts + 4].astype(np.int64), seen.u16[starts + 6].astype(np.int64)
    sound = ((count - 1) * _STRIDE == size) & (begin + 2 * count <= _STRIDE - 2)
    _mark(fault, (fault == 0) & ~sound, "update sequence")
    place = np.nonzero(fault == 0)[0]
    rows, marks = starts[place], starts[place] + begin[place]
    sectors = range(1, size // _STRIDE + 1)
    torn = np.zeros(len(place), bool)
    for sector in sectors:
        torn |= seen.u16[rows + sector * _STRIDE - 2] != seen.u16[marks]
    fault[place[torn]] = FAULTS.index("torn write")
    words = seen.u8.view("<u2")
    whole, kept = marks[~torn], rows[~torn]
    saved = [seen.u16[whole + 2 * sector] for sector in sectors]
    for sector, tail in zip(sectors, saved, strict=True):
        words[(kept + sector * _STRIDE - 2) // 2] = tail
    return fault


def _walk(seen: _Bytes, starts: Column, used: Column, first: Column, fault: Column) -> _Found:
    """Step through the attributes of all good records together, one of each at a time."""
    live = np.nonzero(fault == 0)[0]
    at = first[live]
    steps: list[tuple[Column, ...]] = []
    while live.size:
        inside = at + 4 <= used[live]
        _mark(fault, live[~inside], "attributes")
        live, at = live[inside], at[inside]
        more = seen.u32[starts[live] + at] != _END
        live, at = live[more], at[more]
        pos = starts[live] + at
        roomy = at + 24 <= used[live]
        length = np.zeros(len(live), np.int64)
        length[roomy] = seen.u32[pos[roomy] + 4]
        sound = roomy & (length >= 24) & (length % 8 == 0) & (at + length <= used[live])
        _mark(fault, live[~sound], "attributes")
        live, at, pos, length = live[sound], at[sound], pos[sound], length[sound]
        steps.append(_headers(seen, live, pos, length, fault))
        at = at + length
    columns_of = zip(*(steps or [_NONE]), strict=True)
    parts: list[Column] = [np.concatenate(column) for column in columns_of]
    found = _Found(*parts)
    keep = fault[found.record] == 0
    order = np.argsort(found.record[keep], kind="stable")
    return _Found(*(part[keep][order] for part in parts))


_NONE: tuple[Column, ...] = tuple(
    np.zeros(0, kind) for kind in (np.int64, np.int64, np.uint32, bool, np.int64, np.int64)
)


def _headers(seen: _Bytes, live: Column, pos: Column, length: Column, fault: Column) -> tuple[Column, ...]:
    outside = seen.u8[pos + 8] != 0
    name_end = seen.u16[pos + 10].astype(np.int64) + 2 * seen.u8[pos + 9].astype(np.int64)
    size, start = seen.u32[pos + 16].astype(np.int64), seen.u16[pos + 20].astype(np.int64)
    long = outside & (length >= 64)
    _mark(fault, live[outside & ~long], "attribute header")
    _mark(fault, live[~outside & (start + size > length)], "attribute value")
    _mark(fault, live[name_end > length], "attribute name")
    return live, pos, seen.u32[pos], outside, pos + start, size


def nanoseconds_of(filetimes: Column) -> list[int | None]:
    """Turn FILETIMEs into nanoseconds since 1970, exactly; None for zero, which is "not recorded"."""
    given: list[int | None] = ((filetimes.astype(np.int64) - _EPOCH) * 100).tolist()
    odd = (filetimes < _FIRST_EXACT) | (filetimes >= _LAST_EXACT)
    for index in np.nonzero(odd)[0].tolist():
        given[index] = nanoseconds(int(filetimes[index]))
    return given


def _gathered(raw: bytearray, seen: _Bytes, starts: Column, fault: Column, found: _Found) -> Columns:
    names = _names(seen, fault, found)
    data = _pick(found, (found.kind == DATA) & (fault[found.record] == 0))
    times, attributes = _standard(seen, len(starts), found)
    listed = np.zeros(len(starts), bool)
    listed[found.record[found.kind == ATTRIBUTE_LIST]] = True
    flags = seen.u16[starts + 22]
    label = data.at + seen.u16[data.at + 10]
    size, vcn = data.size.astype(np.uint64), np.zeros(len(data.at), np.uint64)
    size[data.outside], vcn[data.outside] = (seen.u64[data.at[data.outside] + step] for step in (48, 16))
    return Columns(
        raw=raw,
        whole=np.nonzero(fault == 0)[0],
        refused=[(index, FAULTS[fault[index]]) for index in np.nonzero(fault > 1)[0].tolist()],
        sequence=seen.u16[starts + 16],
        links=seen.u16[starts + 18],
        in_use=flags & 1 != 0,
        directory=(flags & 2 != 0) | _indexed(seen, len(starts), found),
        base=seen.u64[starts + 32],
        listed=listed,
        attributes=attributes,
        times=times,
        name_first=_firsts(names.record, len(starts)),
        name_parent=seen.u64[names.value],
        name_space=seen.u8[names.value + 65],
        name_at=names.value + 66,
        name_end=names.value + 66 + 2 * seen.u8[names.value + 64].astype(np.int64),
        name_times=_four(seen, names.value + 8),
        data_first=_firsts(data.record, len(starts)),
        data_at=data.at,
        data_size=size,
        data_name_at=label,
        data_name_end=label + 2 * seen.u8[data.at + 9].astype(np.int64),
        data_vcn=vcn,
    )


def _pick(found: _Found, keep: Column) -> _Found:
    parts = (found.record, found.at, found.kind, found.outside, found.value, found.size)
    return _Found(*(part[keep] for part in parts))


def _names(seen: _Bytes, fault: Column, found: _Found) -> _Found:
    names = _pick(found, (found.kind == FILE_NAME) & ~found.outside)
    short = names.size < 66
    units = np.zeros(len(names.at), np.int64)
    units[~short] = seen.u8[names.value[~short] + 64]
    _mark(fault, names.record[short | (names.size < 66 + 2 * units)], "file name")
    return _pick(names, fault[names.record] == 0)


def _firsts(records: Column, count: int) -> Column:
    """Return where each record's part of a column begins, and the end."""
    return np.searchsorted(records, np.arange(count + 1))


def _indexed(seen: _Bytes, count: int, found: _Found) -> Column:
    """Say which records hold an index of names: one cleared bit must not hide what a folder holds."""
    roots = _pick(found, (found.kind == INDEX_ROOT) & (seen.u8[found.at + 9] == 4))
    named = seen.u64[roots.at + seen.u16[roots.at + 10]] == _INDEX_NAME
    answer = np.zeros(count, bool)
    answer[roots.record[named]] = True
    return answer


def _standard(seen: _Bytes, count: int, found: _Found) -> tuple[Column, Column]:
    """Return the times and the attribute bits of each record's first $STANDARD_INFORMATION."""
    places = _pick(found, (found.kind == STANDARD_INFORMATION) & ~found.outside)
    value = np.full(count, -1, np.int64)
    value[places.record[::-1]] = np.where(places.size >= 36, places.value, -1)[::-1]
    known = np.nonzero(value >= 0)[0]
    times = np.zeros((count, 4), np.uint64)
    times[known] = _four(seen, value[known])
    attributes = np.zeros(count, np.uint32)
    attributes[known] = seen.u32[value[known] + 32]
    return times, attributes


def _four(seen: _Bytes, at: Column) -> Column:
    return np.stack([seen.u64[at + step] for step in (0, 8, 16, 24)], axis=1)
