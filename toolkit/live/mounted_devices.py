r"""Volumes of this machine now, and every removable device it remembers.

Windows: SYSTEM\MountedDevices (disk signature and offset, GPT identifier, or the name of a device) and the
keys the plug-and-play manager keeps below Enum\USBSTOR and Enum\USB. Linux: sysfs, as sysfs-bus-usb says.
"""

import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.devices import plugged
from toolkit.host.windows.registry import Value, subkeys, values
from toolkit.media.windows.volumes import LiveVolume, volumes
from toolkit.records import Unread

Row = dict[str, Any]

_ENUM = r"SYSTEM\CurrentControlSet\Enum"
_MOUNTED = r"SYSTEM\MountedDevices"
_LETTER, _VOLUME = "\\dosdevices\\", "\\??\\volume"
_GPT = b"DMIO:ID:"
# Drivers of mass storage: UASP disks stand below Enum\SCSI, and below Enum\USB by this service.
_STORAGE = frozenset({"usbstor", "uaspstor"})
_DEVICES = 5_000
_SYS = Path("/sys/bus/usb/devices")


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield volumes, then devices (those plugged now first), then what letters were given to.

    `changed_ns` is when the system last wrote the key of a device: often, not always, when it was plugged.
    """
    if sys.platform == "win32":
        yield from (volume_row(volume) for volume in volumes())
        yield from _devices(missed)
        yield from _letters(missed)
    else:
        yield from linux(_SYS, missed)


def volume_row(volume: LiveVolume) -> Row:
    """Return the row of one volume; a USB disk that is plugged now is a flag."""
    usb = volume.bus == "usb" or volume.kind == "removable"
    return {
        "what": "volume",
        "volume": volume.name,
        "mounts": list(volume.mounts),
        "kind": volume.kind,
        "bus": volume.bus,
        "filesystem": volume.filesystem,
        "label": volume.label,
        "serial": volume.serial,
        "size": volume.size,
        "disks": list(volume.disks),
        "why": volume.why,
        "holds_program": volume.holds_program or None,
        "flags": ["usb_disk_plugged"]
        if usb and not volume.holds_program and volume.why != "no_medium"
        else [],
    }


def mounted(name: str, value: Value) -> Row | None:
    """Return what one value of MountedDevices says; None for what is not a letter or volume of Windows."""
    lower = name.casefold()
    if not isinstance(value, bytes) or not lower.startswith((_LETTER, _VOLUME)):
        return None
    row: Row = {"what": "letter" if lower.startswith(_LETTER) else "remembered_volume"}
    row["mount"] = name[len(_LETTER) :] if row["what"] == "letter" else name[len("\\??\\") :]
    if len(value) == 12:
        return {**row, "disk_signature": value[3::-1].hex(), "offset": int.from_bytes(value[4:], "little")}
    if value.startswith(_GPT) and len(value) == 24:
        return {**row, "partition": str(uuid.UUID(bytes_le=value[8:]))}
    text = value[: len(value) & ~1].decode("utf-16-le", "surrogatepass").split("\0", 1)[0]
    return (
        {**row, "device": text} if text.startswith(("_??_", "\\??\\")) else {**row, "bytes": value[:64].hex()}
    )


def device(bus: str, model: str, serial: str, told: dict[str, Value], present: frozenset[str] | None) -> Row:
    """Return one device of Enum: its names, its serial number and whether it is plugged now."""
    name = told.get("FriendlyName") or told.get("DeviceDesc")
    text = name.rpartition(";")[2] if isinstance(name, str) else None
    now = None if present is None else f"{bus}\\{model}\\{serial}".casefold() in present
    # Without a serial number of its own Windows makes one up, its second character being "&".
    own = serial[1:2] != "&"
    number = serial.partition("&")[0] if bus == "USBSTOR" and own else serial
    return {
        "what": "device",
        "bus": bus,
        "model": model,
        "name": text,
        "serial": number,
        "serial_made_up": None if own else True,
        "plugged": now,
        "flags": ["usb_disk_plugged"] if now else [],
    }


def linux(folder: Path, missed: list[Unread]) -> Iterator[Row]:
    """Yield the USB devices plugged now, from sysfs; raise Unreadable `not_offered` where there is none."""
    try:
        places = sorted(folder.iterdir())
    except OSError as error:
        why = "not_offered" if isinstance(error, FileNotFoundError) else "io_error"
        raise Unreadable(why, error.strerror or "") from error
    for place in places[:_DEVICES]:
        try:
            row = _of_sysfs(place)
        except OSError as error:
            missed.append(Unread("", place.name, "io_error", error.strerror or ""))
            continue
        if row is not None:
            yield row


def _of_sysfs(place: Path) -> Row | None:
    vendor, product = _line(place / "idVendor"), _line(place / "idProduct")
    if vendor is None:
        return None
    # Class 08 is mass storage: usb.org, "Defined class codes".
    storage = any(_line(one) == "08" for one in place.glob(f"{place.name}:*/bInterfaceClass"))
    return {
        "what": "device",
        "bus": "USB",
        "model": f"VID_{vendor}&PID_{product or ''}".upper(),
        "name": _line(place / "product"),
        "serial": _line(place / "serial"),
        "plugged": True,
        "flags": ["usb_disk_plugged"] if storage else [],
    }


def _line(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()[:256] or None
    except (FileNotFoundError, NotADirectoryError):
        return None


def _devices(missed: list[Unread]) -> Iterator[Row]:
    rows: list[Row] = []
    for bus in ("USBSTOR", "USB"):
        present: frozenset[str] | None = None
        try:
            present = frozenset(one.casefold() for one in plugged(bus))
        except Unreadable as error:
            missed.append(Unread("", f"plugged {bus}", error.why, error.detail))
        try:
            rows += _of_bus(bus, present, missed)
        except Unreadable as error:
            missed.append(Unread("", f"{_ENUM}\\{bus}", error.why, error.detail))
    yield from sorted(rows, key=lambda row: (not row["plugged"], row["model"], row["serial"]))


def _of_bus(bus: str, present: frozenset[str] | None, missed: list[Unread]) -> Iterator[Row]:
    for model in subkeys(f"{_ENUM}\\{bus}", missed) or {}:
        try:
            for serial, written in (subkeys(f"{_ENUM}\\{bus}\\{model}", missed) or {}).items():
                told = values(f"{_ENUM}\\{bus}\\{model}\\{serial}") or {}
                service = told.get("Service")
                if bus == "USBSTOR" or (isinstance(service, str) and service.casefold() in _STORAGE):
                    yield {**device(bus, model, serial, told, present), "changed_ns": written}
        except Unreadable as error:
            missed.append(Unread("", f"{bus}\\{model}", error.why, error.detail))


def _letters(missed: list[Unread]) -> Iterator[Row]:
    try:
        for name, value in sorted((values(_MOUNTED, missed) or {}).items()):
            row = mounted(name, value)
            if row is not None:
                yield row
    except Unreadable as error:
        missed.append(Unread("", _MOUNTED, error.why, error.detail))
