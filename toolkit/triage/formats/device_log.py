"""When a device was first installed, from the log Windows keeps of it, in the machine's local time.

Format: Microsoft, "SetupAPI text logs": sections begin with ">>>  [title - device]" and ">>>  Section start".
"""

import re
from collections.abc import Iterator

LIMIT = 64 * 1024 * 1024  # bytes read
_DEVICES = 50_000
_BEGINS, _DATED = b">>>  [", b">>>  Section start "
_LONGEST = 1_000  # bytes of a line that is looked at; a name has 400 at most
_BUSES = (b"usbstor\\", b"usb\\", b"scsi\\", b"swd\\wpdbusenum\\")
_DATE = re.compile(rb"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d)")


def first_seen(data: bytes) -> dict[str, str]:
    """Return the first date of each device in ISO form, by its name in small letters."""
    found: dict[str, str] = {}
    for name, when in _sections(data):
        if name in found or len(found) < _DEVICES:
            found[name] = min(when, found.get(name, when))
    return found


def _sections(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and date of each section, going from line to line: no byte is read more than twice."""
    place = data.find(_BEGINS)
    while place >= 0:
        end = data.find(b"\n", place)
        if end < 0:
            return
        after = data[end + 1 : end + 1 + len(_DATED) + 24]
        name = _name(data[place : min(end, place + _LONGEST)])
        if name and after.startswith(_DATED) and (date := _DATE.match(after, len(_DATED))):
            year, month, day, clock = (part.decode("ascii") for part in date.groups())
            yield name.decode("utf-8", "replace").casefold(), f"{year}-{month}-{day}T{clock}"
        place = data.find(_BEGINS, end)


def _name(line: bytes) -> bytes | None:
    title, closed, _ = line[len(_BEGINS) :].partition(b"]")
    _, parted, name = title.rpartition(b" - ")
    return name if closed and parted and name.lower().startswith(_BUSES) else None
