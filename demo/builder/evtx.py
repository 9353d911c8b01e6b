"""A writer of Windows event logs from plain values: the same events give the same bytes.

Format 3.1, as in "Windows XML Event Log (EVTX) format" by J. Metz (libevtx documentation): a file header,
then chunks of 64 KiB, each with its own names and templates, and a checksum of all of it.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from demo.builder import evtx_xml as xml

CHUNK = 0x10000
_RECORDS = 512  # where the records of a chunk begin
_EPOCH = 11_644_473_600 * 10**9  # nanoseconds from 1601 to 1970


@dataclass(frozen=True)
class LogEvent:
    """One event; `user_data` names the element that holds `data` below UserData instead of EventData."""

    provider: str
    event_id: int
    at_ns: int
    channel: str
    data: Mapping[str, str] = field(default_factory=dict)
    guid: str = ""
    level: int = 4
    computer: str = "POSTE1"
    user_sid: str = ""
    record: int | None = None  # None: one after the event before
    user_data: str = ""
    keywords: int = 0x8000_0000_0000_0000


class _Chunk:
    """The records, names and templates of one chunk as it fills."""

    def __init__(self) -> None:
        self.page = xml.Page(bytearray(_RECORDS))
        self.records: list[int] = []
        self.last = 0  # offset of the last record

    def add(self, event: LogEvent, record: int) -> bool:
        """Append one record; False, and nothing changed, when the chunk has no room for it."""
        before = self.page.copy()
        start = len(self.page.data)
        self.page.data += b"\x2a\x2a\0\0" + struct.pack("<IQQ", 0, record, filetime(event.at_ns))
        self._body(event, record)
        self.page.data += bytes(-(len(self.page.data) - start + 4) % 8)
        size = len(self.page.data) - start + 4
        struct.pack_into("<I", self.page.data, start + 4, size)
        self.page.data += struct.pack("<I", size)
        if len(self.page.data) > CHUNK:
            self.page = before
            return False
        self.records.append(record)
        self.last = start
        return True

    def _body(self, event: LogEvent, record: int) -> None:
        template = xml.Template(
            event.provider, event.guid, event.event_id, tuple(event.data), event.user_data, event.keywords
        )
        values = [
            (xml.UINT16, struct.pack("<H", event.event_id)),
            (xml.UINT8, struct.pack("<B", event.level)),
            (xml.FILETIME, struct.pack("<Q", filetime(event.at_ns))),
            (xml.UINT64, struct.pack("<Q", record)),
            (xml.TEXT, _utf16(event.channel)),
            (xml.TEXT, _utf16(event.computer)),
            (xml.SID, _sid(event.user_sid)) if event.user_sid else (xml.NULL, b""),
        ]
        xml.instance(self.page, template, [*values, *((xml.TEXT, _utf16(v)) for v in event.data.values())])

    def bytes(self, first_number: int) -> bytes:
        free = len(self.page.data)
        whole = self.page.data + bytes(CHUNK - free)
        last_number = first_number + len(self.records) - 1
        head = (first_number, last_number, min(self.records), max(self.records), 128, self.last, free)
        struct.pack_into("<8s4QIII", whole, 0, b"ElfChnk\0", *head)
        struct.pack_into("<64I", whole, 128, *self.page.names)
        struct.pack_into("<32I", whole, 384, *self.page.templates)
        return checked_chunk(bytes(whole))


def log(events: Sequence[LogEvent], *, first_record: int = 1) -> bytes:
    """Return the bytes of a log that was closed properly, the events in the order given."""
    chunks = list(_chunks(events, first_record))
    number = 1
    parts: list[bytes] = []
    for chunk in chunks:
        parts.append(chunk.bytes(number))
        number += len(chunk.records)
    following = max((record for chunk in chunks for record in chunk.records), default=first_record - 1) + 1
    return file_header(len(chunks), following) + b"".join(parts)


def _chunks(events: Sequence[LogEvent], first_record: int) -> Iterator[_Chunk]:
    chunk, following = _Chunk(), first_record
    for event in events:
        record = following if event.record is None else event.record
        following = record + 1
        if chunk.add(event, record):
            continue
        if chunk.records:
            yield chunk
        chunk = _Chunk()
        if not chunk.add(event, record):
            raise ValueError("an event larger than a chunk")
    if chunk.records:
        yield chunk


def file_header(chunks: int, next_record: int, *, flags: int = 0) -> bytes:
    """Return the first 4096 bytes of a log; flag 1 is "not closed", flag 4 "no checksums"."""
    last = max(chunks - 1, 0)
    head = struct.pack("<8s3QIHHHH76x", b"ElfFile\0", 0, last, next_record, 128, 1, 3, 4096, chunks & 0xFFFF)
    return (head + struct.pack("<II", flags, zlib.crc32(head))).ljust(4096, b"\0")


def checked_chunk(chunk: bytes) -> bytes:
    """Return a chunk with the checksums its bytes call for."""
    whole = bytearray(chunk)
    free = struct.unpack_from("<I", whole, 48)[0]
    struct.pack_into("<I", whole, 52, zlib.crc32(whole[_RECORDS:free]))
    struct.pack_into("<I", whole, 124, zlib.crc32(whole[:120] + whole[128:512]))
    return bytes(whole)


def filetime(at_ns: int) -> int:
    return (at_ns + _EPOCH) // 100


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _sid(text: str) -> bytes:
    revision, authority, *parts = (int(part) for part in text.split("-")[1:])
    return struct.pack(f"<BB6s{len(parts)}I", revision, len(parts), authority.to_bytes(6, "big"), *parts)
