r"""Disks and sticks that were plugged into the machine: model, serial number, dates, letters and users.

Places: Enum\USBSTOR, Enum\USB and Enum\SCSI of the control set, MountedDevices, Windows Portable Devices,
MountPoints2 of each user, and Windows/INF/setupapi.dev.log. Dates of a device are the properties 0064 to 0067
of {83da6326-97a6-4088-9453-a1923f573b29} (Microsoft, devpkey.h: install, first install, arrival, removal), of
eight figures on Windows 7. A fast bridge (UASP) stands below USB with the serial number, "MSFT30" before it,
and its disks below SCSI with their make; both bear one ContainerID (df-stream.com, hecfblog.com).
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
_FAST = "uaspstor"
_STORAGE = frozenset({"usbstor", _FAST})  # drivers of mass storage on the USB bus
_PREFIX = "MSFT30"  # Windows' own, before the serial number of a fast bridge
_DISK = "disk&"  # below SCSI; other devices of a bridge are lamps and doors
_NO_CONTAINER = "{00000000-0000-0000-"  # of what is built into the machine
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
    bridges = _bridges(control)
    rows: list[Row] = []
    for bus in ("USBSTOR", "USB", "SCSI"):
        for model, key in _instances(control, bus):
            if len(rows) >= _DEVICES:
                key.hive.fail(key.path, "registry_limit")
                break
            bridge = bridges.get(_container(key)) if bus == "SCSI" else None
            if bus == "USBSTOR" or (bus == "USB" and _service(key) in _STORAGE):
                rows.append(_row(bus, model, key, known))
            elif bridge is not None and model.casefold().startswith(_DISK):
                rows.append(_behind(_row(bus, model, key, known), _row("USB", *bridge, known)))
    rows = _merged(rows)
    yield from sorted(rows, key=lambda row: -(row["last_plugged_ns"] or row["written_ns"] or 0))


def _bridges(control: Key) -> dict[str, tuple[str, Key]]:
    """Return the fast bridges on USB ports by the container they share with their disks."""
    found = {
        _container(key): (model, key) for model, key in _instances(control, "USB") if _service(key) == _FAST
    }
    return {container: one for container, one in found.items() if container}


def _container(key: Key) -> str:
    text = (key.text("ContainerID") or "").casefold()
    return "" if text.startswith(_NO_CONTAINER) else text


def _service(key: Key) -> str:
    return (key.text("Service") or "").casefold()


def _behind(disk: Row, bridge: Row) -> Row:
    """Return a disk with what its bridge knows: serial number, numbers of the maker, dates."""
    first = [when for row in (disk, bridge) if (when := row["first_plugged_ns"])]
    latest = {
        name: max((when for row in (disk, bridge) if (when := row[name])), default=None)
        for name in ("last_plugged_ns", "last_removed_ns")
    }
    taken = {name: bridge.get(name) for name in ("vendor_id", "product_id", "serial", "serial_made_up")}
    either = {name: disk[name] or bridge[name] for name in ("label", "first_logged_local")}
    both = {name: sorted({*disk[name], *bridge[name]}) for name in ("letters", "users")}
    return {**disk, **taken, **either, **both, **latest, "first_plugged_ns": min(first, default=None)}


def _merged(rows: list[Row]) -> list[Row]:
    """Leave out the bridge of a disk told already, and give the disk its numbers; both have one serial."""
    disks = {
        row["serial"].casefold()
        for row in rows
        if row["bus"] == "SCSI" or (row["bus"] == "USBSTOR" and not row["serial_made_up"])
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
        "serial": _serial(bus, key, own=own),
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


def _serial(bus: str, key: Key, *, own: bool) -> str:
    if bus == "USBSTOR" and own:
        return key.name.rpartition("&")[0] or key.name
    return key.name.removeprefix(_PREFIX) or key.name if _service(key) == _FAST else key.name


def _model(model: str) -> Row:
    """Split "Disk&Ven_SanDisk&Prod_Cruzer&Rev_1.20" and "VID_0781&PID_5530"."""
    parts = dict(part.partition("_")[::2] for part in model.split("&") if "_" in part)
    names = {"Ven": "vendor", "Prod": "model", "Rev": "revision", "VID": "vendor_id", "PID": "product_id"}
    return {names[name]: value.replace("_", " ").strip() for name, value in parts.items() if name in names}


def _same(device: str, model: str, instance: str) -> bool:
    r"""Say whether a name such as "_??_USBSTOR#Disk&…#serial&0#{…}" is that of a device."""
    return f"{model}#{instance}".casefold() in device


def _date(key: Key | None, number: str) -> int | None:
    """Read one date; Windows 7 gives it eight figures and keeps it one key further down."""
    below = key.subkey(number) if key else None
    found = moment(below.get("")) if below else None
    older = key.subkey(f"0000{number}") if key and found is None else None
    deeper = older.subkey("00000000") if older else None
    return found or (moment(deeper.get("Data")) if deeper else None)


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
        data = machine.head(entry, LIMIT)
    except (Unreadable, OSError) as error:
        machine.unread.append(Unread(machine.volume, entry.path, getattr(error, "why", "io_error")))
        return {}
    if len(data) > LIMIT:
        machine.unread.append(Unread(machine.volume, entry.path, "file_read_in_part"))
    return first_seen(data[:LIMIT])
