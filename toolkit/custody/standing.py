"""What of a log counts: acts that only take a case up again, report on it or close it change no evidence."""

from collections.abc import Iterable

from toolkit.custody.log import Act

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
