r"""The make and the age of the equipment, as its firmware told Windows at the last complete start.

Places: SYSTEM\HardwareConfig (Windows 8 and later) and Control\SystemInformation. Figures of EnclosureType
and the form of the date: DMTF, System Management BIOS (DSP0134), types 0 and 3.
"""

import re
import struct
from datetime import date
from typing import Any

from toolkit.media.registry import Key, filetime

_CONFIGURATIONS = "HardwareConfig"
_LISTED = 64  # configurations looked at
_CHASSIS = {
    **dict.fromkeys((3, 4, 5, 6, 7, 13, 15, 16, 24, 35), "desktop_machine"),
    **dict.fromkeys((8, 9, 10, 14, 30, 31, 32), "laptop_machine"),
    **dict.fromkeys((17, 23, 25, 28), "server_machine"),
}
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_YEAR_NS = 31_556_952 * 1_000_000_000  # the mean year of the calendar
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY_NS = 86_400 * 1_000_000_000
OLD = 8  # years: Windows 11 asks for processors of 2018 and later


def hardware(system: Key | None, control: Key | None, used: int | None) -> dict[str, Any]:
    """Return the facts of the equipment; `equipment_years` is the least its age was at its last use.

    A later firmware has a later date: the equipment may be older than that, never younger.
    """
    key = configuration(system) or (control.key(r"Control\SystemInformation") if control else None)
    if key is None:
        return {}
    made = bios_date(key.text("BIOSReleaseDate") or "")
    return {
        "manufacturer": key.text("SystemManufacturer"),
        "model": key.text("SystemProductName"),
        "board": key.text("BaseBoardProduct"),
        "chassis": _CHASSIS.get((key.number("EnclosureType") or 0) & 0x7F),
        "bios": " ".join(part for name in ("BIOSVendor", "BIOSVersion") if (part := key.text(name))),
        "bios_date": made.isoformat() if made else None,
        "equipment_years": _years(made, used) if made and used else None,
        "last_boot_ns": moment(key.get("LastUse")),
    }


def moment(value: object) -> int | None:
    """Return the date of a value of eight bytes in units of 100 ns since 1601."""
    return filetime(struct.unpack("<Q", value)[0]) if isinstance(value, bytes) and len(value) == 8 else None


def bios_date(text: str) -> date | None:
    """Read a date such as "12/27/2013", month first; None for anything else."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    month, day, year = (int(part) for part in found.groups())
    try:
        return date(year + 1900 if 80 <= year < 100 else year + 2000 if year < 80 else year, month, day)
    except ValueError:
        return None


def _years(made: date, used: int) -> int | None:
    age = used - (made.toordinal() - _EPOCH_DAY) * _DAY_NS
    return age // _YEAR_NS if age >= 0 else None


def configuration(system: Key | None) -> Key | None:
    """Return the configuration last in service: the one named so, else the one used last."""
    listed = system.key(_CONFIGURATIONS) if system else None
    if listed is None:
        return None
    named = listed.text("LastConfig")
    found = listed.subkey(named) if named else None
    if found is not None:
        return found
    known = [
        key for _, key in zip(range(_LISTED), listed.subkeys(), strict=False) if key.text("BIOSReleaseDate")
    ]
    return max(known, key=lambda key: moment(key.get("LastUse")) or 0, default=None)
