"""Logon sessions of the running Windows: who is logged on, and by which door."""

import datetime as dt
import sys
from typing import Any

from toolkit.host.windows.registry import filetime

# SECURITY_LOGON_TYPE, ntsecapi.h
_TYPES = {
    0: "system", 2: "interactive", 3: "network", 4: "batch", 5: "service", 7: "unlock",
    8: "network_cleartext", 9: "new_credentials", 10: "remote_interactive", 11: "cached_interactive",
    12: "cached_remote", 13: "cached_unlock",
}  # fmt: skip
_REMOTE = {"network", "network_cleartext", "remote_interactive", "cached_remote"}
# Windows makes itself a network logon for whoever gives no name, at every start ("Well-known SIDs").
_ANONYMOUS = "S-1-5-7"
_MOST = 10_000


def logon(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a SECURITY_LOGON_SESSION_DATA."""
    number = facts.get("LogonType")
    kind = _TYPES.get(number, f"type_{number}") if isinstance(number, int) else None
    return {
        "told_by": "lsa",
        "user": facts.get("UserName"),
        "domain": facts.get("LogonDomain"),
        "type": kind,
        "remote": None if kind is None or facts.get("Sid") == _ANONYMOUS else kind in _REMOTE,
        "session": facts.get("Session"),
        "package": facts.get("AuthenticationPackage"),
        "logon_ns": moment(facts.get("LogonTime")),
    }


def moment(told: object) -> int | None:
    """Return nanoseconds UTC of a FILETIME or of an aware date; None for anything else and for "never"."""
    if isinstance(told, int):
        return filetime(told)
    if not isinstance(told, dt.datetime) or told.tzinfo is None:
        return None
    gone = told - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    seconds = gone.days * 86_400 + gone.seconds
    return seconds * 10**9 + gone.microseconds * 1000 if 0 < seconds < 2**38 else None


if sys.platform == "win32":
    import pywintypes
    import win32net
    import win32netcon
    import win32security

    from toolkit.errors import Unreadable
    from toolkit.host.windows.answer import refused

    def logons() -> tuple[list[dict[str, Any]], list[Unreadable]]:
        """Return the logon sessions this program may see, and the refusals; raises pywintypes.error."""
        # pywin32 loads it by its name to make dates: without this line a built program would not hold it.
        import win32timezone  # noqa: F401, PLC0415 - only these dates need it

        found: list[dict[str, Any]] = []
        refusals: list[Unreadable] = []
        for number in win32security.LsaEnumerateLogonSessions()[:_MOST]:
            try:
                facts: Any = win32security.LsaGetLogonSessionData(number)
            except pywintypes.error as error:
                refusals.append(refused(error) or Unreadable("io_error"))
            else:
                found.append(logon(_with_text(facts or {})))
        return found, refusals

    def _with_text(facts: dict[str, Any]) -> dict[str, Any]:
        sid = facts.get("Sid")
        return {**facts, "Sid": win32security.ConvertSidToStringSid(sid) if sid else None}

    def workstation_users() -> list[dict[str, Any]]:
        """Return the users the workstation service counts; raises pywintypes.error."""
        listed, _, _ = win32net.NetWkstaUserEnum(None, 1, 0, win32netcon.MAX_PREFERRED_LENGTH)
        return [
            {"told_by": "workstation", "user": one.get("username"), "domain": one.get("logon_domain")}
            for one in listed[:_MOST]
        ]
