"""Power of the running Windows: what it can do, what it runs on (winnt.h and winbase.h of Microsoft)."""

import sys
from typing import Any

from toolkit.errors import Unreadable

if sys.platform == "win32":
    import win32api

    def capabilities() -> dict[str, Any]:
        """Return SYSTEM_POWER_CAPABILITIES by name; raise Unreadable `io_error`."""
        try:
            return dict(win32api.GetPwrCapabilities())
        except win32api.error as error:
            raise Unreadable("io_error", f"WinError {error.winerror}") from error

    def status() -> dict[str, Any]:
        """Return SYSTEM_POWER_STATUS by name; raise Unreadable `io_error`."""
        try:
            return dict(win32api.GetSystemPowerStatus())
        except win32api.error as error:
            raise Unreadable("io_error", f"WinError {error.winerror}") from error

else:

    def capabilities() -> dict[str, Any]:
        """Raise Unreadable `not_offered`."""
        raise Unreadable("not_offered", "GetPwrCapabilities")

    def status() -> dict[str, Any]:
        """Raise Unreadable `not_offered`."""
        raise Unreadable("not_offered", "GetSystemPowerStatus")
