"""Event logs: every event read whole, as the inventory never does, and the counts of the chunks' heads."""

import lzma
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from demo.builder.evtx import LogEvent, log
from toolkit.errors import Unreadable
from toolkit.media import event_log
from toolkit.records import Entry, EntryKind, Unread

_BESIDE = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "evtx"
_HEAD, _CHUNK = 4096, 0x10000
_WHEN = 1_790_000_000_000_000_000


class OneFile:
    """A source that holds one file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.entry = Entry("", "Security.evtx", EntryKind.FILE, len(content))

    def open(self, _: Entry) -> BinaryIO:
        return BytesIO(self._content)


def seeds() -> list[bytes]:
    """Return a log of ours, and the first two chunks of real ones where they are at hand."""
    data = {"TargetUserName": "accueil", "IpAddress": "203.0.113.7", "LogonType": "10"}
    cleared = {"SubjectUserName": "accueil", "Channel": "Security"}
    ours = [
        LogEvent(
            "Microsoft-Windows-Security-Auditing",
            4625,
            _WHEN + n * 10**9,
            "Security",
            data,
            user_sid="S-1-5-18",
        )
        for n in range(40)
    ]
    ours.append(
        LogEvent("Microsoft-Windows-Eventlog", 104, _WHEN, "System", cleared, user_data="LogFileCleared")
    )
    real = [lzma.decompress(path.read_bytes()) for path in sorted(_BESIDE.glob("*.xz"))]
    return [log(ours), *(one[: _HEAD + 2 * _CHUNK] for one in real)]


def read(data: bytes) -> str:
    """Return "ok" or the code of the first failure."""
    source = OneFile(data)
    try:
        event_log.outline(source, source.entry)  # type: ignore[arg-type]  # one file is all it asks for
        failures = [
            found.why
            for found in event_log.events(source, source.entry)  # type: ignore[arg-type]  # same
            if isinstance(found, Unread)
        ]
    except Unreadable as error:
        return error.why
    return failures[0] if failures else "ok"
