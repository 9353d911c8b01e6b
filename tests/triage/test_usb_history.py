"""Disks and sticks that were plugged in."""

import struct
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, dword, filetime, hive, key, merge, multi, sz
from toolkit.triage import usb_history
from toolkit.triage.formats.device_log import first_seen

WHEN = 1_790_000_000_000_000_000
HOUR = 3600 * 10**9
ENUM = r"ControlSet001\Enum"
DATES = "{83da6326-97a6-4088-9453-a1923f573b29}"
DISK = r"USBSTOR\Disk&Ven_WD&Prod_My_Book_1230&Rev_1050"
NAMED = "_??_" + DISK.replace("\\", "#") + "#57434331&0#{53f56307}"
LOG = "Windows/INF/setupapi.dev.log"


def device(path: str, dates: dict[str, int], **values: Any) -> Key:
    kept = {name: Key({"": (0xFFFF0010, struct.pack("<Q", filetime(when)))}) for name, when in dates.items()}
    return key(rf"{ENUM}\{path}", Key(values, {"Properties": Key(keys={DATES: Key(keys=kept)})}, WHEN))


def utf16(text: str) -> tuple[int, bytes]:
    return binary(text.encode("utf-16-le"))


def test_a_disk_is_told_whole(make: Any) -> None:
    mounted = {
        r"\DosDevices\E:": utf16(NAMED),
        r"\??\Volume{aaaa}": utf16(NAMED),
        r"\DosDevices\C:": binary(bytes(12)),
    }  # fmt: skip
    dates = {"0064": WHEN - 9 * HOUR, "0065": WHEN - 9 * HOUR, "0066": WHEN, "0067": WHEN + HOUR}
    labels = {"SWD#WPDBUSENUM#_??_USBSTOR#DISK&VEN_WD&PROD_MY_BOOK_1230&REV_1050#57434331&0#": "Sauvegarde"}
    software = key(
        r"Microsoft\Windows Portable Devices\Devices",
        Key(keys={name: Key({"FriendlyName": sz(label)}) for name, label in labels.items()}),
    )
    points = r"Software\Microsoft\Windows\CurrentVersion\Explorer\MountPoints2\{aaaa}"
    log = (
        b">>>  [Device Install (Hardware initiated) - " + DISK.encode() + b"\\57434331&0]\r\n"
        b">>>  Section start 2026/09/20 10:11:12.345\r\n     ump: x\r\n"
    )
    machine = make(
        {LOG: log, "Users/Zoé/NTUSER.DAT": hive(key(points, Key()), name="x", written=WHEN)},
        SYSTEM=merge(
            device(rf"{DISK}\57434331&0", dates, FriendlyName=sz("WD My Book 1230 USB Device")),
            device(r"USB\VID_1058&PID_1230\57434331", dates, Service=sz("USBSTOR")),
            device(r"USB\VID_046D&PID_C31C\6&1&0&2", {}, Service=sz("HidUsb")),
            key("MountedDevices", Key(mounted)),
        ),
        SOFTWARE=software,
    )
    (row,) = usb_history.collect(machine)
    assert row == {
        "bus": "USBSTOR", "vendor": "WD", "model": "My Book 1230", "revision": "1050",
        "vendor_id": "1058", "product_id": "1230", "name": "WD My Book 1230 USB Device",
        "serial": "57434331", "serial_made_up": None, "label": "Sauvegarde", "letters": ["E:"],
        "users": ["Zoé"], "first_plugged_ns": WHEN - 9 * HOUR, "last_plugged_ns": WHEN,
        "last_removed_ns": WHEN + HOUR, "first_logged_local": "2026-09-20T10:11:12", "written_ns": WHEN,
        "flags": [],
    }  # fmt: skip


def test_windows_7_keeps_dates_deeper_and_made_up_serials_are_said(make: Any) -> None:
    deep = Key(keys={"00000000": Key({"Data": binary(struct.pack("<Q", filetime(WHEN)))})})
    top = Key({}, {"Properties": Key(keys={DATES: Key(keys={"00000064": deep})})})
    (row,) = usb_history.collect(make(SYSTEM=key(rf"{ENUM}\{DISK}\6&2a8&0", top)))
    assert (row["serial"], row["serial_made_up"], row["first_plugged_ns"]) == ("6&2a8&0", True, WHEN)
    assert (row["last_plugged_ns"], row["letters"], row["users"]) == (None, [], [])


CONTAINER, OTHER = "{aaaa0000-1111-2222-3333-444444444444}", "{bbbb0000-1111-2222-3333-444444444444}"
BUILT_IN = "{00000000-0000-0000-FFFF-FFFFFFFFFFFF}"


def bridge(serial: str, container: str, dates: dict[str, int]) -> Key:
    path = rf"USB\VID_0781&PID_558C\{serial}"
    return device(path, dates, Service=sz("UASPStor"), ContainerID=sz(container))


def test_a_disk_behind_a_fast_bridge_is_told_once_with_its_make_and_serial(make: Any) -> None:
    name = r"SCSI\Disk&Ven_SanDisk&Prod_Extreme_SSD\6&1f&0&000000"
    mounted = {r"\DosDevices\F:": utf16("_??_" + name.replace("\\", "#") + "#{53f56307}")}
    disk = device(
        name, {"0066": WHEN}, FriendlyName=sz("SanDisk Extreme SSD"), ContainerID=sz(CONTAINER.upper())
    )
    door = device(r"SCSI\Enclosure&Ven_SanDisk&Prod_SES\6&1f&0&000001", {}, ContainerID=sz(CONTAINER))
    own = device(r"SCSI\Disk&Ven_Samsung&Prod_SSD\4&0", {}, ContainerID=sz(BUILT_IN))
    found = bridge("MSFT30323031", CONTAINER, {"0065": WHEN - HOUR, "0067": WHEN + HOUR})
    machine = make(SYSTEM=merge(found, disk, door, own, key("MountedDevices", Key(mounted))))
    (row,) = usb_history.collect(machine)
    assert (row["vendor"], row["model"], row["name"]) == ("SanDisk", "Extreme SSD", "SanDisk Extreme SSD")
    assert (row["serial"], row["serial_made_up"], row["vendor_id"]) == ("323031", None, "0781")
    assert (row["bus"], row["letters"]) == ("SCSI", ["F:"])
    assert (row["first_plugged_ns"], row["last_plugged_ns"], row["last_removed_ns"]) == (
        WHEN - HOUR, WHEN, WHEN + HOUR
    )  # fmt: skip


def test_two_disks_behind_one_bridge_and_a_bridge_whose_disk_is_not_known(make: Any) -> None:
    disks = [
        device(rf"SCSI\Disk&Ven_X&Prod_{number}\6&{number}", {}, ContainerID=sz(CONTAINER)) for number in "12"
    ]
    alone = bridge("MSFT30999", OTHER, {})
    found = list(usb_history.collect(make(SYSTEM=merge(*disks, bridge("MSFT30111", CONTAINER, {}), alone))))
    assert sorted((row["bus"], row.get("model"), row["serial"]) for row in found if row["bus"] == "SCSI") == [
        ("SCSI", "1", "111"), ("SCSI", "2", "111")
    ]  # fmt: skip
    assert [row["serial"] for row in found if row["bus"] == "USB"] == ["999"]


def test_disks_built_in_are_never_called_usb_disks(make: Any) -> None:
    own = device(r"SCSI\Disk&Ven_A&Prod_B\4&0", {}, ContainerID=sz(BUILT_IN), HardwareID=multi("USBSTOR\\x"))
    (row,) = usb_history.collect(make(SYSTEM=merge(bridge("MSFT301", BUILT_IN, {}), own)))
    assert row["bus"] == "USB"


def test_values_of_another_type_are_unknown(make: Any) -> None:
    odd = {"0064": Key({"": sz("hier")}), "0066": Key({"": binary(b"\1")}), "0067": Key()}
    top = Key({"FriendlyName": dword(1)}, {"Properties": Key(keys={DATES: Key(keys=odd)})})
    system = merge(key(rf"{ENUM}\{DISK}\1", top), key("MountedDevices", Key({r"\DosDevices\E:": sz("x")})))
    (row,) = usb_history.collect(make(SYSTEM=system))
    assert (row["name"], row["first_plugged_ns"], row["last_plugged_ns"]) == ("", None, None)


def test_the_first_date_of_the_log_counts() -> None:
    section = b">>>  [x - USB\\VID_1&PID_2\\3]\n>>>  Section start %s 08:00:00.000\n"
    assert first_seen(section % b"2026/02/01" + section % b"2025/01/01") == {
        r"usb\vid_1&pid_2\3": "2025-01-01T08:00:00"
    }


def test_a_log_of_nothing_but_beginnings_is_gone_through_once() -> None:
    assert first_seen(b">>>  [ - USB\\" * 400_000) == {}
    section = b">>>  [a - USB\\" + b"x" * 5000 + b"]\n>>>  Section start 2026/02/01 08:00:00.000\n"
    assert first_seen(section) == {}


@given(st.binary(max_size=400))
def test_any_log_is_read(data: bytes) -> None:
    assert first_seen(data + b">>>  [" + data) == {} or b"Section start" in data
