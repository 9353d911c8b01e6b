r"""BitLocker: which volumes are encrypted, and whether switching off would ask for a recovery key.

The state of each volume is established by toolkit.media.windows.volumes; the two registry values are those
Windows writes at start (Control\BitlockerStatus) and that decide on device encryption (Control\BitLocker).
"""

import sys
from collections.abc import Iterator
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.registry import values
from toolkit.media.windows.volumes import LiveVolume, volumes
from toolkit.records import Unread

Row = dict[str, Any]

_CONTROL = r"SYSTEM\CurrentControlSet\Control"
_KINDS = frozenset({"fixed", "removable"})
# Why a volume's state is not told; "shell" and its like say who told it.
_TELLERS = frozenset({"first_sector", "shell", "system", ""})


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row for the start of Windows, then one per volume that BitLocker could encrypt."""
    if sys.platform == "win32":
        yield from _windows(missed)
    else:
        raise Unreadable("not_offered")


def _windows(missed: list[Unread]) -> Iterator[Row]:
    try:
        yield from started(values(f"{_CONTROL}\\BitlockerStatus"), values(f"{_CONTROL}\\BitLocker"))
    except Unreadable as error:
        missed.append(Unread("", "BitlockerStatus", error.why, error.detail))
    for volume in volumes():
        if volume.kind in _KINDS:
            yield row(volume)
            if volume.bitlocker == "unknown":
                missed.append(Unread("", volume.name, volume.bitlocker_why or "not_offered"))


def started(status: dict[str, Any] | None, control: dict[str, Any] | None) -> Iterator[Row]:
    """Yield what Windows noted at its start: was its own volume encrypted; nothing when it noted nothing."""
    boot, prevented = (status or {}).get("BootStatus"), (control or {}).get("PreventDeviceEncryption")
    if isinstance(boot, int):
        blocked = bool(prevented) if isinstance(prevented, int) else None
        yield {"volume_of_windows_encrypted_at_start": boot == 1, "device_encryption_prevented": blocked}


def row(volume: LiveVolume) -> Row:
    """Return the row of one volume: `state` is "on" (open now), "off", "locked" or "unknown"."""
    told = volume.bitlocker_why
    # Once switched off, an encrypted volume that is open now needs its key again.
    codes = {"on": "encrypted_open", "locked": "encrypted_locked"}
    return {
        "volume": volume.name,
        "state": volume.bitlocker,
        "told_by": told if volume.bitlocker != "unknown" and told in _TELLERS else None,
        "holds_windows": volume.holds_windows or None,
        "flags": [codes[volume.bitlocker]] if volume.bitlocker in codes else [],
    }
