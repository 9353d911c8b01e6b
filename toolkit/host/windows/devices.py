"""Names of devices and drives as the object manager and the plug-and-play manager know them now.

Functions and figures: Microsoft, winbase.h (QueryDosDevice, GetDriveType) and cfgmgr32.h (CM_*).
"""

import sys
from typing import Any

from toolkit.errors import Unreadable

KINDS = {2: "removable", 3: "fixed", 4: "network", 5: "optical", 6: "ram"}


def texts(block: Any) -> list[str]:
    r"""Split texts that end with "\0", the last one with two."""
    return [part for part in str(block).split("\0") if part]


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    import win32file

    _ENUMERATOR, _PRESENT = 1, 0x100  # CM_GETIDLIST_FILTER_*
    _MOST = 4 * 1024 * 1024  # characters of one list

    def device_names() -> list[str]:
        """Return the name of every device of this machine; raise Unreadable `io_error`."""
        every: Any = None
        try:
            return texts(win32file.QueryDosDevice(every))
        except win32file.error as error:
            raise Unreadable("io_error", f"WinError {error.winerror}") from error

    def device_of(letter: str) -> str | None:
        r"""Return the device behind a drive such as "C:", as in "\Device\HarddiskVolume3"."""
        try:
            return next(iter(texts(win32file.QueryDosDevice(letter))), None)
        except win32file.error:
            return None

    def drive_kind(path: str) -> str | None:
        r"""Return what the drive of an absolute path is, a code of KINDS; None when Windows does not say.

        None too for every way of writing a path but "C:\x", "\\?\C:\x" and "\\server\x".
        """
        if path.startswith("\\\\") and not path.startswith(("\\\\?\\", "\\\\.\\")):
            return "network"
        start = path.removeprefix("\\\\?\\")[:3]
        return KINDS.get(win32file.GetDriveType(start)) if start[1:] in {":\\", ":/"} else None

    def plugged(bus: str) -> list[str]:
        """Return the instances of a bus ("USBSTOR", "USB") that are plugged now; raise Unreadable."""
        try:
            manager = ctypes.WinDLL("cfgmgr32")
            ask_size, ask = manager.CM_Get_Device_ID_List_SizeW, manager.CM_Get_Device_ID_ListW
        except (OSError, AttributeError) as error:
            raise Unreadable("not_offered", "cfgmgr32") from error
        ask_size.argtypes = (ctypes.POINTER(wintypes.ULONG), wintypes.LPCWSTR, wintypes.ULONG)
        ask.argtypes = (wintypes.LPCWSTR, wintypes.LPWSTR, wintypes.ULONG, wintypes.ULONG)
        length = wintypes.ULONG()
        answer = ask_size(ctypes.byref(length), bus, _ENUMERATOR | _PRESENT)
        if answer or length.value > _MOST:
            raise Unreadable("not_offered" if answer else "io_error", f"CM {answer}")
        room = ctypes.create_unicode_buffer(length.value + 1)
        answer = ask(bus, room, length.value, _ENUMERATOR | _PRESENT)
        if answer:
            raise Unreadable("io_error", f"CM {answer}")
        return texts(room[: length.value])

else:

    def device_names() -> list[str]:
        """Raise Unreadable `not_offered`: devices are files here."""
        raise Unreadable("not_offered", "QueryDosDevice")

    def device_of(letter: str) -> str | None:
        """Return nothing: there are no drive letters here."""
        del letter
        return None

    def drive_kind(path: str) -> str | None:
        """Return nothing: there are no drive letters here."""
        del path
        return None

    def plugged(bus: str) -> list[str]:
        """Raise Unreadable `not_offered`: there is no plug-and-play manager here."""
        raise Unreadable("not_offered", bus)
