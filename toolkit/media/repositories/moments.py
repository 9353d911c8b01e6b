"""Moments as backup programs write them in text, in nanoseconds UTC."""

import calendar
import re

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:Z|([+-])(\d\d):(\d\d))?", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


def rfc3339(text: object) -> int | None:
    """Return the moment of "2026-10-10T10:00:00.5+02:00", taken as UTC without a zone; None if it is none."""
    found = _RFC3339.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    moment = _seconds(found)
    if moment is None:
        return None
    if found[8]:
        moment -= (1 if found[8] == "+" else -1) * (int(found[9]) * 3600 + int(found[10]) * 60)
    return moment * 1_000_000_000 + int((found[7] or "0").ljust(9, "0"))


def compact(text: object) -> int | None:
    """Return the moment of "20261010T100000Z", None if it is none."""
    found = _COMPACT.fullmatch(text) if isinstance(text, str) else None
    moment = _seconds(found) if found is not None else None
    return None if moment is None else moment * 1_000_000_000


def _seconds(found: re.Match[str]) -> int | None:
    year, month, day, *clock = (int(found[at]) for at in range(1, 7))
    # Programs write the year 1 for "not known"; nanoseconds of 64 bits end in 2262.
    if not 1601 <= year <= 2261 or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return calendar.timegm((year, month, day, *clock))
