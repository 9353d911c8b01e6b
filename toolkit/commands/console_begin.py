"""The first questions of the console: which keyboard, what time it is, where to write."""

import re
import shutil
from datetime import datetime, timedelta

from toolkit.commands.console_seat import Seat
from toolkit.host.boot_scripts import KEYBOARDS
from toolkit.legal.deadlines import PARIS
from toolkit.media.drives_linux import described
from toolkit.texts.forms import amount, spoken

_YEARS = range(2024, 2100)  # a clock that says another year has lost its battery
_FAR = timedelta(days=1)
_DAY = r"(?:(?P<d>[0-9]{1,2})[/. -](?P<m>[0-9]{1,2})[/. -](?P<y>[0-9]{4})[ ,]+)?"
_TYPED = re.compile(_DAY + r"(?P<hour>[0-9]{1,2}) ?[:h.,; ] ?(?P<minute>[0-9]{2})")


def keyboard(seat: Seat) -> None:
    """Ask which keyboard is plugged in; on a serial line it is that of another machine."""
    if seat.serial:
        return
    picked = seat.talk.pick("keyboard", [f"keyboard_{one}" for one in KEYBOARDS])
    name = picked.removeprefix("keyboard_")
    if not seat.scripts.keyboard(name):
        seat.talk.say("keyboard_failed", style="yellow")
    seat.remember({"keyboard": name})


def hour(seat: Seat) -> None:
    """Ask what time it is, and set the clock of this system, never that of the machine."""
    while True:
        shown = seat.scripts.hardware_clock()
        sure = shown is not None and shown.year in _YEARS
        if shown is not None and sure:
            typed = seat.talk.ask("hour", hour=lambda shown=shown: worded(seat, shown))
        else:
            typed = seat.talk.ask("hour_unsure")
        raw = seat.scripts.hardware_clock() if shown is not None else None
        around = raw if sure else None
        said = meant(typed, around) if typed else around
        if said is not None and _sure(seat, said, around):
            _set(seat, said, raw)
            return
        if said is None and not typed:  # whoever does not know goes on
            seat.talk.say("hour_unknown", style="yellow")
            seat.remember({"clock_asked": "unknown"})
            return
        if said is None:
            seat.talk.say("hour_not_read", style="yellow")


def _sure(seat: Seat, said: datetime, around: datetime | None) -> bool:
    """Ask once more where what was said is days away from what the machine's clock shows."""
    if around is None or abs(said - around) <= _FAR:
        return True
    ways = ("hour_far_yes", "hour_far_no")
    return seat.talk.pick("hour_far", ways, hour=worded(seat, said)) == "hour_far_yes"


def _set(seat: Seat, said: datetime, raw: datetime | None) -> None:
    if not seat.scripts.set_clock(said):
        seat.talk.say("hour_not_set", style="bold red")
        seat.remember({"clock_asked": "failed"})
        return
    told = {"clock_asked": "told", "clock_said": f"{said:%Y-%m-%dT%H:%M}"}
    seat.talk.say("hour_set", hour=worded(seat, said))
    if raw is not None:
        # A phone shows whole minutes, begun up to 59 seconds before: the middle of them is the best known.
        minutes = round(((raw - said).total_seconds() - 30) / 60)
        seconds = minutes * 60
        told |= {"clock_hardware": f"{raw:%Y-%m-%dT%H:%M:%S}", "clock_difference": str(seconds)}
        if seconds:
            seat.talk.say("hour_ahead" if seconds > 0 else "hour_behind", minutes=abs(minutes))
    seat.remember(told)


def meant(typed: str, around: datetime | None) -> datetime | None:
    """Return the hour somebody typed, of the day `around` where none was; None where it is not read."""
    found = _TYPED.fullmatch(" ".join(typed.casefold().split()))
    if found is None or (found["y"] is None and around is None):
        return None
    try:
        if found["y"]:
            year, month, day, hour, minute = (int(found[name]) for name in ("y", "m", "d", "hour", "minute"))
            return datetime(year, month, day, hour, minute) if year in _YEARS else None
        if around is None:
            return None
        said = around.replace(hour=int(found["hour"]), minute=int(found["minute"]), second=0, microsecond=0)
    except ValueError:
        return None
    # Just before or after midnight, the day of the machine's clock is not that of the phone.
    days = (said + timedelta(days=step) for step in (0, -1, 1))
    return min(days, key=lambda one: abs(one - around))


def worded(seat: Seat, shown: datetime) -> str:
    """Return an hour of Paris as people say it."""
    instant = shown.replace(tzinfo=PARIS)
    return spoken(seat.screen.speech, int(instant.timestamp()) * 10**9)


def evidence(seat: Seat) -> bool:
    """Prepare where to write, and tell what is in the way until it is there; False to go on without."""
    while True:
        seat.talk.say("evidence_preparing")
        seat.evidence = seat.scripts.evidence()
        if seat.evidence.state == "ok" and seat.evidence.place is not None:
            _told(seat)
            return True
        if seat.evidence.state == "protected":
            seat.talk.say("evidence_protected", style="bold red")
        else:
            code = f"evidence_why_{seat.evidence.why}"
            known = seat.screen.speech.knows(f"console.{code}")
            why = seat.talk.word(code) if known else seat.evidence.why
            seat.talk.say("evidence_failed", style="bold red", why=why)
        ways = ("evidence_again", "evidence_without")
        if seat.talk.pick("evidence_what_now", ways) == "evidence_without":
            return False


def _told(seat: Seat) -> None:
    place = seat.evidence.place
    try:
        free = amount(seat.screen.speech, shutil.disk_usage(place or "/").free)
    except OSError:
        free = "?"
    model = described(seat.root, seat.evidence.device).get("model", "?")  # nothing is opened for that
    facts = {"place": str(place), "device": seat.evidence.device, "free": free}
    seat.talk.say("evidence_ok", style="bold green", **facts, model=model)


def again(seat: Seat) -> bool:
    """Make sure that there is somewhere to write before anything is begun; False where there is not."""
    if seat.there():
        return True
    if seat.evidence.state == "ok" and not seat.back():
        seat.talk.say("evidence_gone", style="bold red")
        seat.talk.ask("evidence_put_back")
    return evidence(seat)
