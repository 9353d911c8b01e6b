r"""Disks and sticks that were plugged into the machine: model, serial number, dates, letters and users.

Places: Enum\USBSTOR, Enum\USB and Enum\SCSI of the control set, MountedDevices, Windows Portable Devices,
MountPoints2 of each user, and Windows/INF/setupapi.dev.log. Dates of a device are the properties 0064 to 0067
of {83da6326-97a6-4088-9453-a1923f573b29} (Microsoft, devpkey.h: install, first install, arrival, removal).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.registry import Key
from toolkit.records import Unread
from toolkit.triage.formats.device_log import LIMIT, first_seen
from toolkit.triage.hardware import moment
from toolkit.triage.machine import Machine

_LOG = "Windows/INF/setupapi.dev.log"
_PORTABLE = r"Microsoft\Windows Portable Devices\Devices"
_MOUNTED, _MOUNT_POINTS = "MountedDevices", r"Software\Microsoft\Windows\CurrentVersion\Explorer\MountPoints2"
WHERE = (
    r"Windows/System32/config/SYSTEM\Enum\USBSTOR", r"Windows/System32/config/SYSTEM\Enum\USB",
    rf"Windows/System32/config/SYSTEM\{_MOUNTED}", _LOG,
)  # fmt: skip

_DATES = r"Properties\{83da6326-97a6-4088-9453-a1923f573b29}"
_INSTALLED, _FIRST, _ARRIVED, _REMOVED = "0064", "0065", "0066", "0067"
_STORAGE = frozenset({"usbstor", "uaspstor"})  # drivers of mass storage on the USB bus
_DEVICES = 5000
_LETTER, _VOLUME = "\\dosdevices\\", "\\??\\volume"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """What other places than Enum say of devices, by a part of the name of each."""

    mounts: tuple[tuple[str, str], ...]  # name of the device, letter or volume
    users: Mapping[str, tuple[str, ...]]  # volume identifier, users
    labels: Mapping[str, str]  # name of the device, label
    logged: Mapping[str, str]  # name of the device, first date in local time


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per storage device, the last plugged first."""
    control, system = machine.control_set(), machine.config("SYSTEM")
    if control is None or system is None:
        return
    known = _Known(
        tuple(_mounts(system)), _users(machine), dict(_labels(machine.config("SOFTWARE"))), _logged(machine)
    )
    rows: list[Row] = []
    for bus in ("USBSTOR", "USB", "SCSI"):
        for model, key in _instances(control, bus):
            if len(rows) >= _DEVICES:
                key.hive.fail(key.path, "registry_limit")
                break
            if bus == "USBSTOR" or _is_storage(bus, key):
                rows.append(_row(bus, model, key, known))
    rows = _merged(rows)
    yield from sorted(rows, key=lambda row: -(row["last_plugged_ns"] or row["written_ns"] or 0))


def _merged(rows: list[Row]) -> list[Row]:
    """Leave out the bridge of a disk told already, and give the disk its numbers; both have one serial."""
    disks = {
        row["serial"].casefold() for row in rows if row["bus"] == "USBSTOR" and not row["serial_made_up"]
    }
    bridges: dict[str, Row] = {row["serial"].casefold(): row for row in rows if row["bus"] == "USB"}
    found: list[Row] = []
    for row in rows:
        serial = row["serial"].casefold()
        if row["bus"] == "USBSTOR":
            bridge = bridges.get(serial, {})
            found.append({**row, **{name: bridge.get(name) for name in ("vendor_id", "product_id")}})
        elif row["bus"] != "USB" or serial not in disks:
            found.append(row)
    return found


def _instances(control: Key, bus: str) -> Iterator[tuple[str, Key]]:
    listed = control.key(rf"Enum\{bus}")
    for model in listed.subkeys() if listed else ():
        for key in model.subkeys():
            yield model.name, key


def _is_storage(bus: str, key: Key) -> bool:
    """Say whether a device of another bus is a disk on a USB port: UASP disks stand below SCSI."""
    if bus == "USB":
        return (key.text("Service") or "").casefold() in _STORAGE
    texts = key.get("HardwareID")
    return isinstance(texts, tuple) and any("usb" in text.casefold() for text in texts)


def _row(bus: str, model: str, key: Key, known: _Known) -> Row:
    dates = key.key(_DATES)
    name = rf"{bus}\{model}\{key.name}".casefold()
    volumes = [place for device, place in known.mounts if _same(device, model, key.name)]
    # Without a serial number of its own Windows makes one up, its second character being "&".
    own = key.name[1:2] != "&"
    return {
        "bus": bus,
        **_model(model),
        "name": (key.text("FriendlyName") or key.text("DeviceDesc") or "").rpartition(";")[2],
        "serial": key.name.rpartition("&")[0] or key.name if own and bus == "USBSTOR" else key.name,
        "serial_made_up": None if own else True,
        "label": next((text for one, text in known.labels.items() if _same(one, model, key.name)), None),
        "letters": sorted({place for place in volumes if not place.startswith("{")}),
        "users": sorted({user for place in volumes for user in known.users.get(place, ())}),
        "first_plugged_ns": _date(dates, _FIRST) or _date(dates, _INSTALLED),
        "last_plugged_ns": _date(dates, _ARRIVED),
        "last_removed_ns": _date(dates, _REMOVED),
        "first_logged_local": known.logged.get(name),
        "written_ns": key.written_ns,
        "flags": [],
    }


def _model(model: str) -> Row:
    """Split "Disk&Ven_SanDisk&Prod_Cruzer&Rev_1.20" and "VID_0781&PID_5530"."""
    parts = dict(part.partition("_")[::2] for part in model.split("&") if "_" in part)
    names = {"Ven": "vendor", "Prod": "model", "Rev": "revision", "VID": "vendor_id", "PID": "product_id"}
    return {names[name]: value.replace("_", " ").strip() for name, value in parts.items() if name in names}


def _same(device: str, model: str, instance: str) -> bool:
    r"""Say whether a name such as "_??_USBSTOR#Disk&…#serial&0#{…}" is that of a device."""
    return f"{model}#{instance}".casefold() in device


def _date(key: Key | None, number: str) -> int | None:
    """Read one date; Windows 7 keeps it two keys further down."""
    below = key.subkey(number) if key else None
    if below is None:
        return None
    deeper = below.subkey("00000000")
    return moment(below.get("")) or (moment(deeper.get("Data")) if deeper else None)


def _mounts(system: Key) -> Iterator[tuple[str, str]]:
    """Yield the device each letter and volume was last given to, where MountedDevices names one."""
    key = system.key(_MOUNTED)
    for name, value in key.values() if key else ():
        lower = name.casefold()
        if isinstance(value, bytes) and lower.startswith((_LETTER, _VOLUME)):
            device = value[: len(value) & ~1].decode("utf-16-le", "surrogatepass").casefold()
            place = name[len(_LETTER) :] if lower.startswith(_LETTER) else lower[len(_VOLUME) :]
            yield device, place


def _users(machine: Machine) -> dict[str, tuple[str, ...]]:
    """Return the users in whose hive each volume identifier stands: they had it before them."""
    found: dict[str, tuple[str, ...]] = {}
    for user, root in machine.user_hives():
        listed = root.key(_MOUNT_POINTS)
        for key in listed.subkeys() if listed else ():
            if key.name.startswith("{"):
                found[key.name.casefold()] = (*found.get(key.name.casefold(), ()), user)
    return found


def _labels(software: Key | None) -> Iterator[tuple[str, str]]:
    listed = software.key(_PORTABLE) if software else None
    for key in listed.subkeys() if listed else ():
        label = key.text("FriendlyName")
        if label:
            yield key.name.casefold(), label


def _logged(machine: Machine) -> dict[str, str]:
    entry = machine.file(_LOG)
    if entry is None:
        return {}
    try:
        with machine.source.open(entry) as stream:
            data = stream.read(LIMIT + 1)
    except (Unreadable, OSError) as error:
        machine.unread.append(Unread(machine.volume, entry.path, getattr(error, "why", "io_error")))
        return {}
    if len(data) > LIMIT:
        machine.unread.append(Unread(machine.volume, entry.path, "file_read_in_part"))
    return first_seen(data[:LIMIT])
