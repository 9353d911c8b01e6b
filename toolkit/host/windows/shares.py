"""What this Windows shares, who from outside is connected to it, and which files they hold open."""

import sys
from typing import Any

# lmshare.h, STYPE_*
_TYPES = {0: "folder", 1: "printer", 2: "device", 3: "pipe"}
_SPECIAL = 0x8000_0000
_WRITES = 0x02 | 0x04  # PERM_FILE_WRITE, PERM_FILE_CREATE (lmshare.h)


def share(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a SHARE_INFO_502, 2 or 1: never its password field."""
    kind = int(facts.get("type") or 0) & 0xFFFF_FFFF  # pywin32 gives it signed
    name = facts.get("netname")
    return {
        "kind": "share",
        "name": name,
        "type": _TYPES.get(kind & 0x0F, f"type_{kind & 0x0F}"),
        "made_by_windows": bool(kind & _SPECIAL),
        "hidden": str(name or "").endswith("$"),
        "path": facts.get("path"),
        "remark": facts.get("remark"),
        "uses": facts.get("current_uses"),
    }


def session(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a SESSION_INFO_502, 2 or 10: one machine connected to this one."""
    return {
        "kind": "session",
        "client": str(facts.get("client_name") or "").lstrip("\\"),
        "user": facts.get("user_name"),
        "files_open": facts.get("num_opens"),
        "active_seconds": facts.get("active_time"),
        "idle_seconds": facts.get("idle_time"),
    }


def open_file(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a FILE_INFO_3: one file held open over the network."""
    return {
        "kind": "open_file",
        "path": facts.get("path_name"),
        "user": facts.get("user_name"),
        "writing": bool(int(facts.get("permissions") or 0) & _WRITES),
        "locks": facts.get("num_locks"),
    }


if sys.platform == "win32":
    from collections.abc import Callable, Sequence

    import pywintypes
    import win32net
    import win32netcon

    _ACCESS_DENIED, _INVALID_LEVEL, _PARTS = 5, 124, 64

    def shares() -> list[dict[str, Any]]:
        """Return what is shared; without an administrator's rights the folder is missing.

        Raises pywintypes.error.
        """
        return [share(one) for one in _richest((502, 2, 1), _shares)]

    def sessions() -> list[dict[str, Any]]:
        """Return the machines connected to this one; raises pywintypes.error."""
        return [session(one) for one in _richest((502, 2, 10), win32net.NetSessionEnum)]

    def open_files() -> list[dict[str, Any]]:
        """Return the files held open from outside; raises pywintypes.error."""
        return [open_file(one) for one in win32net.NetFileEnum(3, None)]

    def _shares(level: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        resume = 0
        for _ in range(_PARTS):
            part, _, resume = win32net.NetShareEnum(None, level, resume, win32netcon.MAX_PREFERRED_LENGTH)
            found += part
            if not resume:
                break
        return found

    def _richest(levels: Sequence[int], ask: Callable[[int], Sequence[dict[str, Any]]]) -> Sequence[Any]:
        """Return the answer of the first level that is granted: the later ones tell less and ask less."""
        for level in levels[:-1]:
            try:
                return ask(level)
            except pywintypes.error as error:
                if error.winerror not in {_ACCESS_DENIED, _INVALID_LEVEL}:
                    raise
        return ask(levels[-1])
