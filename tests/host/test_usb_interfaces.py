"""What a USB disk shows beside a disk, in trees made like /sys/devices."""

import sys
from pathlib import Path

import pytest

from toolkit.host.usb_interfaces import interfaces

DISK = "host6/target6:0:0/6:0:0:0/block/sdb"


def usb(place: Path, *classes: str, removable: str = "unknown", descriptors: bytes = b"") -> Path:
    """Lay one USB device with an interface of each class."""
    place.mkdir(parents=True)
    (place / "idVendor").write_text("0951\n")
    (place / "removable").write_text(f"{removable}\n")
    (place / "descriptors").write_bytes(descriptors)
    for number, one in enumerate(classes):
        inside = place / f"{place.name}:1.{number}"
        inside.mkdir()
        (inside / "bInterfaceClass").write_text(f"{one}\n")
    return place


def disk(device: Path) -> Path:
    place = device / f"{device.name}:1.0" / DISK
    place.mkdir(parents=True)
    return place


@pytest.fixture
def port(tmp_path: Path) -> Path:
    """The root hub of a machine."""
    return usb(tmp_path / "sys/devices/pci0000:00/0000:00:14.0/usb1", "09")


@pytest.mark.parametrize(
    ("classes", "suspect"),
    [
        (("08",), ()),
        (("08", "08"), ()),
        (("08", "03"), ("keyboard",)),
        (("08", "02", "0a"), ("network",)),
        (("08", "e0"), ("wireless",)),
        (("08", "ff"), ("vendor",)),
        (("08", "01"), ()),  # sound: no way in
    ],
)
def test_every_interface_of_the_device_counts(
    port: Path, classes: tuple[str, ...], suspect: tuple[str, ...]
) -> None:
    found = interfaces(disk(usb(port / "1-2", *classes)))
    assert (found.usb, found.suspect, found.suspect_beside) == (True, suspect, ())
    assert set(found.classes) == set(classes)


def test_a_setting_that_is_not_chosen_now_counts(port: Path) -> None:
    head = bytes([9, 2, 34, 0, 1, 1, 0, 0x80, 50])
    keys = bytes([9, 4, 0, 1, 1, 3, 1, 1, 0])
    assert interfaces(disk(usb(port / "1-2", "08", descriptors=head + keys))).suspect == ("keyboard",)


@pytest.mark.parametrize(
    "raw", [b"\0" * 40, b"\x09\x04", b"\x01\x04" * 9, b"\xff\x04\x00", bytes(range(256)) * 9]
)
def test_descriptors_that_lie_are_passed(port: Path, raw: bytes) -> None:
    assert "08" in interfaces(disk(usb(port / "1-2", "08", descriptors=raw))).classes


def test_a_keyboard_built_into_the_same_casing_is_of_the_device(port: Path) -> None:
    hub = usb(port / "1-2", "09", removable="removable")
    usb(hub / "1-2.2", "03", removable="fixed")
    found = interfaces(disk(usb(hub / "1-2.1", "08", removable="fixed")))
    assert (found.suspect, found.suspect_beside) == (("keyboard",), ())


@pytest.mark.skipif(sys.platform == "win32", reason="sysfs is links, which Wine cannot make")
def test_a_keyboard_on_the_other_speed_of_the_same_hub(port: Path, tmp_path: Path) -> None:
    slow = usb(tmp_path / "sys/devices/pci0000:00/0000:00:14.0/usb2/2-2", "09")
    usb(slow / "2-2.2", "03", removable="fixed")
    hub = usb(port / "1-2", "09")
    (hub / "port/peer").mkdir(parents=True)
    (hub / "port/peer/device").symlink_to(slow)
    assert interfaces(disk(usb(hub / "1-2.1", "08", removable="fixed"))).suspect == ("keyboard",)


def test_a_keyboard_that_somebody_plugged_into_the_same_hub_stands_apart(port: Path) -> None:
    hub = usb(port / "1-2", "09", removable="removable")
    usb(hub / "1-2.2", "03", removable="removable")
    inner = usb(hub / "1-2.3", "09")
    usb(inner / "1-2.3.1", "ff")
    found = interfaces(disk(usb(hub / "1-2.1", "08", removable="removable")))
    assert (found.suspect, found.suspect_beside) == ((), ("keyboard", "vendor"))


def test_the_keyboard_of_the_machine_itself_is_no_matter(port: Path) -> None:
    usb(port / "1-1", "03", removable="fixed")
    hub = usb(port / "1-2", "09", removable="fixed")
    usb(hub / "1-2.2", "03", removable="fixed")
    found = interfaces(disk(usb(hub / "1-2.1", "08", removable="removable")))
    assert (found.suspect, found.suspect_beside) == ((), ())


def test_a_disk_that_is_not_on_usb(tmp_path: Path) -> None:
    place = tmp_path / "sys/devices/pci0000:00/ata1/host0/block/sda"
    place.mkdir(parents=True)
    assert not interfaces(place).usb


def test_a_usb_disk_of_which_nothing_is_told(tmp_path: Path) -> None:
    place = tmp_path / "sys/devices/usb1/1-1/1-1:1.0/block/sda"
    place.mkdir(parents=True)
    found = interfaces(place)
    assert (found.usb, found.classes) == (True, ())
