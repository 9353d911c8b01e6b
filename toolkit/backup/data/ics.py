"""Calendars: when an appointment was last written, and whether the file ends as one does (RFC 5545)."""

import re
from typing import BinaryIO

from toolkit.backup.data.columns import Column, of_text
from toolkit.backup.data.dated import Dated, How, Limits

_LINE = 64 * 1024
_MOMENT = re.compile(rb"(CREATED|LAST-MODIFIED|DTSTAMP|DTSTART)[^:\r\n]{0,200}:(\d{8}(?:T\d{6}Z?)?)")
# What says when somebody worked, the best first: DTSTAMP may be the moment of the export.
_WORTH = (("CREATED", "LAST-MODIFIED"), ("DTSTAMP",), ("DTSTART",))


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return events and newest date; None where it is no calendar. Raises Unreadable as the medium does."""
    if b"BEGIN:VCALENDAR" not in stream.read(256).upper():
        return None
    stream.seek(0)
    columns: dict[str, Column] = {}
    events = opened = 0
    while line := stream.readline(_LINE):
        start = line[:32].strip().upper()
        events += start == b"BEGIN:VEVENT"
        opened += (start == b"BEGIN:VCALENDAR") - (start == b"END:VCALENDAR")
        if found := _MOMENT.match(line):
            when = of_text(found[2].decode(), dating=True)
            if when is not None and when <= limits.latest:
                columns.setdefault(found[1].decode(), Column()).add(when)
    newest = None
    for names in _WORTH:
        dates = [when for name in names if name in columns for _, when in columns[name].days.values()]
        newest = newest if newest is not None else max(dates, default=None)
    return Dated(
        "ics",
        newest,
        How.NONE if newest is None else How.DATA,
        events,
        faults=("dump_cut",) if opened > 0 else (),
    )
