r"""What the demonstration machine's hives keep of its equipment, network, disks and updates.

Places and forms: Enum\USBSTOR, MountedDevices, NetworkList, HardwareConfig and Component Based Servicing as
forensic references describe them; device names and serial numbers are invented, addresses those kept for
documentation (RFC 5737).
"""

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta

from demo.builder import story
from demo.builder.hive import Key, binary, dword, expand, filetime, key, multi, qword, sz

_CARD = "{7d3c1a52-0c44-4c0e-9f0a-1d2e3f405162}"
_BOARD = "{0f6d2f0c-4a7b-11e9-8d3a-e0d55e000042}"
_NETWORK = "{5b0f3c1e-6a2d-4e77-8b1c-9d0e1f2a3b4c}"
_DISK = "Disk&Ven_Demo&Prod_Sauvegarde_2T&Rev_0710"
DISK_SERIAL = "NA0DEMO42"
_DATES = "{83da6326-97a6-4088-9453-a1923f573b29}"
_STORAGE = "{53f56307-b6bf-11d0-94f2-00a0c91efb8b}"
_FILETIME = 0xFFFF_0010  # the type of a date among the properties of a device
_PACKAGES = r"Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages"
_DISK_ID, _VOLUME_AT = 0x5452_4F55, 1024 * 1024  # as the partition table has them
# Number, version, installed: nothing came after.
_UPDATES = (
    ("KB5031988", "19041.3562.1.4", (2023, 11, 14, 10, 12)),
    ("RollupFix", "19041.3803.1.10", (2023, 12, 14, 12, 31)),
)


def on_system(installed: int) -> Iterator[Key]:
    """Yield what SYSTEM keeps; `installed` is when Windows was, in nanoseconds UTC."""
    yield from _hardware(installed)
    yield from _disk()
    yield _mounted()
    yield from _network(installed)


def _hardware(installed: int) -> Iterator[Key]:
    facts = {
        "SystemManufacturer": sz("Constructeur Exemple"),
        "SystemProductName": sz("Poste Bureau 300 G4"),
        "SystemFamily": sz("Poste Bureau"),
        "SystemVersion": sz("1.0"),
        "BIOSVendor": sz("Micrologiciel Exemple"),
        "BIOSVersion": sz("F.12"),
        "BIOSReleaseDate": sz("03/14/2019"),
        "BaseBoardProduct": sz("EX-300"),
        "BaseBoardManufacturer": sz("Constructeur Exemple"),
        "EnclosureType": dword(3),
        "Id": dword(0),
        "LastUse": binary(struct.pack("<Q", filetime(story.STARTED))),
    }
    yield key(rf"HardwareConfig\{_BOARD}", Key(facts, written=story.STARTED))
    yield key(r"HardwareConfig\Current", Key(facts, written=story.STARTED))
    yield key("HardwareConfig", Key({"LastConfig": sz(_BOARD), "LastId": dword(0)}, written=installed))


def _disk() -> Iterator[Key]:
    r"""Yield the disk of the backups: seen first in January 2024, taken away on the evening before."""
    first, last, away = story.day(2024, 1, 8, 11, 38, 20), story.DISK_IN, story.DISK_OUT
    dates = {"0064": first, "0065": first, "0066": last, "0067": away}
    below = {
        name: Key({"": (_FILETIME, struct.pack("<Q", filetime(when)))}, written=when)
        for name, when in dates.items()
    }
    properties = Key(keys={_DATES: Key(keys=below, written=away)}, written=first)
    facts = {
        "DeviceDesc": sz("@disk.inf,%disk_devdesc%;Lecteur de disque"),
        "FriendlyName": sz("Demo Sauvegarde 2T USB Device"),
        "Service": sz("disk"),
        "Mfg": sz("@disk.inf,%genmanufacturer%;(Lecteurs de disque standard)"),
        "ContainerID": sz("{2c8e0d4e-9b1f-5a63-8f5d-0a1b2c3d4e5f}"),
        "Capabilities": dword(16),
    }
    one = Key(facts, {"Properties": properties}, written=last)
    yield key(rf"ControlSet001\Enum\USBSTOR\{_DISK}\{DISK_SERIAL}&0", one)
    port = {
        "DeviceDesc": sz("@usbstor.inf,%genericbulkonly.devicedesc%;Dispositif de stockage de masse USB"),
        "Service": sz("USBSTOR"),
        "ContainerID": facts["ContainerID"],
        "LocationInformation": sz("Port_#0003.Hub_#0001"),
    }
    yield key(rf"ControlSet001\Enum\USB\VID_FFFF&PID_0042\{DISK_SERIAL}", Key(port, written=last))


def _mounted() -> Key:
    name = rf"_??_USBSTOR#{_DISK}#{DISK_SERIAL}&0#{_STORAGE}".encode("utf-16-le")
    inside = struct.pack("<IQ", _DISK_ID, _VOLUME_AT)
    mounted = {
        r"\DosDevices\C:": binary(inside),
        r"\??\Volume{a1b2c3d4-0000-0000-0000-100000000000}": binary(inside),
        r"\DosDevices\E:": binary(name),
        r"\??\Volume{a1b2c3d4-0000-0000-0000-200000000000}": binary(name),
    }
    return key("MountedDevices", Key(mounted, written=story.DISK_IN))


def _network(installed: int) -> Iterator[Key]:
    lease = story.STARTED // 10**9
    facts = {
        "EnableDHCP": dword(1),
        "DhcpIPAddress": sz("192.0.2.23"),
        "DhcpSubnetMask": sz("255.255.255.0"),
        "DhcpServer": sz("192.0.2.1"),
        "DhcpNameServer": sz("192.0.2.1"),
        "DhcpDefaultGateway": multi("192.0.2.1"),
        "LeaseObtainedTime": dword(lease),
        "LeaseTerminatesTime": dword(lease + 86_400),
    }
    where = r"ControlSet001\Services\Tcpip\Parameters\Interfaces"
    yield key(rf"{where}\{_CARD}", Key(facts, written=story.STARTED))
    adapter = Key({"Name": sz("Ethernet")}, written=installed)
    yield key(
        rf"ControlSet001\Control\Network\{{4D36E972-E325-11CE-BFC1-08002BE10318}}\{_CARD}\Connection", adapter
    )
    policy = r"ControlSet001\Services\SharedAccess\Parameters\FirewallPolicy"
    for profile, on in (("DomainProfile", 1), ("StandardProfile", 1), ("PublicProfile", 1)):
        yield key(rf"{policy}\{profile}", Key({"EnableFirewall": dword(on)}, written=installed))
    remote = (
        r"Protocol=6|LPort=3389|App=%SystemRoot%\system32\svchost.exe|Svc=termservice|Name=Bureau à distance|"
    )
    tool = r"Protocol=6|App=C:\Program Files (x86)\AnyDesk\AnyDesk.exe|Name=AnyDesk|"
    rules = {
        "RemoteDesktop-UserMode-In-TCP": sz(f"v2.31|Action=Allow|Active=TRUE|Dir=In|{remote}"),
        "{9E0B5C11-0000-4000-8000-000000000042}": sz(f"v2.31|Action=Allow|Active=TRUE|Dir=In|{tool}"),
    }
    yield key(rf"{policy}\FirewallRules", Key(rules, written=story.day(2024, 2, 2, 14, 5)))


def on_software() -> Iterator[Key]:
    """Yield what SOFTWARE keeps: updates, networks, and what the intruder did to the antivirus."""
    yield from _updates()
    yield _time_zone()
    profile = {
        "ProfileName": sz("Réseau Cabinet"),
        "Description": sz("Réseau"),
        "Managed": dword(0),
        "Category": dword(1),
        "NameType": dword(6),
        "DateCreated": binary(_local(story.day(2023, 11, 14, 9, 44))),
        "DateLastConnected": binary(_local(story.STARTED)),
    }
    networks = r"Microsoft\Windows NT\CurrentVersion\NetworkList"
    yield key(rf"{networks}\Profiles\{_NETWORK}", Key(profile, written=story.STARTED))
    signature = {
        "ProfileGuid": sz(_NETWORK),
        "Description": sz("Réseau"),
        "FirstNetwork": sz("Réseau Cabinet"),
        "DefaultGatewayMac": binary(bytes.fromhex("02005e100042")),
        "DnsSuffix": sz("<aucun>"),
        "Source": dword(8),
    }
    yield key(rf"{networks}\Signatures\Unmanaged\{'0' * 60}42", Key(signature, written=story.STARTED))
    defender = r"Microsoft\Windows Defender"
    yield key(rf"{defender}\Exclusions\Paths", Key({r"C:\Users\Public": dword(0)}, written=story.EXCLUDED))
    off = Key({"DisableRealtimeMonitoring": dword(1)}, written=story.UNPROTECTED)
    yield key(rf"{defender}\Real-Time Protection", off)
    updated = binary(struct.pack("<Q", filetime(story.at(8, 2, 17))))
    versions = {"SignaturesLastUpdated": updated, "AVSignatureVersion": sz("1.443.512.0")}
    yield key(rf"{defender}\Signature Updates", Key(versions, written=story.at(8, 2, 17)))


def _time_zone() -> Key:
    """Return the rules of the machine's zone: bias in minutes, then when winter and summer begin."""
    winter = struct.pack("<8H", 0, 10, 0, 5, 3, 0, 0, 0)  # the last Sunday of October, at 3
    summer = struct.pack("<8H", 0, 3, 0, 5, 2, 0, 0, 0)
    facts = {
        "Display": sz("(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris"),
        "Std": sz("Romance (heure standard)"),
        "Dlt": sz("Romance (heure d’été)"),
        "TZI": binary(struct.pack("<iii", -60, 0, -60) + winter + summer),
    }
    where = r"Microsoft\Windows NT\CurrentVersion\Time Zones\Romance Standard Time"
    return key(where, Key(facts, written=story.day(2023, 11, 14, 9, 30)))


def _updates() -> Iterator[Key]:
    for number, version, date in _UPDATES:
        when = story.day(*date)
        high, low = divmod(filetime(when), 1 << 32)
        facts = {
            "CurrentState": dword(112),
            "InstallTimeHigh": dword(high),
            "InstallTimeLow": dword(low),
            "InstallClient": sz("UpdateAgentLCU"),
            "InstallLocation": expand(rf"C:\Windows\SoftwareDistribution\{number}"),
            "SelfUpdate": dword(0),
            "LastUpdateSequence": qword(0),
        }
        name = f"Package_for_{number}~31bf3856ad364e35~amd64~~{version}"
        yield key(rf"{_PACKAGES}\{name}", Key(facts, written=when))


def _local(moment: int) -> bytes:
    """Return a SYSTEMTIME of Paris: year, month, day of the week from Sunday, day, and the time."""
    utc = datetime(1970, 1, 1) + timedelta(seconds=moment // 10**9)
    there = utc + timedelta(hours=2 if 4 <= utc.month <= 10 else 1)
    return struct.pack(
        "<8H",
        there.year,
        there.month,
        there.isoweekday() % 7,
        there.day,
        there.hour,
        there.minute,
        there.second,
        0,
    )
