r"""Network drives of the running Windows: those in use now, and those each user's own registry remembers.

The functions of WNet are never called: they load the libraries of every network provider registered on the
machine examined (Microsoft, "Multiple Provider Router"; MITRE ATT&CK T1556.008) into the program that asks.
"""

import re
import sys
from typing import Any

# lmuse.h, USE_OK to USE_RECONN
_STATES = ("ok", "paused", "disconnected", "network_error", "connecting", "reconnecting")
# A redirector names the device of a letter so: \Device\LanmanRedirector\;Z:00000000000a1b2c\server\share
_REDIRECTED = re.compile(r"\\Device\\.+?\\;[A-Z]:[0-9A-F]*\\(.+)", re.IGNORECASE | re.DOTALL)


def remote(device: str) -> str | None:
    """Return the remote folder the device of a letter leads to; None when it is none of a redirector."""
    found = _REDIRECTED.fullmatch(device)
    return f"\\\\{found[1]}" if found else None


def use(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a USE_INFO_2: never its password field."""
    status, domain, user = facts.get("status"), facts.get("domainname"), facts.get("username")
    return {
        "letter": facts.get("local"),
        "remote": facts.get("remote"),
        "user": f"{domain}\\{user}" if domain and user else user,
        "state": _STATES[status] if isinstance(status, int) and 0 <= status < len(_STATES) else None,
    }


if sys.platform == "win32":
    import winreg

    import pywintypes
    import win32api
    import win32net
    import win32netcon
    import win32security

    from toolkit.errors import Unreadable
    from toolkit.host.windows.answer import refused
    from toolkit.host.windows.devices import device_of, drive_kind
    from toolkit.host.windows.registry import filetime

    _MOST = 1024
    _READ = winreg.KEY_READ | winreg.KEY_WOW64_64KEY

    def uses() -> list[dict[str, Any]]:
        """Return the connections of this logon session to shared folders; raises pywintypes.error."""
        listed, _, _ = win32net.NetUseEnum(None, 2, 0, win32netcon.MAX_PREFERRED_LENGTH)
        return [use(one) for one in listed[:_MOST]]

    def letters() -> list[dict[str, Any]]:
        """Return the letters that lead elsewhere, whoever made them; raises pywintypes.error."""
        mask, found = win32api.GetLogicalDrives(), []
        for letter in (f"{chr(65 + bit)}:" for bit in range(26) if mask >> bit & 1):
            device = device_of(letter) or ""
            place = remote(device)
            if place is None and drive_kind(f"{letter}\\") == "network":
                place = device
            if place:
                found.append({"letter": letter, "remote": place})
        return found

    def remembered() -> tuple[list[dict[str, Any]], list[Unreadable]]:
        """Return the drives each loaded user's registry remembers, and the refusals met on the way."""
        found: list[dict[str, Any]] = []
        refusals: list[Unreadable] = []
        for sid in _names(winreg.HKEY_USERS, ""):
            try:
                found += [_drive(sid, letter) for letter in _names(winreg.HKEY_USERS, rf"{sid}\Network")]
            except OSError as error:
                refusals.append(refused(error) or Unreadable("io_error"))
        return found, refusals

    def ourselves() -> tuple[str | None, bool]:
        """Return our account's SID, and whether we were raised above the desktop, whose drives we do not see.

        The SID is not turned into a name: Windows may ask another machine for it.
        """
        try:
            token = win32security.OpenProcessToken(win32api.GetCurrentProcess(), win32security.TOKEN_QUERY)
            kind = win32security.GetTokenInformation(token, win32security.TokenElevationType)
            user = win32security.GetTokenInformation(token, win32security.TokenUser)[0]
            sid = win32security.ConvertSidToStringSid(user)
        except pywintypes.error:
            return None, True  # not known: what is listed may not be all
        return sid, bool(kind == win32security.TokenElevationTypeFull)

    def _names(root: int, path: str) -> list[str]:
        try:
            with winreg.OpenKey(root, path, 0, _READ) as key:
                return [winreg.EnumKey(key, at) for at in range(min(winreg.QueryInfoKey(key)[0], _MOST))]
        except FileNotFoundError:
            return []

    def _drive(sid: str, letter: str) -> dict[str, Any]:
        with winreg.OpenKey(winreg.HKEY_USERS, rf"{sid}\Network\{letter}", 0, _READ) as key:
            return {
                "letter": f"{letter.upper()}:",
                "remote": _text(key, "RemotePath"),
                "user": _text(key, "UserName"),
                "account": sid,
                "written_ns": filetime(winreg.QueryInfoKey(key)[2]),
            }

    def _text(key: winreg.HKEYType, name: str) -> str | None:
        try:
            value = winreg.QueryValueEx(key, name)[0]
        except FileNotFoundError:
            return None
        return value if isinstance(value, str) else None
