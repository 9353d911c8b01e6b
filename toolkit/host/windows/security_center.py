"""What the Security Center of the running Windows says of its antivirus and firewall. Figures: wscapi.h."""

import sys

from toolkit.errors import Unreadable

PROVIDERS = {"firewall": 1, "antivirus": 4}
_HEALTH = {0: "good", 1: "not_monitored", 2: "poor", 3: "snoozed"}

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from toolkit.host.windows.deadline import within

    _SECONDS = 10

    def health(provider: str) -> str:
        """Return "good", "not_monitored", "poor" or "snoozed" for a provider of PROVIDERS.

        Raises Unreadable `not_offered` (a server, or the service is stopped) or `timed_out`.
        """
        try:
            ask = ctypes.WinDLL("wscapi").WscGetSecurityProviderHealth
        except (OSError, AttributeError) as error:
            raise Unreadable("not_offered", "wscapi") from error
        ask.argtypes = (wintypes.DWORD, ctypes.POINTER(ctypes.c_int))
        ask.restype = ctypes.c_long
        told = ctypes.c_int(-1)
        answer = within(_SECONDS, lambda: int(ask(PROVIDERS[provider], ctypes.byref(told))))
        if answer != 0 or told.value not in _HEALTH:
            raise Unreadable("not_offered", f"0x{answer & 0xFFFF_FFFF:08x}")
        return _HEALTH[told.value]

else:

    def health(provider: str) -> str:
        """Raise Unreadable `not_offered`: there is no Security Center here."""
        raise Unreadable("not_offered", provider)
