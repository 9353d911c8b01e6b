"""Sessions of the running Windows and who holds them: at the screen or from another machine.

Layouts: Microsoft, wtsapi32.h (64-bit): WTS_SESSION_INFOW, WTSINFOW, WTS_CLIENT_ADDRESS.
"""

import ipaddress
import struct
import sys
from typing import Any

from toolkit.host.windows.memory import text
from toolkit.host.windows.registry import filetime

# WTS_CONNECTSTATE_CLASS
_STATES = (
    "active", "connected", "connect_query", "shadow", "disconnected", "idle", "listen", "reset", "down",
    "init",
)  # fmt: skip
_PROTOCOLS = {0: "console", 1: "ica", 2: "rdp"}
_IPV4 = 2


def state(number: int) -> str:
    """Return the code of a WTS_CONNECTSTATE_CLASS."""
    return _STATES[number] if 0 <= number < len(_STATES) else f"state_{number}"


def times(raw: bytes) -> dict[str, int | None]:
    """Return the times of a WTSINFOW, nanoseconds UTC; nothing from one that is too short."""
    if len(raw) < 216:
        return {}
    connected, disconnected, active, logon = struct.unpack_from("<4q", raw, 176)
    return {
        "connected_ns": filetime(connected),
        "disconnected_ns": filetime(disconnected),
        "last_input_ns": filetime(active),
        "logon_ns": filetime(logon),
    }


def client_address(raw: bytes) -> str | None:
    """Return the IPv4 address of a WTS_CLIENT_ADDRESS; the layout of an IPv6 one is documented nowhere."""
    if len(raw) < 24 or struct.unpack_from("<I", raw)[0] != _IPV4:
        return None
    found = ipaddress.IPv4Address(raw[6:10])
    return None if found.is_unspecified else str(found)


def protocol(raw: bytes) -> str | None:
    """Return how a session is reached, as a code; None when Windows did not say."""
    if len(raw) < 2:
        return None
    kind = struct.unpack_from("<H", raw)[0]
    return _PROTOCOLS.get(kind, f"protocol_{kind}")


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    import win32api
    import win32ts

    from toolkit.errors import Unreadable
    from toolkit.host.windows.answer import why
    from toolkit.host.windows.library import function

    _USER, _DOMAIN, _CLIENT, _ADDRESS, _PROTOCOL, _TIMES = 5, 7, 10, 14, 16, 24  # WTS_INFO_CLASS
    _MOST = 64 * 1024  # bytes of one answer

    def sessions() -> list[dict[str, Any]]:
        """Return number, station and state of each session; empty where Windows lists none.

        Raises pywintypes.error.
        """
        listed = win32ts.WTSEnumerateSessions(win32ts.WTS_CURRENT_SERVER_HANDLE)
        return [
            {"id": one["SessionId"], "station": one["WinStationName"], "state": state(int(one["State"]))}
            for one in listed
        ]

    def own_session() -> int:
        """Return the number of the session this program runs in."""
        ours = win32api.GetCurrentProcessId()
        return int(win32ts.ProcessIdToSessionId(ours))  # type: ignore[no-untyped-call] # stub without types

    def details(number: int) -> dict[str, Any]:
        """Return who holds a session, from where, since when; `refused` is the code of what was not told."""
        refusals: list[str] = []

        def told(kind: int) -> bytes:
            try:
                return _asked(number, kind)
            except Unreadable as error:
                refusals.append(error.why)
                return b""

        reached = protocol(told(_PROTOCOL))
        client = text(told(_CLIENT))
        return {
            "user": text(told(_USER)),
            "domain": text(told(_DOMAIN)),
            "client": client,
            "client_address": client_address(told(_ADDRESS)) if reached != "console" else None,
            "protocol": reached,
            "remote": None if reached is None else reached != "console",
            **times(told(_TIMES)),
            "refused": next((code for code in refusals if code == "needs_elevation"), None),
        }

    def _asked(number: int, kind: int) -> bytes:
        ask = function(
            "wtsapi32", "WTSQuerySessionInformationW", wintypes.BOOL, wintypes.HANDLE, wintypes.DWORD,
            ctypes.c_int, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(wintypes.DWORD),
        )  # fmt: skip
        free = function("wtsapi32", "WTSFreeMemory", None, ctypes.c_void_p)
        place, size = ctypes.c_void_p(), wintypes.DWORD()
        if not ask(None, number, kind, ctypes.byref(place), ctypes.byref(size)) or not place.value:
            error = ctypes.get_last_error()
            raise Unreadable(why(error), str(error))
        try:
            return ctypes.string_at(place.value, min(size.value, _MOST))
        finally:
            free(place)
