"""Event logs: every event read whole and made a row, and the counts of the chunks' heads."""

import lzma
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from demo.builder.evtx import LogEvent, log
from toolkit.errors import Unreadable
from toolkit.media import event_log
from toolkit.records import Entry, EntryKind, Unread
from toolkit.triage.events.groups import Groups
from toolkit.triage.events.rows import row
from toolkit.triage.events.signed import SESSIONS, SignIns

_BESIDE = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "evtx"
_HEAD, _CHUNK = 4096, 0x10000
_WHEN = 1_790_000_000_000_000_000
# Events of which a value is taken apart.
_READ_FURTHER = (
    ("EventLog", 6008, {"Binary": "EA070900020016000400000000000000EA070900020016000200000000000000"}),
    ("Service Control Manager", 7036, {"Binary": "5600530053002F0034000000"}),
    ("Microsoft-Windows-Kernel-General", 1, {"OldTime": "2026-10-11T00:00:00.0Z",
                                             "NewTime": "2026-10-11T02:00:00.0Z"}),
    ("Microsoft-Windows-TerminalServices-LocalSessionManager", 21, {"User": "PC\\c", "Address": "LOCAL"}),
    ("Microsoft-Windows-Security-Auditing", 4698, {"TaskName": "\\a", "TaskContent": "<Command>x</Command>"}),
    ("Microsoft-Windows-PowerShell", 4104, {"ScriptBlockText": "wevtutil cl Security"}),
)  # fmt: skip


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
    ours += [
        LogEvent(provider, number, _WHEN, "System", values) for provider, number, values in _READ_FURTHER
    ]
    real = [lzma.decompress(path.read_bytes()) for path in sorted(_BESIDE.glob("*.xz"))]
    return [log(ours), *(one[: _HEAD + 2 * _CHUNK] for one in real)]


def read(data: bytes) -> str:
    """Return "ok" or the code of the first failure."""
    source = OneFile(data)
    try:
        event_log.outline(source, source.entry)  # type: ignore[arg-type]  # one file is all it asks for
        found = list(event_log.events(source, source.entry))  # type: ignore[arg-type]  # same
    except Unreadable as error:
        return error.why
    groups, signed = Groups(), SignIns()
    for event in found:
        told = row(event) if isinstance(event, event_log.Event) else None
        if told is not None and isinstance(event, event_log.Event):
            for channel in ("Security", SESSIONS):
                signed.add(event, told, channel)
            groups.add(told)
    return next((one.why for one in found if isinstance(one, Unread)), "ok")
