"""The dates of one column, and whether they tell when somebody worked: not births, not appointments to come.

Column names are French and English words of practice software; thresholds are a choice, not a measure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

DAY = 86_400 * 10**9  # ns
_OLD = -(365 * 30) // 10  # days before 1970 below which only births lie: a thousand, about three years
_ENOUGH = 5  # dates in a column that one setting or one licence does not fill
_DAYS = 100_000  # distinct days kept, more than 250 years
_EPOCH = 719_163  # proleptic day number of 1970-01-01, datetime.date(1970, 1, 1).toordinal()
_BIRTH = re.compile(r"nais|birth|ddn|dob$|born|deces|death")
_PLANNED = re.compile(
    r"rdv|rendez|appoint|planning|agenda|prevu|echeance|due|expir|valid|rappel|recall|(^|_)(fin|end)(_|$)|"
    r"debut|start|next|prochain"
)
_DATING = re.compile(
    r"date|time|jour|heure|stamp|horod|(^|_)(at|le|on|ts|dt)($|_)|created|updated|modif|maj|saisi|nais"
)
_ISO = re.compile(r"((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?:[ T]([0-2]\d):([0-5]\d)(?::([0-5]\d))?)?")
_FRENCH = re.compile(r"([0-3]\d)/([01]\d)/((?:19|20)\d\d)(?:[ T]+([0-2]\d)[:h]([0-5]\d)(?::([0-5]\d))?)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:[T_ ]?([0-2]\d)([0-5]\d)([0-5]\d)?Z?)?\Z")
_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(slots=True)
class Column:
    """The days met in one column: how many of each, and the last moment of it."""

    name: str = ""
    table: str = ""
    days: dict[int, list[int]] = field(default_factory=dict)

    def add(self, when: int) -> None:
        day = when // DAY
        one = self.days.get(day)
        if one is not None:
            one[0] += 1
            one[1] = max(one[1], when)
        elif len(self.days) < _DAYS:
            self.days[day] = [1, when]

    def newest(self, latest: int) -> int | None:
        """Return the newest date that was past, of a column whose dates tell when somebody worked."""
        if _BIRTH.search(self.name) or sum(count for count, _ in self.days.values()) < _ENOUGH:
            return None
        if any(day < _OLD for day in self.days) or any(when > latest for _, when in self.days.values()):
            return None
        return max(when for _, when in self.days.values())

    @property
    def planned(self) -> bool:
        return bool(_PLANNED.search(self.name) or _PLANNED.search(self.table))


def newest_of(columns: Iterable[Column], latest: int) -> int | None:
    """Return the newest date of them all; those named after appointments count where nothing else tells.

    An agenda that still is in use has dates to come: one whose last appointment is past is old all the same.
    """
    found = [(one, when) for one in columns if (when := one.newest(latest)) is not None]
    kept = [when for one, when in found if not one.planned] or [when for _, when in found]
    return max(kept, default=None)


def is_dating(name: str, declared: str = "") -> bool:
    """Tell a column whose numbers may be dates, by its name and declared type, folded."""
    return bool(_DATING.search(name) or "date" in declared or "time" in declared)


def of_text(text: str, *, dating: bool = False) -> int | None:
    """Return the date a text begins with, in ns, or None; 20261010 only in a column that is `dating`."""
    if found := _ISO.match(text):
        return _moment(*found.groups())
    if found := _FRENCH.match(text):
        day, month, year, *rest = found.groups()
        return _moment(year, month, day, *rest)
    found = _COMPACT.match(text) if dating else None
    return _moment(*found.groups()) if found else None


def of_number(value: float) -> int | None:
    """Return the date of a number in a dating column, in ns: Unix, FILETIME, .NET, Julian or OLE, or None."""
    if not value > 0:
        return None
    whole = int(value) if value < 2**63 else 0
    if 19_000_101 <= whole <= 21_001_231 and whole == value:
        return of_text(str(whole), dating=True)
    if 2_433_283 <= value <= 2_488_070:  # Julian days of 1950 to 2100
        return int((value - 2_440_587.5) * DAY)
    if 18_264 <= value <= 73_051:  # OLE automation days of 1950 to 2100
        return int((value - 25_569) * DAY)
    for least, most, unit, origin in (
        (631_152_000, 4_102_444_800, 10**9, 0),  # Unix seconds of 1990 to 2100, then milli and microseconds
        (631_152_000_000, 4_102_444_800_000, 10**6, 0),
        (631_152_000_000_000, 4_102_444_800_000_000, 10**3, 0),
        (122_000_000_000_000_000, 157_600_000_000_000_000, 100, 116_444_736_000_000_000),
        (627_000_000_000_000_000, 662_000_000_000_000_000, 100, 621_355_968_000_000_000),
    ):
        if least <= value <= most:
            return (whole - origin) * unit
    return None


def _moment(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None
) -> int | None:
    start = _day(int(year), int(month), int(day))
    if start is None:
        return None
    return start + ((int(hour or 0) * 60 + int(minute or 0)) * 60 + int(second or 0)) * 10**9


@lru_cache(maxsize=65_536)
def _day(year: int, month: int, day: int) -> int | None:
    if not 1 <= month <= 12 or not 1 <= day <= _MONTH[month]:
        return None
    before = year - 1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    passed = sum(_MONTH[1:month]) - (month > 2 and not leap)
    return (before * 365 + before // 4 - before // 100 + before // 400 + passed + day - _EPOCH) * DAY
