r"""What else a USB disk says it is, as the plug-and-play manager of Windows lists the parts of its device.

Of the setting and the configuration chosen now only: Windows tells no others without a request to the device.
Sources: Microsoft, "Standard USB Identifiers" (compatible ids "USB\Class_xx&SubClass_xx&Prot_xx", composite
devices and their "&MI_xx"), "How Container IDs are generated" (what is fixed to a hub bears the hub's own),
"System-Defined Device Setup Classes Available to Vendors" (class GUIDs).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.host.usb_interfaces import SUSPECT, Interfaces

# What stands in for a compatible id where a part bears none: setup classes, as classes of interfaces.
_SETUP = {
    "{4d36e96b-e325-11ce-bfc1-08002be10318}": "03",  # keyboards
    "{4d36e96f-e325-11ce-bfc1-08002be10318}": "03",  # mice
    "{745a17a0-74d3-11d0-b6fe-00a0c90f57da}": "03",
    "{4d36e972-e325-11ce-bfc1-08002be10318}": "02",  # network cards
    "{4d36e96d-e325-11ce-bfc1-08002be10318}": "02",  # modems
    "{4d36e978-e325-11ce-bfc1-08002be10318}": "02",  # serial ports
    "{e0cbf06c-cd8b-4647-bb8a-263b43f0f974}": "e0",
}
_MACHINE = "{00000000-0000-0000-ffff-ffffffffffff}"  # the container of what is built into the machine
_INTERFACE = re.compile(r"USB\\Class_([0-9a-f]{2})(?:&|$)", re.IGNORECASE)
_DEVICE = re.compile(r"USB\\VID_[0-9a-f]{4}&PID_[0-9a-f]{4}\\", re.IGNORECASE)
_PART = re.compile(r"USB\\VID_[0-9a-f]{4}&PID_[0-9a-f]{4}&MI_[0-9a-f]{2}\\", re.IGNORECASE)
_ROOT_HUB = "USB\\ROOT_HUB"
_COMPOSITE = "USB\\COMPOSITE"
_DEEPEST = 64  # steps from a disk up to the root of all devices


@dataclass(frozen=True, slots=True)
class Node:
    """One device or part of one; `above` is the instance it hangs on, "" for none, None for not told."""

    above: str | None
    compatible: tuple[str, ...] = ()
    setup: str = ""  # GUID of its class
    container: str = ""  # GUID of the casing it is built into


def shown(disk: str, nodes: Mapping[str, Node]) -> Interfaces:
    r"""Return what the USB device of a disk shows; `nodes` are by instance in capitals, the disk's included.

    All that bears the container of the device is of it; what hangs on the same hubs otherwise is beside. A
    device of which a part is not told has no classes, unless those told are suspect already.
    """
    chain = list(_chain(disk, nodes))
    device = next((one for one in chain if _DEVICE.match(one)), None)
    if device is None:
        whole = bool(chain) and nodes[chain[-1]].above == ""
        usb = any(one.startswith(("USB\\", "USBSTOR\\")) for one in chain)
        return Interfaces(usb=usb, told=whole or usb)
    below = _below(nodes)
    inside = [device, *_same_casing(device, nodes)]
    told = [_classes(one, nodes, below) for one in inside]
    own = {each for classes in told for each in classes}
    if not all(told) and not own & SUSPECT.keys():
        own = set()
    others = {one for one in _on_hubs(device, nodes) if one not in inside}
    beside = {each for one in others for each in _classes(one, nodes, below)}
    return Interfaces(True, tuple(sorted(own)), tuple(sorted(beside)))


def _chain(start: str, nodes: Mapping[str, Node]) -> Iterator[str]:
    """Yield an instance and all it hangs on, as far as that is told; never one twice."""
    here: str | None = start
    passed = set[str]()
    while here and here in nodes and here not in passed and len(passed) < _DEEPEST:
        yield here
        passed.add(here)
        here = nodes[here].above


def _below(nodes: Mapping[str, Node]) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for one, node in nodes.items():
        held.setdefault(node.above or "", []).append(one)
    return held


def _classes(device: str, nodes: Mapping[str, Node], below: Mapping[str, list[str]]) -> set[str]:
    """Return the classes a device shows; none where one of its parts does not tell, and none is suspect."""
    parts = [one for one in below.get(device, ()) if _PART.match(one)]
    composite = any(one.upper() == _COMPOSITE for one in nodes[device].compatible)
    told = [_own(nodes[one]) for one in parts] if parts or composite else [_own(nodes[device])]
    found = {each for classes in told for each in classes} | _own(nodes[device])
    return found if (told and all(told)) or found & SUSPECT.keys() else set()


def _own(node: Node) -> set[str]:
    named = (_INTERFACE.match(one) for one in node.compatible)
    found = {one[1].lower() for one in named if one}
    setup = _SETUP.get(node.setup.lower())
    return found | {setup} if setup else found


def _same_casing(device: str, nodes: Mapping[str, Node]) -> list[str]:
    container = _casing(nodes[device])
    return [
        one
        for one, node in nodes.items()
        if container and one != device and _DEVICE.match(one) and _casing(node) == container
    ]


def _casing(node: Node) -> str:
    """Return the container of what may be unplugged, "" for the machine's own and where none is told."""
    told = node.container.lower()
    return "" if told == _MACHINE else told


def _on_hubs(device: str, nodes: Mapping[str, Node]) -> Iterator[str]:
    """Yield the devices on the hubs a device hangs on, at either speed, save hubs of the machine itself."""
    hubs = set(_hubs(device, nodes))
    casings = {_casing(nodes[hub]) for hub in hubs} - {""}
    for one in nodes:
        if one != device and one not in hubs and _DEVICE.match(one):
            above = list(_chain(one, nodes))[1:]
            if any(each in hubs or _casing(nodes[each]) in casings for each in above):
                yield one


def _hubs(device: str, nodes: Mapping[str, Node]) -> Iterator[str]:
    for one in list(_chain(device, nodes))[1:]:
        if one.startswith(_ROOT_HUB) or not _DEVICE.match(one):
            return
        if nodes[one].container.lower() == _MACHINE:
            return
        yield one
