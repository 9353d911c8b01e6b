"""What the machine, its network and its devices are, drawn from one damaged hive that stands for all."""

import struct
from collections.abc import Iterator
from types import ModuleType

from demo.builder.hive import Key, binary, dword, filetime, hive, key, merge, multi, sz
from demo.builder.hives_groups import group
from demo.builder.hives_sam import SID, Account, sam
from evaluation.targets.hive import WHEN, Files
from toolkit.errors import Unreadable
from toolkit.records import Entry, Unread, Volume
from toolkit.triage import (
    autoruns,
    bitlocker_state,
    firewall,
    groups,
    known_networks,
    network,
    patches,
    put_out,
    remembered_drives,
    shadow_copies_left,
    shares,
    system,
    usb_history,
    users,
)
from toolkit.triage.machine import CONFIG, Machine

_UNITS: tuple[ModuleType, ...] = (
    system, users, groups, network, shares, remembered_drives, known_networks, firewall, usb_history, patches,
    autoruns, bitlocker_state, shadow_copies_left, put_out,
)  # fmt: skip
_CONTROL = "ControlSet001"
_DATES = "{83da6326-97a6-4088-9453-a1923f573b29}"
_RULE = "v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|Name=x|"


class _Machine(Files):
    """A source whose every hive is the same bytes."""

    label, kind, size, warnings = "", "folder", 0, ()

    def volumes(self) -> tuple[Volume, ...]:
        return (Volume("", "folder"),)

    def listing(self, _: Entry) -> Iterator[Entry | Unread]:
        return iter(())


def _whole() -> Key:
    date = Key({"": (0xFFFF0010, struct.pack("<Q", filetime(WHEN)))})
    disk = Key({"FriendlyName": sz("x")}, {"Properties": Key(keys={_DATES: Key(keys={"0066": date})})})
    below = {
        rf"{_CONTROL}\Enum\USBSTOR\Disk&Ven_A&Prod_B\1&0": disk,
        rf"{_CONTROL}\Services\LanmanServer\Shares": Key({"a": multi("Path=C:\\a", "Type=0")}),
        rf"{_CONTROL}\Services\LanmanServer\Parameters": Key({"SMB1": dword(1)}),
        rf"{_CONTROL}\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules": Key({"r": sz(_RULE)}),
        rf"{_CONTROL}\Services\Tcpip\Parameters\Interfaces\{{1}}": Key({"IPAddress": multi("192.0.2.1")}),
        rf"{_CONTROL}\Control\Terminal Server": Key({"fDenyTSConnections": dword(0)}),
        rf"{_CONTROL}\Control\Lsa": Key({"Security Packages": multi("a", "b")}),
        "HardwareConfig\\{1}": Key({"BIOSReleaseDate": sz("12/27/2013"), "LastUse": binary(bytes(8))}),
        r"Microsoft\Windows NT\CurrentVersion": Key({"CurrentBuild": sz("19045"), "EditionID": sz("Core")}),
        r"Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles\{1}": Key(
            {"DateCreated": binary(bytes(16))}
        ),
        r"Microsoft\Windows\CurrentVersion\Run": Key({"x": sz("a.exe")}),
    }
    people = [Account(500, "A", WHEN, administrator=True), Account(1001, "B", WHEN)]
    return merge(
        sam(people), group(0x22B, "R", [f"{SID}-1001"]), *(key(path, made) for path, made in below.items())
    )


def seeds() -> list[bytes]:
    return [hive(_whole(), name="SYSTEM", written=WHEN)]


def read(data: bytes) -> str:
    paths = [f"{CONFIG}/{name}" for name in ("SYSTEM", "SOFTWARE", "SAM", "SECURITY", "DEFAULT")]
    machine = Machine(_Machine(dict.fromkeys(paths, data)), "", {}, windows=True)  # type: ignore[arg-type]  # reads by name only
    for unit in _UNITS:
        try:
            list(unit.collect(machine))
        except Unreadable as error:
            machine.unread.append(Unread("", "", error.why))
    whys = [one.why for one in machine.unread if one.why != "table_missing"]
    return whys[0] if whys else "ok"
