"""The machine's clock beside ours: every other time in the case is read against it."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from toolkit.errors import Unreadable
from toolkit.host.windows import registry as win_registry
from toolkit.records import Unread

_SERVICE = r"SYSTEM\CurrentControlSet\Services\W32Time"
# Microsoft, "Windows Time service tools and settings": Parameters\Type
_SOURCES = {"ntp": "ntp", "nt5ds": "domain", "nosync": "none", "allsync": "all"}
_DISABLED = 4

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row: the time now, since when the machine runs, its zone, and what sets its clock.

    Times are nanoseconds UTC, `monotonic_ns` counts from a start of its own.
    """
    row: Row = {"now_ns": time.time_ns(), "monotonic_ns": time.monotonic_ns()}
    for part in (_boot, _zone, _time_service):
        try:
            row |= part()
        except (Unreadable, OSError, psutil.Error) as error:
            why = error.why if isinstance(error, Unreadable) else "io_error"
            missed.append(Unread("", part.__name__.strip("_"), why))
    yield row


def _boot() -> Row:
    # Windows counts the hours of hibernation in, and a "fast start" goes on from the start before it.
    since = int(psutil.boot_time())
    return {"boot_ns": since * 10**9, "uptime_seconds": max(0, int(time.time()) - since)}


if sys.platform == "win32":
    from toolkit.host.windows import time_zone as win_time_zone

    def _zone() -> Row:
        return win_time_zone.current()

    def _time_service() -> Row:
        return time_service(
            win_registry.values(_SERVICE),
            win_registry.values(_SERVICE + r"\Parameters"),
            win_registry.values(_SERVICE + r"\Config"),
        )

else:

    def _zone() -> Row:
        local, place = time.localtime(), Path("/etc/localtime")
        name = str(place.readlink()).rpartition("zoneinfo/")[2] if place.is_symlink() else None
        return {"zone": name, "utc_offset_minutes": local.tm_gmtoff // 60, "summer_time": local.tm_isdst > 0}

    def _time_service() -> Row:
        return {"synchronised": True} if Path("/run/systemd/timesync/synchronized").exists() else {}


def time_service(service: Row | None, parameters: Row | None, config: Row | None) -> Row:
    """Return what sets the clock, from the keys of the Windows Time service; None where a key is not."""
    told = (parameters or {}).get("Type")
    source = _SOURCES.get(told.casefold(), told[:80]) if isinstance(told, str) else None
    off = (service or {}).get("Start") == _DISABLED
    good = (config or {}).get("LastKnownGoodTime")
    servers = (parameters or {}).get("NtpServer")
    return {
        "time_source": source,
        "time_servers": servers if isinstance(servers, str) else None,
        "last_good_ns": win_registry.filetime(good) if isinstance(good, int) else None,
        "flags": ["clock_not_set"] if off or source == "none" else [],
    }
