"""The clocks that start when the practice knows, and the time of that moment as a person types it.

Hours are plain elapsed hours, nights, week-ends and clock changes included: no text read so far counts them
otherwise.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from importlib.resources import files
from zoneinfo import ZoneInfo

from toolkit.legal import facts
from toolkit.legal.numbers import Unfit

# Our own copy of the zone: those of the machine, and the variable that names them, may say anything.
with files("tzdata.zoneinfo.Europe").joinpath("Paris").open("rb") as _zone:
    PARIS = ZoneInfo.from_file(_zone, key="Europe/Paris")

# The answer that tells the step of a clock was taken: the number that an authority gave.
DONE = {"complaint": "legal.pv", "cnil": "legal.cnil"}
# The clock, the entry of legal_fr.toml with its hours, the entry with its text.
CLOCKS = (
    ("complaint", "complaint_hours", "complaint_article"),
    ("cnil", "cnil_hours", "gdpr_notify_article"),
)
OLD = timedelta(days=365)
_DAY = r"(?:(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2})|(?P<near>[a-z']+))"
_HOUR = r"(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})?(?::(?P<second>\d{2})(?:\.\d{1,9})?)?)"
_ZONE = r"(?P<zone>z|utc|ete|hiver|summer|winter|[+-]\d{2}:?\d{2})?"
_TYPED = re.compile(rf"{_DAY}(?:t|,? (?:a |at )?){_HOUR} ?{_ZONE}")
_NEAR = {"aujourd'hui": 0, "today": 0, "hier": 1, "yesterday": 1}
_SEASONS = {"ete": True, "summer": True, "hiver": False, "winter": False}
_LONGEST = 60  # characters
_YEARS = range(2000, 2101)  # others are mistyped, and reach beyond what a calendar adds up


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline that runs; times are aware, in UTC."""

    code: str  # "complaint", "cnil": sentences of texts/*/deadlines.toml
    start: datetime
    end: datetime
    hours: int
    text: str  # the entry of legal_fr.toml with the article that sets it
    hours_fact: str  # the entry of legal_fr.toml with the number of hours

    def left(self, now: datetime) -> timedelta:
        """Return the time that is left, negative once it is past."""
        return self.end - now

    def past(self, now: datetime) -> bool:
        return now > self.end


def clocks(t0: datetime) -> tuple[Clock, ...]:
    """Return the clocks that start at an aware time; ValueError for a naive one."""
    if t0.utcoffset() is None:
        raise ValueError("a time without a zone starts no clock")
    start = t0.astimezone(UTC)
    return tuple(
        Clock(code, start, start + timedelta(hours=facts.number(hours)), facts.number(hours), text, hours)
        for code, hours, text in CLOCKS
    )


def of_answer(answer: str | None) -> datetime | None:
    """Return the time of a recorded answer, ISO 8601 with its offset; None where there is none."""
    try:
        when = datetime.fromisoformat(answer or "")
    except ValueError:
        return None
    return when if when.utcoffset() is not None and when.year in _YEARS else None


def oddity(t0: datetime, now: datetime) -> str | None:
    """Return "future" or "old" (over a year) for a time that is likely mistyped."""
    if t0 > now:
        return "future"
    return "old" if now - t0 > OLD else None


def read(typed: str, now: datetime) -> datetime:
    """Return the aware time a person typed; without an offset it is Paris time.

    Raises Unfit("time_shape"), ("time_calendar"), ("time_twice", day, hour) for an hour that the end of
    summer time gives twice, ("time_never") for one its beginning skips, ("time_season") for « été » said
    in winter.
    """
    found = _TYPED.fullmatch(_plain(typed)) if len(typed) <= _LONGEST else None
    if not found:
        raise Unfit("time_shape")
    try:
        naive = _naive(found, now)
        zone = found["zone"] or ""
        if zone in _SEASONS or not zone:
            return _in_paris(naive, _SEASONS.get(zone))
        return naive.replace(tzinfo=_offset(zone))
    except (ValueError, OverflowError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit("time_calendar") from error


def _naive(found: re.Match[str], now: datetime) -> datetime:
    clock = time(int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0))
    if found["near"]:
        if found["near"] not in _NEAR:
            raise Unfit("time_shape")
        near = now.astimezone(PARIS) - timedelta(days=_NEAR[found["near"]])
        return datetime.combine(near.date(), clock)
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
    else:
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    if year not in _YEARS:
        raise Unfit("time_calendar")
    return datetime.combine(date(year, month, day), clock)


def _in_paris(naive: datetime, summer: bool | None) -> datetime:
    both = [naive.replace(tzinfo=PARIS, fold=fold) for fold in (0, 1)]
    there = [one for one in both if one.astimezone(UTC).astimezone(PARIS).replace(tzinfo=None) == naive]
    shown = {"day": f"{naive:%Y-%m-%d}", "hour": f"{naive:%H:%M}"}
    if not there:
        raise Unfit("time_never", **shown)
    fitting = {one.utcoffset(): one for one in there if summer in {None, bool(one.dst())}}
    if not fitting:
        raise Unfit("time_season", **shown)
    if len(fitting) > 1:
        raise Unfit("time_twice", **shown)
    (when,) = fitting.values()
    # A fixed offset: it is written down, and arithmetic on it counts hours that passed.
    return when.replace(tzinfo=timezone(when.utcoffset() or timedelta()), fold=0)


def _offset(zone: str) -> timezone:
    if zone in {"z", "utc"}:
        return UTC
    digits = zone[1:].replace(":", "")
    if int(digits[2:]) > 59:
        raise Unfit("time_calendar")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if zone[0] == "-" else ahead)


def _plain(typed: str) -> str:
    letters = unicodedata.normalize("NFKD", typed).casefold()
    text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub("[\u2018\u2019\u02bc`\u00b4]", "'", text).split())
