"""What of a log counts: acts that only take a case up again, report on it or close it change no evidence."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from toolkit.custody.log import Act, utc
from toolkit.records import Facts

SEALING = "seal.opened"
# After these, and only these, sealing again gives the same archive byte for byte. Anything else, known or
# not, is a change: a transfer, a key replaced, an annex, a medium opened again come into a new archive.
QUIET = frozenset(
    {
        "case.resumed",
        "torn_tail",
        "part.removed",
        "report.written",
        "seal.closed",
        "archive_unlogged",
        "receipt.written",
        "timestamp.requested",
        "timestamp.attached",
    }
)

# What the network takes back from a clock that goes well.
_SET_RIGHT = timedelta(minutes=1)


def went_back(acts: Iterable[Act], now: datetime) -> Facts | None:
    """Return the line and the time of the latest act, when the clock now tells an earlier one; None else."""
    latest = max(acts, key=lambda act: act.at, default=None)
    if latest is None or latest.at <= utc(now + _SET_RIGHT):
        return None
    return {"line": latest.n, "at": latest.local[:19].replace("T", " ")}


def last_sealing(acts: Iterable[Act]) -> Act | None:
    """Return the closing line after which nothing that counts was noted, or None."""
    found = None
    for act in acts:
        if act.act == SEALING:
            found = act
        elif act.act not in QUIET:
            found = None
    return found


def counted(acts: Iterable[Act]) -> list[Act]:
    """Return the acts up to the last that counts: what documents tell, the same for each sealing again."""
    every = list(acts)
    while every and (every[-1].act == SEALING or every[-1].act in QUIET):
        every.pop()
    return every
