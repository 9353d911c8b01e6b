"""When a state that a backup keeps was made, in words that say who tells it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from toolkit.texts import Speech
from toolkit.texts.forms import day_of_month, spoken

_SECOND = 1_000_000_000  # ns
_DAY = 86_400 * _SECOND


def made(speech: Speech, state: Mapping[str, Any]) -> str:
    """Return « fait le… » of a state: its maker's date, that of its name as it is written, or of its file.

    `state` has at_ns (ns UTC or None) and dated_by ("maker", "name", "file"; none in older records).
    """
    at, by = state.get("at_ns"), state.get("dated_by", "maker")
    if not at:
        return speech.say("backup.made_unknown")
    # The clock of a name is that of who gave it: it is told as it is written, a day without any hour.
    when = _written(speech, int(at)) if by == "name" else spoken(speech, int(at))
    return speech.say(f"backup.made_{by}", at=when)


def no_clean(speech: Speech, states: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, str]]:
    """Return the code and the facts of the sentence that says no state, or not the only one, is clean."""
    if len(states) > 1:
        return "backup.no_clean_point", {}
    return "backup.no_clean_single", {"worth": speech.say(f"backup.worth_{states[0]['worth']}")}


def _written(speech: Speech, at: int) -> str:
    try:
        told = datetime.fromtimestamp(at // _SECOND, UTC)
    except (OverflowError, ValueError, OSError):
        return speech.say("screen.time_unknown")
    facts = {
        "day": speech.say(f"screen.day_{told.weekday()}"),
        "date": day_of_month(speech, told.day),
        "month": speech.say(f"screen.month_{told.month}"),
        "year": told.year,
    }
    if at % _DAY == 0:
        return speech.say("backup.made_day", **facts)
    return speech.say("legal.spoken", **facts, hour=told.hour, minute=f"{told:%M}")
