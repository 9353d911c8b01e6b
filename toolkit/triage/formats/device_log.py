"""When a device was first installed, from the log Windows keeps of it, in the machine's local time.

Format: Microsoft, "SetupAPI text logs": sections begin with ">>>  [title - device]" and ">>>  Section start".
"""

import re

LIMIT = 64 * 1024 * 1024  # bytes read
_DEVICES = 50_000
_SECTION = re.compile(
    rb">>>  \[[^\r\n\]]{0,100} - ((?:USBSTOR|USB|SCSI|SWD\\WPDBUSENUM)\\[^\r\n\]]{1,400})\][^\n]{0,100}\n"
    rb">>>  Section start (\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d)",
    re.IGNORECASE,
)


def first_seen(data: bytes) -> dict[str, str]:
    """Return the first date of each device in ISO form, by its name in small letters."""
    found: dict[str, str] = {}
    for section in _SECTION.finditer(data):
        name = section[1].decode("utf-8", "replace").casefold()
        year, month, day, clock = (section[part].decode("ascii") for part in (2, 3, 4, 5))
        when = f"{year}-{month}-{day}T{clock}"
        if name in found or len(found) < _DEVICES:
            found[name] = min(when, found.get(name, when))
    return found
