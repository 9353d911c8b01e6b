"""The time zone of the running Windows by the name of its registry key, which is the same in every language.

Layout: Microsoft, timezoneapi.h, DYNAMIC_TIME_ZONE_INFORMATION (432 bytes).
"""

import struct
import sys
from typing import Any

from toolkit.host.windows.memory import text

_STANDARD, _DAYLIGHT = 1, 2  # TIME_ZONE_ID_STANDARD, TIME_ZONE_ID_DAYLIGHT


def zone(raw: bytes, which: int) -> dict[str, Any]:
    """Return the zone's key, minutes ahead of UTC, whether summer time is on and comes by itself.

    `which` is the answer of GetDynamicTimeZoneInformation. Nothing comes from a structure that is too short.
    """
    if len(raw) < 432:
        return {}
    bias, standard, daylight = (struct.unpack_from("<i", raw, at)[0] for at in (0, 84, 168))
    extra = {_STANDARD: standard, _DAYLIGHT: daylight}.get(which, 0)
    return {
        "zone": text(raw[172:428]),
        "utc_offset_minutes": -(bias + extra),
        "summer_time": which == _DAYLIGHT,
        "changes_itself": not raw[428],
    }


if sys.platform == "win32":
    import ctypes

    from toolkit.errors import Unreadable
    from toolkit.host.windows.library import function

    _INVALID = 0xFFFF_FFFF

    def current() -> dict[str, Any]:
        """Return the zone now in use; raises Unreadable `not_offered` or `io_error`."""
        ask = function("kernel32", "GetDynamicTimeZoneInformation", ctypes.c_uint32, ctypes.c_void_p)
        room = ctypes.create_string_buffer(432)
        which = ask(room)
        if which == _INVALID:
            raise Unreadable("io_error", str(ctypes.get_last_error()))
        return zone(room.raw, which)
