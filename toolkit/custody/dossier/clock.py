"""Whether the clock of the machine that wrote a log went back between two of its lines."""

from datetime import datetime, timedelta

from toolkit.custody.log import Act

_LEAST = timedelta(minutes=1)  # what the network takes back from a clock that goes well is less


def went_back(before: Act | None, act: Act) -> bool:
    """Tell whether a line is dated a minute or more before the one above it; a time unread tells nothing."""
    if before is None:
        return False
    try:
        return datetime.fromisoformat(before.at) - datetime.fromisoformat(act.at) >= _LEAST
    except (ValueError, TypeError, OverflowError):
        return False
