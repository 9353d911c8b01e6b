"""Windows event logs of a source: events with their values, counts, gaps, and what could not be read.

The binary XML is read here rather than by a library: the number of an event is found without reading the
rest of it, and no log, whatever it says, makes us use more than one chunk's memory and a set amount of work.
Source: "Windows XML Event Log (EVTX) format", J. Metz (libevtx documentation).
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.event_log import chunk as event_chunk
from toolkit.media.event_log.chunk import CHUNK, HEADER, Head, Record
from toolkit.media.event_log.tally import Tally
from toolkit.media.event_log.xml import (
    LETTERS_LIMIT,
    WORK_LIMIT,
    Damaged,
    Filled,
    Page,
    Part,
    elements,
    filled,
    fragment,
)
from toolkit.media.registry.values import filetime
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread

__all__ = ["Event", "Tally", "Wanted", "events", "outline"]

LOG_LIMIT = 512 * 1024 * 1024  # bytes; Windows' own largest default is 20 MB, 4 GB can be set
EXHAUSTED_LIMIT = 20  # chunks that use half their work, which no honest one does; the rest is only counted
TEXT_LIMIT = 256 * 1024  # characters of one event; honest ones stay below 32,000
_FILE_MAGIC = b"ElfFile\0"
_FILE_HEADER = 4096
_NO_SUMS = 4
_HELD = 20  # places told of one kind of failure
_BODIES = ("EventData", "UserData")
_SAME = 10**9  # ns; the head of a record and its content are dated within milliseconds
_HEXADECIMAL = re.compile("0x[0-9a-f]{1,16}", re.IGNORECASE)
_1970 = datetime(1970, 1, 1, tzinfo=UTC)

Wanted = Callable[[str, int], bool]
_BROKEN = (Damaged, struct.error, IndexError, ValueError, OverflowError, UnicodeError)


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `values` are those of EventData or UserData, unnamed ones being "param1", "param2"…"""

    log: str
    provider: str
    event_id: int
    record: int
    at_ns: int | None
    computer: str
    user: str | None  # SID
    values: Mapping[str, str]
    keywords: int = 0  # bits; 0 where the event tells none


@dataclass(slots=True)
class _Log:
    """One open log and what fails in it, by kind."""

    stream: BinaryIO
    size: int
    flags: int = 0
    announced: int = 0  # chunks, as the file header says
    failures: dict[str, list[int]] = field(default_factory=dict)
    exhausted: int = 0

    def fail(self, why: str, place: int) -> None:
        self.failures.setdefault(why, []).append(place)

    def told(self, entry: Entry) -> Iterator[Unread]:
        for why, places in self.failures.items():
            listed = ", ".join(map(str, places[:_HELD]))
            more = f" +{len(places) - _HELD}" if len(places) > _HELD else ""
            yield Unread(entry.volume, entry.path, why, listed + more)


def events(
    source: Source, entry: Entry, wanted: Wanted | None = None, tally: Tally | None = None
) -> Iterator[Event | Unread]:
    """Yield the events of a log in the order of their numbers, then what could not be read.

    `wanted` is asked, by provider and event number, which ones are read whole and yielded; `tally` counts
    all of them. The detail of a failure is the number of its chunks, or of its records. A record whose head
    is that of another, as a copy of a disk in use may hold, bears the number and the time of its content, and
    is told by `event_head_of_another`. Raises Unreadable
    `event_log_too_large`, `event_log_damaged` when it is no event log, or what the source says.
    """
    tally = Tally() if tally is None else tally
    log = _open(source, entry)
    try:
        for number, told in _heads(log):
            yield from _chunk(log, number, told, wanted, tally)
    except Unreadable as error:
        yield Unread(entry.volume, entry.path, error.why, error.detail)
    finally:
        log.stream.close()
    tally.settle()
    yield from log.told(entry)


def outline(source: Source, entry: Entry) -> tuple[Tally, list[Unread]]:
    """Return a log's counts as the heads of its chunks give them, and what failed; raises as `events`."""
    log, tally = _open(source, entry), Tally()
    try:
        for number, told in _heads(log):
            if not told.count:
                continue
            at = _FILE_HEADER + number * CHUNK
            first = _time(_read(log.stream, at + HEADER, 24))
            last = _time(_read(log.stream, at + told.last_offset, 24))
            tally.add_run(told.first, told.last, first, last)
    finally:
        log.stream.close()
    tally.settle()
    return tally, list(log.told(entry))


def _time(record: bytes) -> int | None:
    whole = len(record) == 24 and record.startswith(b"\x2a\x2a\0\0")
    return filetime(struct.unpack_from("<Q", record, 16)[0]) if whole else None


def _open(source: Source, entry: Entry) -> _Log:
    if entry.kind is not EntryKind.FILE:
        raise Unreadable("not_a_file")
    if entry.size > LOG_LIMIT:
        raise Unreadable("event_log_too_large", str(entry.size))
    log = _Log(source.open(entry), entry.size)
    try:
        _file_header(log)
    except BaseException:
        log.stream.close()
        raise
    return log


def _file_header(log: _Log) -> None:
    first = _read(log.stream, 0, 128)
    if len(first) == 128 and first.startswith(_FILE_MAGIC):
        log.announced, log.flags = struct.unpack_from("<H76xI", first, 42)
    elif _read(log.stream, _FILE_HEADER, 8) == event_chunk.MAGIC:
        log.fail("event_log_header_damaged", 0)
    else:
        raise Unreadable("event_log_damaged")


def _read(stream: BinaryIO, offset: int, size: int) -> bytes:
    stream.seek(offset)
    return stream.read(size)


def _heads(log: _Log) -> list[tuple[int, Head]]:
    """Return the number on disk of each chunk that is one, in the order of the records."""
    found = []
    for number in range(-(-max(0, log.size - _FILE_HEADER) // CHUNK)):
        data = _read(log.stream, _FILE_HEADER + number * CHUNK, HEADER)
        told = event_chunk.head(data)
        if told is not None:
            found.append((number, told))
        elif any(data) or number < log.announced:
            log.fail("event_chunk_damaged" if any(data) else "event_chunk_empty", number)
    return sorted(found, key=lambda one: (one[1].first, one[0]))


def _chunk(log: _Log, number: int, told: Head, wanted: Wanted | None, tally: Tally) -> Iterator[Event]:
    data = _read(log.stream, _FILE_HEADER + number * CHUNK, CHUNK)
    if len(data) < CHUNK:
        log.fail("event_log_cut", number)
        data = data.ljust(CHUNK, b"\0")
    elif not log.flags & _NO_SUMS and not event_chunk.sums_hold(data, told):
        log.fail("event_chunk_checksum", number)
    page, seen = Page(data), 0
    for record in event_chunk.records(data, told):
        seen += 1
        event = _event(log, page, record, wanted)
        tally.add(record, damaged=event is False)
        if isinstance(event, Event):
            yield event
    if seen < told.count:
        log.fail("event_chunk_torn", number)
    if page.work < WORK_LIMIT // 2 or page.letters < LETTERS_LIMIT // 2:
        log.exhausted += 1


def _event(log: _Log, page: Page, record: Record, wanted: Wanted | None) -> Event | bool:
    """Return an event, True when it is not wanted, False when it cannot be read."""
    if log.exhausted >= EXHAUSTED_LIMIT:
        log.fail("event_limit", record.number)
        return False
    try:
        whole = fragment(page, record.start, record.end)
        places = _places(page, whole)
        provider = filled(page, whole, places["Provider"])
        event_id = int(filled(page, whole, places["EventID"]))
        if wanted is not None and not wanted(provider, event_id):
            return True
        values = _values(page, whole)
        told = {name: filled(page, whole, parts) for name, parts in places.items()}
        number, at_ns = _numbered(log, record, told)
    except Damaged as error:
        log.fail(str(error), record.number)
        return False
    except _BROKEN:
        log.fail("event_damaged", record.number)
        return False
    return Event(
        told["Channel"], provider, event_id, number, at_ns, told["Computer"], told["Security"] or None,
        values, _bits(told["Keywords"]),
    )  # fmt: skip


def _numbered(log: _Log, record: Record, told: Mapping[str, str]) -> tuple[int, int | None]:
    """Return the number and the time of a record: those of its content where its head is another's."""
    written = told["EventRecordID"]
    if not written.isdecimal() or int(written) == record.number or record.at_ns is None:
        return record.number, record.at_ns
    when = datetime.fromisoformat(told["TimeCreated"]) if told["TimeCreated"] else None
    at_ns = (when - _1970) // timedelta(microseconds=1) * 1000 if when else None
    # An event sent by another machine keeps its number there, and both times agree.
    if at_ns is None or abs(at_ns - record.at_ns) < _SAME:
        return record.number, record.at_ns
    log.fail("event_head_of_another", record.number)
    return int(written), at_ns


def _bits(text: str) -> int:
    return int(text, 16) if _HEXADECIMAL.fullmatch(text) else 0


def _places(page: Page, whole: Filled) -> dict[str, list[Part]]:
    """Return where System tells what matters, found in the template once for all its records."""
    known = page.places.get(id(whole.nodes))
    if known is not None:
        return known[1]
    places: dict[str, list[Part]] = {name: [] for name in _SYSTEM}
    for node in whole.nodes:
        if len(node.path) == 3 and node.path[1] == "System" and node.path[2] in _SYSTEM:
            attribute = _SYSTEM[node.path[2]]
            places[node.path[2]] = dict(node.attributes).get(attribute, []) if attribute else node.parts
    page.places[id(whole.nodes)] = (whole.nodes, places)
    return places


# The elements of System, with the attribute that holds the answer where the element itself does not.
_SYSTEM = {
    "Provider": "Name", "EventID": "", "Keywords": "", "TimeCreated": "SystemTime", "EventRecordID": "",
    "Channel": "", "Computer": "", "Security": "UserID",
}  # fmt: skip


def _values(page: Page, whole: Filled) -> dict[str, str]:
    found: dict[str, str] = {}
    length = unnamed = 0
    for element in elements(page, whole, _BODIES):
        body, name = element.path[1:2], element.path[-1]
        if body == ("EventData",) and len(element.path) == 3 and name == "Data":
            unnamed += 1
            name = element.attributes.get("Name") or f"param{unnamed}"
        elif len(element.path) < 3 or (body == ("UserData",) and len(element.path) < 4):
            continue
        length += len(element.text)
        if length > TEXT_LIMIT:
            raise Damaged("event_limit")
        found.setdefault(name, element.text)
    page.spell(length)
    return found
