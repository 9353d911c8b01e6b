"""The images the kernel of the running Windows has loaded: itself and its drivers.

Functions: Microsoft, psapi.h. Since Windows 11 24H2 addresses are given to administrators only.
"""

import sys

from toolkit.errors import Unreadable

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from toolkit.host.windows.rights import refusal

    _MOST = 16_384  # images
    _LONGEST = 1024  # characters of a path

    def loaded() -> list[str]:
        """Return the paths of the loaded images as the kernel writes them.

        Raises Unreadable `needs_elevation` or `denied` where Windows hides them, else `io_error`.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.K32GetDeviceDriverFileNameW.argtypes = (ctypes.c_void_p, wintypes.LPWSTR, wintypes.DWORD)
        addresses, needed = (ctypes.c_void_p * _MOST)(), wintypes.DWORD()
        if not kernel.K32EnumDeviceDrivers(addresses, ctypes.sizeof(addresses), ctypes.byref(needed)):
            raise Unreadable("io_error", f"WinError {ctypes.get_last_error()}")
        count = min(needed.value // ctypes.sizeof(ctypes.c_void_p), _MOST)
        known = [address for address in addresses[:count] if address]
        if count and not known:
            raise Unreadable(refusal(), "EnumDeviceDrivers")
        room = ctypes.create_unicode_buffer(_LONGEST)
        told = [
            room.value if kernel.K32GetDeviceDriverFileNameW(address, room, _LONGEST) else ""
            for address in known
        ]
        return [path for path in told if path]

else:

    def loaded() -> list[str]:
        """Raise Unreadable `not_offered`: the kernel here is another one."""
        raise Unreadable("not_offered", "EnumDeviceDrivers")
