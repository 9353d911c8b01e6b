"""What the plug-and-play manager lists of USB devices, laid out as real machines do, and asked of Windows."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.host.usb_interfaces import Interfaces
from toolkit.host.windows.usb import Node, shown
from toolkit.host.windows.usb_nodes import interfaces

ROOT, CARD = "HTREE\\ROOT\\0", "PCI\\VEN_8086&DEV_A36D\\3&11583659&0&A0"
PORT = "USB\\ROOT_HUB30\\4&2A7F1D8&0&0"
MACHINE = "{00000000-0000-0000-FFFF-FFFFFFFFFFFF}"
MADE = {ROOT: Node("", container=MACHINE), CARD: Node(ROOT, container=MACHINE)}
MADE[PORT] = Node(CARD, ("USB\\ROOT_HUB30",), container=MACHINE)
STICK, OTHER = "{AAAAAAAA-0000-5000-8000-000000000001}", "{BBBBBBBB-0000-5000-8000-000000000002}"
DISK = "USBSTOR\\DISK&VEN_SANDISK&PROD_ULTRA&REV_1.00\\4C530001&0"
PLAIN = "USB\\VID_0781&PID_5581\\4C530001"
KEYBOARD = "USB\\VID_046D&PID_C31C\\5&1B&0&2"
HUB = "USB\\VID_05E3&PID_0608\\5&1B&0&1"


def ids(code: str, more: str = "&SubClass_06&Prot_50") -> tuple[str, ...]:
    return f"USB\\Class_{code}{more}", f"USB\\Class_{code}{more[:12]}", f"USB\\Class_{code}"


def stick(*codes: str, above: str = PORT) -> dict[str, Node]:
    """Lay one stick, composite where it shows several interfaces."""
    if len(codes) == 1:
        return {PLAIN: Node(above, ids(codes[0]), container=STICK), DISK: Node(PLAIN, container=STICK)}
    whole = ("USB\\DevClass_00&SubClass_00&Prot_00", "USB\\DevClass_00", "USB\\COMPOSITE")
    parts = [f"USB\\VID_0781&PID_5581&MI_{number:02X}\\6&2&0&{number:04}" for number in range(len(codes))]
    laid = {PLAIN: Node(above, whole, container=STICK), DISK: Node(parts[0], container=STICK)}
    return laid | {
        part: Node(PLAIN, ids(code) if code else (), container=STICK)
        for part, code in zip(parts, codes, strict=True)
    }


@pytest.mark.parametrize(
    ("codes", "classes", "suspect"),
    [
        (("08",), ("08",), ()),
        (("08", "08"), ("08",), ()),
        (("08", "03"), ("03", "08"), ("keyboard",)),
        (("08", "02", "0A"), ("02", "08", "0a"), ("network",)),
        (("08", "E0"), ("08", "e0"), ("wireless",)),
        (("08", "FF"), ("08", "ff"), ("vendor",)),  # a telephone with its debugging on
        (("08", "01"), ("01", "08"), ()),
        (("08", ""), (), ()),  # one part does not tell: nothing is known of the whole
        (("08", "", "03"), ("03", "08"), ("keyboard",)),
    ],
)
def test_every_part_of_a_composite_device_counts(
    codes: tuple[str, ...], classes: tuple[str, ...], suspect: tuple[str, ...]
) -> None:
    found = shown(DISK, MADE | stick(*codes))
    assert (found.usb, found.classes, found.suspect, found.beside) == (True, classes, suspect, ())


def test_a_composite_device_whose_parts_are_not_listed_is_not_known() -> None:
    laid = {PLAIN: Node(PORT, ("USB\\COMPOSITE",), container=STICK), DISK: Node(PLAIN)}
    assert shown(DISK, MADE | laid) == Interfaces(usb=True)


def test_a_part_without_ids_is_told_by_its_setup_class() -> None:
    laid = stick("08", "")
    part = next(one for one in laid if "MI_01" in one)
    laid[part] = Node(PLAIN, setup="{4D36E972-E325-11CE-BFC1-08002BE10318}", container=STICK)
    assert shown(DISK, MADE | laid).suspect == ("network",)


def test_the_keyboard_of_the_machine_is_no_part_of_a_stick() -> None:
    beside = {KEYBOARD: Node(PORT, ids("03"), container=OTHER)}
    assert shown(DISK, MADE | stick("08") | beside) == Interfaces(True, ("08",))


def test_a_disk_of_the_other_protocol_and_a_card_reader() -> None:
    disk = "SCSI\\DISK&VEN_SAMSUNG&PROD_PSSD_T7\\6&1&0&000000"
    laid = {PLAIN: Node(PORT, ids("08", "&SubClass_06&Prot_62"), container=STICK), disk: Node(PLAIN)}
    assert shown(disk, MADE | laid) == Interfaces(True, ("08",))
    second = DISK.replace("&0", "&1")
    assert shown(second, MADE | stick("08") | {second: Node(PLAIN)}) == Interfaces(True, ("08",))


@pytest.mark.parametrize(
    ("container", "own", "beside"),
    [
        (OTHER, ("08",), ("03",)),  # plugged beside it
        (STICK, ("03", "08"), ()),  # fixed to the same hub: one casing
    ],
)
def test_a_keyboard_on_the_same_hub(container: str, own: tuple[str, ...], beside: tuple[str, ...]) -> None:
    hub = {HUB: Node(PORT, ids("09"), container=OTHER), KEYBOARD: Node(HUB, ids("03"), container=container)}
    assert shown(DISK, MADE | hub | stick("08", above=HUB)) == Interfaces(True, own, beside)


def test_a_keyboard_on_the_other_speed_of_the_same_hub() -> None:
    twin = "USB\\VID_05E3&PID_0612\\5&1B&0&7"
    hubs = {one: Node(PORT, ids("09"), container=OTHER) for one in (HUB, twin)}
    keys = {KEYBOARD: Node(twin, ids("03"), container=STICK.replace("1}", "9}"))}
    assert "03" in shown(DISK, MADE | hubs | keys | stick("08", above=HUB)).beside


def test_a_hub_soldered_to_the_machine_is_no_neighbour() -> None:
    hub = {HUB: Node(PORT, ids("09"), container=MACHINE), KEYBOARD: Node(HUB, ids("03"), container=MACHINE)}
    assert shown(DISK, MADE | hub | stick("08", above=HUB)) == Interfaces(True, ("08",))
    own = {one: Node(node.above, node.compatible, container=MACHINE) for one, node in stick("08").items()}
    assert shown(DISK, MADE | hub | own) == Interfaces(True, ("08",))


def test_what_is_no_usb_disk_and_what_is_not_told() -> None:
    disk = "SCSI\\DISK&VEN_NVME&PROD_SAMSUNG\\5&1&0&000000"
    assert shown(disk, MADE | {disk: Node(CARD)}) == Interfaces()
    assert shown(disk, MADE | {disk: Node(None)}) == Interfaces(told=False)
    assert shown(disk, {}) == Interfaces(told=False)
    assert shown(DISK, MADE | {DISK: Node(None)}) == Interfaces(usb=True)


_NAMES = st.sampled_from([ROOT, CARD, PORT, DISK, PLAIN, KEYBOARD, HUB, PLAIN.replace("\\4C", "&MI_00\\4C")])
_NODES = st.builds(
    Node, st.none() | st.just("") | _NAMES, st.lists(st.text() | st.sampled_from(ids("03"))).map(tuple),
    st.text(), st.sampled_from([STICK, OTHER, MACHINE, ""]),
)  # fmt: skip


@given(st.dictionaries(_NAMES, _NODES))
def test_devices_that_hang_on_each_other_end(nodes: dict[str, Node]) -> None:
    found = shown(DISK, nodes)
    assert found.told or not (found.usb or found.classes)
    assert found.usb or not found.classes


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_elsewhere_nothing_is_told() -> None:
    assert interfaces("\\\\.\\PhysicalDrive0") == Interfaces(told=False)


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_answers_or_says_that_it_does_not() -> None:
    assert interfaces("\\\\.\\PhysicalDrive97") == Interfaces(told=False)
    for device in ("\\\\.\\PhysicalDrive0", "\\\\.\\C:"):
        found = interfaces(device)
        assert found.suspect == ()
        assert found.told or not found.usb
