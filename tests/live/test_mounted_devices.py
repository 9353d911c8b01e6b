"""Devices remembered and plugged, from hand-made registry values and a hand-made sysfs."""

import os
import sys
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.errors import Unreadable
from toolkit.live import mounted_devices
from toolkit.media.windows.volumes import LiveVolume
from toolkit.records import Outcome, Unread

LETTER = "\\DosDevices\\E:"


def test_the_three_forms_of_a_letter() -> None:
    old = mounted_devices.mounted(LETTER, bytes.fromhex("78563412") + (1 << 20).to_bytes(8, "little"))
    assert old == {"what": "letter", "mount": "E:", "disk_signature": "12345678", "offset": 1 << 20}
    ident = uuid.uuid4()
    new = mounted_devices.mounted(LETTER, b"DMIO:ID:" + ident.bytes_le)
    assert new == {"what": "letter", "mount": "E:", "partition": str(ident)}
    text = "_??_USBSTOR#Disk&Ven_A&Prod_B#0123456789&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}"
    named = mounted_devices.mounted(LETTER, text.encode("utf-16-le"))
    assert named == {"what": "letter", "mount": "E:", "device": text}


def test_other_values_are_shown_as_bytes_or_left() -> None:
    volume = mounted_devices.mounted("\\??\\Volume{1}", b"\xff\xfe\xfd")
    assert volume == {"what": "remembered_volume", "mount": "Volume{1}", "bytes": "fffefd"}
    assert mounted_devices.mounted("#{1}", b"") is None
    assert mounted_devices.mounted(LETTER, "text") is None


@given(st.text(max_size=40), st.binary(max_size=80))
def test_any_value_is_answered(name: str, value: bytes) -> None:
    row = mounted_devices.mounted("\\DosDevices\\" + name, value)
    assert row is not None
    assert row["mount"] == name


def test_devices_plugged_gone_and_not_known() -> None:
    model, serial = "Disk&Ven_A&Prod_B", "0123456789&0"
    present = frozenset({f"USBSTOR\\{model}\\{serial}".casefold()})
    told = {"FriendlyName": "@disk.inf,%x%;A B USB Device"}
    here = mounted_devices.device("USBSTOR", model, serial, told, present)
    assert (here["plugged"], here["flags"], here["name"]) == (True, ["usb_disk_plugged"], "A B USB Device")
    assert (here["serial"], here["serial_made_up"]) == ("0123456789", None)
    gone = mounted_devices.device("USBSTOR", model, "7&2a&0", {}, present)
    assert (gone["plugged"], gone["flags"], gone["serial_made_up"]) == (False, [], True)
    assert mounted_devices.device("USBSTOR", model, serial, told, None)["plugged"] is None


@pytest.mark.parametrize(
    ("volume", "flags"),
    [
        (LiveVolume("E", kind="fixed", bus="usb"), ["usb_disk_plugged"]),
        (LiveVolume("E", kind="removable"), ["usb_disk_plugged"]),
        (LiveVolume("E", kind="removable", why="no_medium"), []),
        (LiveVolume("E", kind="removable", bus="usb", holds_program=True), []),
        (LiveVolume("C", kind="fixed", bus="nvme"), []),
    ],
)
def test_volumes(volume: LiveVolume, flags: list[str]) -> None:
    assert mounted_devices.volume_row(volume)["flags"] == flags


@pytest.mark.skipif(sys.platform == "win32", reason="sysfs names its interfaces with a colon")
def test_sysfs(tmp_path: Path) -> None:
    for name, facts in (
        ("1-1", {"idVendor": "0951", "idProduct": "1666", "product": "Clé", "serial": "E0D5"}),
        ("1-1/1-1:1.0", {"bInterfaceClass": "08"}),
        ("1-2", {"idVendor": "046d", "idProduct": "c31c"}),
        ("usb", {}),
    ):
        (tmp_path / name).mkdir()
        for fact, value in facts.items():
            (tmp_path / name / fact).write_text(value + "\n", encoding="utf-8")
    missed: list[Unread] = []
    stick, keyboard = mounted_devices.linux(tmp_path, missed)
    assert (stick["model"], stick["name"], stick["serial"]) == ("VID_0951&PID_1666", "Clé", "E0D5")
    assert (stick["flags"], keyboard["flags"], missed) == (["usb_disk_plugged"], [], [])
    with pytest.raises(Unreadable):
        list(mounted_devices.linux(tmp_path / "none", missed))


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_volumes_and_letters_of_windows() -> None:
    (found,) = live.take([mounted_devices])
    assert found.outcome is Outcome.FOUND
    assert "C" in {row.get("volume") for row in found.rows}
    assert "C:" in {row.get("mount") for row in found.rows if row["what"] == "letter"}


@pytest.mark.skipif(
    sys.platform != "win32" or os.environ.get("TROUSSE_THROWAWAY_PREFIX") != "1",
    reason="plants keys in a registry that is thrown away",
)
def test_devices_planted_in_the_registry_are_remembered() -> None:
    if sys.platform == "win32":
        import winreg

        for below, name, value in (
            (r"USBSTOR\Disk&Ven_A&Prod_B\0123456789&0", "FriendlyName", "Clé A B"),
            (r"USB\VID_0BC2&PID_2322\NA7XK", "Service", "UASPStor"),
            (r"USB\VID_046D&PID_C31C\5&1", "Service", "HidUsb"),
        ):
            place = "SYSTEM\\CurrentControlSet\\Enum\\" + below
            with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)
    (found,) = live.take([mounted_devices])
    devices = {row["serial"]: row for row in found.rows if row["what"] == "device"}
    assert set(devices) == {"0123456789", "NA7XK"}
    assert devices["0123456789"]["name"] == "Clé A B"
    assert devices["0123456789"]["plugged"] is False
    assert devices["NA7XK"]["changed_ns"] > 1_700_000_000 * 10**9
