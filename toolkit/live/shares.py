"""What this machine shares, who from outside is connected to it, and what they have open right now."""

import sys
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Unread

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield shares, machines connected to them and files they hold open; `kind` says which.

    Raises Unreadable `not_offered`, or the code of the refusal where nothing at all was told.
    """
    if sys.platform == "win32":
        yield from _rows(missed)
    else:
        del missed
        raise Unreadable("not_offered")


def flags(row: Row) -> list[str]:
    """Return the codes of what deserves a look: a machine connected from outside, a file it may write."""
    if row["kind"] == "session":
        return ["connected_from_elsewhere"]
    return ["written_from_elsewhere"] if row["kind"] == "open_file" and row["writing"] else []


if sys.platform == "win32":
    from toolkit.host.windows import shares as win_shares
    from toolkit.host.windows.answer import answer
    from toolkit.host.windows.rights import refusal

    _NOT_STARTED = "2114"  # NERR_ServerNotStarted, lmerr.h
    _QUESTIONS = (
        ("sessions", win_shares.sessions),
        ("open_files", win_shares.open_files),
        ("shares", win_shares.shares),
    )

    def _rows(missed: list[Unread]) -> Iterator[Row]:
        for name, question in _QUESTIONS:
            try:
                rows = answer(question)
            except Unreadable as error:
                if error.detail == _NOT_STARTED:
                    # Without the service nothing is shared: a fact, and the answer to all three questions.
                    yield {"kind": "service", "running": False}
                    return
                missed.append(Unread("", name, error.why, error.detail))
            else:
                if name == "shares" and rows and all(row["path"] is None for row in rows):
                    missed.append(Unread("", name, refusal(), "path"))
                yield from ({**row, "flags": flags(row)} for row in rows)
