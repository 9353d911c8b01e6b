"""Users logged on, at the keyboard, by a service or through the network."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import psutil

from toolkit.errors import Unreadable
from toolkit.host.windows.answer import answer
from toolkit.records import Unread

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield who is logged on, `told_by` each interface that knows; times are nanoseconds UTC."""
    yield from _asked("terminal", _terminal, missed)
    if sys.platform == "win32":
        yield from _asked("workstation", win_logons.workstation_users, missed)
        for row in _asked("lsa", lambda: _logons(missed), missed):
            yield {**row, "flags": ["logged_on_from_elsewhere"] if row["remote"] else []}


def _asked(name: str, question: Callable[[], list[Row]], missed: list[Unread]) -> list[Row]:
    try:
        return answer(question)
    except Unreadable as error:
        missed.append(Unread("", name, error.why, error.detail))
        return []


def _terminal() -> list[Row]:
    return [
        {
            "told_by": "terminal",
            "user": one.name,
            "terminal": one.terminal,
            "client": one.host,
            "logon_ns": int(one.started) * 10**9 if one.started else None,
        }
        for one in psutil.users()
    ]


if sys.platform == "win32":
    from toolkit.host.windows import logons as win_logons

    def _logons(missed: list[Unread]) -> list[Row]:
        found, refusals = win_logons.logons()
        if not found and not refusals:
            # A running Windows always has a logon session: an empty list is a list that was not given.
            raise Unreadable("not_offered", "LsaEnumerateLogonSessions")
        # Without an administrator's rights each session of somebody else is refused in the same words.
        for why in sorted({one.why for one in refusals}):
            count = sum(one.why == why for one in refusals)
            missed.append(Unread("", "lsa", why, str(count)))
        return found
