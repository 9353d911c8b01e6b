"""Sessions open on this machine, and whether somebody is looking at it from elsewhere right now."""

import sys
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Unread

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row per session, remote ones first; `listening` means remote sessions are accepted.

    Raises Unreadable `needs_elevation`, `denied`, `not_offered`, `timed_out` or `io_error`.
    """
    if sys.platform == "win32":
        yield from sorted(_sessions(missed), key=lambda row: (not row.get("remote"), row["id"]))
    else:
        del missed
        raise Unreadable("not_offered")


def flags(row: Row) -> list[str]:
    """Return the codes of what deserves a look: somebody from elsewhere, or a door left open."""
    found = []
    if row.get("remote") and row.get("state") == "active":
        found.append("remote_session_active")
    elif row.get("remote"):
        found.append("remote_session")
    if row.get("state") == "listen":
        found.append("remote_desktop_listening")
    return found


if sys.platform == "win32":
    from toolkit.host.windows import terminal as win_terminal
    from toolkit.host.windows.answer import answer

    def _sessions(missed: list[Unread]) -> list[Row]:
        ours = answer(win_terminal.own_session)
        listed = answer(win_terminal.sessions)
        if not listed:
            # A running Windows always has a session: an empty list is a list that was not given.
            missed.append(Unread("", "", "not_offered", "WTSEnumerateSessions"))
            listed = [{"id": ours}]
        return [_row(one, ours, missed) for one in listed]

    def _row(one: Row, ours: int, missed: list[Unread]) -> Row:
        row = {**one, "ours": one["id"] == ours}
        if one.get("state") != "listen":
            told = answer(lambda: win_terminal.details(one["id"]))
            why = told.pop("refused")
            if why:
                missed.append(Unread("", f"session {one['id']}", why))
            row |= told
        return {**row, "flags": flags(row)}
