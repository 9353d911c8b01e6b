"""What else a USB disk says it is, a keyboard or a network card for one, as Linux noted when it was plugged.

Sources: Linux, Documentation/ABI/stable/sysfs-bus-usb and testing/sysfs-bus-usb (`removable`, `port`, `peer`,
`descriptors`); USB 2.0, table 9-12 (interface descriptors); classes: usb.org, Defined Class Codes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What no disk needs: a keyboard or a mouse, a modem or a network card, radio, and what only its maker knows.
SUSPECT = {"02": "network", "03": "keyboard", "0a": "network", "e0": "wireless", "ff": "vendor"}
_ROOT_HUB = re.compile(r"usb\d+")
_CLASS = re.compile(r"[0-9a-f]{2}")
_INTERFACE = 4  # bDescriptorType
_LONGEST = 64 * 1024  # bytes read of one file
_MOST = 128  # names looked at in one place
_DEEPEST = 7  # tiers of hubs that USB allows


@dataclass(frozen=True, slots=True)
class Interfaces:
    """The classes one disk shows, two hexadecimal digits each; `beside` are of devices on the same hub."""

    usb: bool = False
    classes: tuple[str, ...] = ()  # none for a USB disk: nothing could be told
    beside: tuple[str, ...] = ()
    told: bool = True  # False where the system was not asked, or did not answer

    @property
    def suspect(self) -> tuple[str, ...]:
        """Return what it shows that no disk needs, as words of SUSPECT."""
        return _words(self.classes)

    @property
    def suspect_beside(self) -> tuple[str, ...]:
        return _words(self.beside)


def interfaces(disk: Path) -> Interfaces:
    """Return what the USB device of a disk shows, from the disk's own folder below /sys/devices.

    Every configuration and alternate setting counts, and so does all that is built into one casing: the
    devices that a hub says are fixed to it. What may be unplugged from that hub stands apart in `beside`.
    """
    if not any(_ROOT_HUB.fullmatch(part) for part in disk.parts):
        return Interfaces()
    device = next((place for place in disk.parents if (place / "idVendor").exists()), None)
    if device is None:
        return Interfaces(usb=True)
    own, beside = _classes(device), set[str]()
    here, inside = device, True
    for hub in _hubs(device):
        inside, here = inside and _fixed(here), hub
        for other, fixed in _on(hub, device):
            (own if inside and fixed else beside).update(_classes(other))
    return Interfaces(True, tuple(sorted(own)), tuple(sorted(beside)))


def _hubs(device: Path) -> Iterator[Path]:
    """Yield the hubs a device hangs on, save those of the machine itself."""
    here = device.parent
    for _ in range(_DEEPEST):
        if _ROOT_HUB.fullmatch(here.name) or not (here / "idVendor").exists() or _fixed_to_machine(here):
            return
        yield here
        here = here.parent


def _fixed_to_machine(hub: Path) -> bool:
    """Say whether a hub is soldered to the machine: fixed where it stands, as are those it hangs on."""
    for here in (hub, *hub.parents[:_DEEPEST]):
        if _ROOT_HUB.fullmatch(here.name):
            return True
        if not _fixed(here):
            return False
    return False


def _on(hub: Path, device: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the other devices on a hub, at either of its speeds, and whether they are fixed to it."""
    twin = hub / "port" / "peer" / "device"
    pending = [(place, True, 0) for place in (hub, twin.resolve() if twin.exists() else hub)]
    seen = {device}
    while pending:
        place, fixed, depth = pending.pop()
        for one in _below(place):
            if not (one / "idVendor").exists() or one in seen or device.is_relative_to(one):
                continue
            seen.add(one)
            yield one, fixed and _fixed(one)
            if depth < _DEEPEST:
                pending.append((one, fixed and _fixed(one), depth + 1))


def _fixed(device: Path) -> bool:
    return _read(device / "removable").strip() == b"fixed"


def _classes(device: Path) -> set[str]:
    texts = {_read(one / "bInterfaceClass").decode("ascii", "replace").strip() for one in _below(device)}
    found = {text for text in texts if _CLASS.fullmatch(text)}
    return found | set(_described(_read(device / "descriptors")))


def _described(raw: bytes) -> Iterator[str]:
    """Yield the class of each interface descriptor, those of settings not chosen now included."""
    at = 0
    while at + 2 <= len(raw) and raw[at] >= 2:
        if raw[at + 1] == _INTERFACE and raw[at] >= 9 and at + 9 <= len(raw):
            yield f"{raw[at + 5]:02x}"
        at += raw[at]


def _words(classes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(SUSPECT[one] for one in classes if one in SUSPECT))


def _below(place: Path) -> list[Path]:
    try:
        return sorted(one for one in place.iterdir() if not one.is_symlink())[:_MOST]
    except OSError:
        return []


def _read(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            return file.read(_LONGEST)
    except OSError:
        return b""
