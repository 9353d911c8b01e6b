"""What psutil does not tell of a Windows process, or not everywhere: names, image, token, session.

Structures and figures: Microsoft, tlhelp32.h (PROCESSENTRY32W) and winnt.h (SECURITY_MANDATORY_*_RID).
"""

import sys
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.registry import values

_PROFILES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
# Microsoft, "Well-known SIDs"
_ACCOUNTS = {"S-1-5-18": "SYSTEM", "S-1-5-19": "LOCAL SERVICE", "S-1-5-20": "NETWORK SERVICE"}
_LEVELS = ((0x4000, "system"), (0x3000, "high"), (0x2000, "medium"), (0x1000, "low"), (0, "untrusted"))


@dataclass(frozen=True, slots=True)
class Token:
    """Whose rights a process has; None is "not told"."""

    sid: str | None = None
    integrity: str | None = None  # "untrusted", "low", "medium", "high" or "system"
    elevated: bool | None = None


def level(rid: int) -> str:
    """Name a mandatory integrity level from the last figure of its SID."""
    return next((name for least, name in _LEVELS if rid >= least), "untrusted")


def account(sid: str) -> str:
    """Name an account without asking any machine: known to all, by the folder of its profile, or its SID."""
    if sid in _ACCOUNTS:
        return _ACCOUNTS[sid]
    try:
        folder = (values(f"{_PROFILES}\\{sid}") or {}).get("ProfileImagePath")
    except Unreadable:
        return sid
    return folder.rpartition("\\")[2] or sid if isinstance(folder, str) else sid


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    import win32api
    import win32con
    import win32security
    import win32ts

    _SNAP_PROCESSES = 2
    _LIMIT = 65_536  # processes of one snapshot
    _LONGEST = 32_768  # characters of a path
    _QUERY_LIMITED = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION

    class _Entry(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("usage", wintypes.DWORD),
            ("pid", wintypes.DWORD),
            ("heap", ctypes.c_size_t),
            ("module", wintypes.DWORD),
            ("threads", wintypes.DWORD),
            ("parent", wintypes.DWORD),
            ("priority", wintypes.LONG),
            ("flags", wintypes.DWORD),
            ("name", wintypes.WCHAR * 260),
        )

    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _KERNEL.CreateToolhelp32Snapshot.argtypes = (wintypes.DWORD, wintypes.DWORD)
    _KERNEL.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
    _KERNEL.Process32FirstW.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Entry))
    _KERNEL.Process32NextW.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Entry))
    _KERNEL.CloseHandle.argtypes = (wintypes.HANDLE,)
    _KERNEL.QueryFullProcessImageNameW.argtypes = (
        wintypes.HANDLE,
        wintypes.DWORD,
        wintypes.LPWSTR,
        ctypes.POINTER(wintypes.DWORD),
    )

    def snapshot() -> dict[int, tuple[str, int, int]]:
        """Return name, parent's number and threads of every process by its number; raise OSError."""
        handle = _KERNEL.CreateToolhelp32Snapshot(_SNAP_PROCESSES, 0)
        if handle in {None, ctypes.c_void_p(-1).value}:
            raise ctypes.WinError(ctypes.get_last_error())
        found: dict[int, tuple[str, int, int]] = {}
        try:
            entry = _Entry(size=ctypes.sizeof(_Entry))
            more = _KERNEL.Process32FirstW(handle, ctypes.byref(entry))
            while more and len(found) < _LIMIT:
                found[entry.pid] = (entry.name, entry.parent, entry.threads)
                more = _KERNEL.Process32NextW(handle, ctypes.byref(entry))
        finally:
            _KERNEL.CloseHandle(handle)
        return found

    def image(pid: int) -> str | None:
        """Return the path of a process's program; None when Windows does not tell."""
        try:
            process = win32api.OpenProcess(_QUERY_LIMITED, False, pid)
        except win32api.error:
            return None
        room = wintypes.DWORD(_LONGEST)
        path = ctypes.create_unicode_buffer(_LONGEST)
        told = _KERNEL.QueryFullProcessImageNameW(int(process), 0, path, ctypes.byref(room))
        return path.value if told and path.value else None

    def token(pid: int) -> Token:
        """Return whose rights a process has, as far as Windows tells."""
        try:
            process = win32api.OpenProcess(_QUERY_LIMITED, False, pid)
            rights = win32security.OpenProcessToken(process, win32con.TOKEN_QUERY)
        except win32api.error:
            return Token()
        sid, label = (
            _asked(rights, win32security.TokenUser),
            _asked(rights, win32security.TokenIntegrityLevel),
        )
        raised = _asked(rights, win32security.TokenElevation)
        last = label[0].GetSubAuthority(label[0].GetSubAuthorityCount() - 1) if label else None
        return Token(
            win32security.ConvertSidToStringSid(sid[0]) if sid else None,
            None if last is None else level(last),
            None if raised is None else bool(raised),
        )

    def _asked(rights: Any, what: int) -> Any:
        try:
            return win32security.GetTokenInformation(rights, what)
        except win32api.error:
            return None

    def session(pid: int) -> int | None:
        """Return the number of the session a process belongs to; None when Windows does not tell."""
        try:
            return int(win32ts.ProcessIdToSessionId(pid))  # type: ignore[no-untyped-call]  # a stub without types
        except win32api.error:
            return None

else:

    def snapshot() -> dict[int, tuple[str, int, int]]:
        """Return nothing: psutil tells it all here."""
        return {}

    def image(pid: int) -> str | None:
        """Return nothing: psutil tells it here."""
        del pid
        return None

    def token(pid: int) -> Token:
        """Return what no other system than Windows has: nothing."""
        del pid
        return Token()

    def session(pid: int) -> int | None:
        """Return nothing: sessions are numbered otherwise here."""
        del pid
        return None
