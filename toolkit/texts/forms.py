"""Dates, sizes and attackers' addresses as a reader of one language expects them."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from toolkit.texts import Speech
from toolkit.texts.typography import FIXED

# Our own copy of the zone: those of the machine, and the variable that names them, may say anything.
with files("tzdata.zoneinfo.Europe").joinpath("Paris").open("rb") as _zone:
    _PARIS = ZoneInfo.from_file(_zone, key="Europe/Paris")
_UNITS = 4
_MINUTE = timedelta(minutes=1)


def moment(speech: Speech, nanoseconds: int | None) -> str:
    """Return a time as Paris shows it with UTC beside it, or the word for unknown."""
    when = _utc(nanoseconds)
    if when is None:
        return speech.say("screen.time_unknown")
    paris = when.astimezone(_PARIS)
    return speech.say(
        "screen.moment",
        day=speech.say(f"screen.day_{paris.weekday()}"),
        date=day_of_month(speech, paris.day),
        month=speech.say(f"screen.month_{paris.month}"),
        year=paris.year,
        paris=paris.strftime("%H:%M:%S"),
        utc=when.strftime("%Y-%m-%d %H:%M:%S"),
    )


def spoken(speech: Speech, nanoseconds: int | None) -> str:
    """Return a time of Paris as people say it, to the minute; deadlines and what people told are no finer."""
    when = _utc(nanoseconds)
    if when is None:
        return speech.say("screen.time_unknown")
    paris = when.astimezone(_PARIS)
    return speech.say(
        "legal.spoken",
        day=speech.say(f"screen.day_{paris.weekday()}"),
        date=day_of_month(speech, paris.day),
        month=speech.say(f"screen.month_{paris.month}"), year=paris.year,
        hour=paris.hour, minute=f"{paris:%M}",
    )  # fmt: skip


def span(speech: Speech, lasting: timedelta) -> str:
    """Return a length of time in days, hours and minutes; a minute begun does not count any more."""
    hours, minutes = divmod(lasting // _MINUTE, 60)
    days, hours = divmod(hours, 24)
    code = "span_days" if days > 1 else "span_day" if days else "span_hours"
    return speech.say(f"deadlines.{code}", days=days, hours=hours, minutes=minutes)


def day_of_month(speech: Speech, day: int) -> str:
    """Return the number of a day as it is written before its month: French says « 1er », then 2, 3…"""
    return speech.say("screen.first_of_month") if day == 1 else str(day)


def stamp(nanoseconds: int | None) -> str:
    """Return a time in UTC for tables, to the 100 ns that NTFS keeps; "" when there is none."""
    when = _utc(nanoseconds)
    if when is None or nanoseconds is None:
        return ""
    fraction = nanoseconds % 1_000_000_000 // 100
    return f"{when:%Y-%m-%d %H:%M:%S}" + (f".{fraction:07d}Z" if fraction else "Z")


def _utc(nanoseconds: int | None) -> datetime | None:
    if nanoseconds is None:
        return None
    try:
        return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        # Forged times reach beyond what a calendar holds.
        return None


def amount(speech: Speech, size: int) -> str:
    """Return a number of bytes in the largest decimal unit that keeps it above one."""
    value, unit = float(size), 0
    while value >= 1000 and unit < _UNITS:
        value /= 1000
        unit += 1
    shown = f"{value:.0f}" if unit == 0 else f"{value:.1f}"
    if speech.language == "fr":
        shown = shown.replace(".", ",")
    return f"{shown} {speech.say(f'screen.bytes_{unit}', size=size)}"


def share(part: int, whole: int) -> str:
    """Return a percentage that never rounds something to nothing, nor less than all to all."""
    if whole <= 0:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 1:
        return f"< 1{FIXED}%"
    if percent < 100 < percent + 0.5:
        return f"> 99{FIXED}%"
    return f"{percent:.0f}{FIXED}%"


_LINKS = frozenset({"email", "onion", "url", "jabber", "telegram", "mistyped"})


def defanged(kind: str, address: str) -> str:
    """Break an address so that no program turns it into a link; amounts and identifiers stay as written."""
    if kind not in _LINKS:
        return address
    return address.replace("@", "[@]").replace(".", "[.]").replace("://", "[:]//")
