"""The registry and the scheduled tasks of the demonstration machine, as they stood after the attack."""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from demo.builder import hives_machine, hives_usage, story
from demo.builder.hive import Key, binary, dword, expand, filetime, hive, key, merge, multi, qword, sz
from demo.builder.hives_sam import SID, Account, sam
from demo.builder.hives_tasks import FOLDER, tasks, xml
from demo.builder.registry_log import dirty
from demo.builder.story import INTRUDER, PREPARED, RID
from demo.builder.story import STOPPED as CLOSED
from demo.builder.story import day as _at
from demo.builder.tree import Node
from toolkit.records import Times

INSTALLED = _at(2023, 11, 14, 9, 30)
INTRUDER_NAMED = story.NAMED  # Saturday, 23:47 in Paris: the night before

ACCOUNTS = (
    Account(500, "Administrateur", INSTALLED, comment="Compte d'utilisateur d'administration",
            administrator=True, disabled=True, password_set=INSTALLED),
    Account(501, "Invité", INSTALLED, comment="Compte d'utilisateur invité", disabled=True),
    Account(503, "DefaultAccount", INSTALLED, disabled=True),
    Account(1001, "claire.martin", INSTALLED + 600 * 10**9, "Dr Claire Martin", administrator=True,
            last_logon=story.DOCTOR_TAKEN, password_set=INSTALLED + 600 * 10**9, logons=612),
    Account(1002, "Accueil", INSTALLED + 900 * 10**9, "Poste d'accueil", last_logon=_at(2026, 10, 9, 6, 41),
            password_set=INSTALLED + 900 * 10**9, logons=702),
    Account(RID, INTRUDER, INTRUDER_NAMED, administrator=True, last_logon=story.INTRUDER_IN,
            password_set=INTRUDER_NAMED, logons=1),
)  # fmt: skip
INTRUDER_SID = f"{SID}-{RID}"
PROFILES = {"Administrateur": 500, "claire.martin": 1001, "Accueil": 1002, INTRUDER: RID}

_NT = r"Microsoft\Windows NT\CurrentVersion"
_RUN = r"Microsoft\Windows\CurrentVersion\Run"
_UNINSTALL = r"Microsoft\Windows\CurrentVersion\Uninstall"
# Name of the key, 32-bit or not, name shown, version, publisher, date, folder.
_PROGRAMS = (
    ("7-Zip", False, "7-Zip 23.01 (x64)", "23.01", "Igor Pavlov", "20231114", "C:\\Program Files\\7-Zip\\"),
    ("LOGOSw", False, "LOGOSw", "12.4.0", "Éditeur de démonstration", "20231114",
     "C:\\Program Files\\LOGOSw"),
    ("Sidexis4", False, "Sidexis 4", "4.3.1", "Dentsply Sirona", "20231115",
     "C:\\Program Files\\Sirona\\Sidexis4"),
    ("GALSS", False, "GALSS 3.50", "3.50", "GIE SESAM-Vitale", "20231115",
     "C:\\Program Files\\santesocial\\galss"),
    ("AnyDesk", True, "AnyDesk", "ad 8.0.8", "AnyDesk Software GmbH", "20240202",
     '"C:\\Program Files (x86)\\AnyDesk"'),
    ("TeamViewer", True, "TeamViewer", "15.48.5", "TeamViewer", "20231120",
     "C:\\Program Files (x86)\\TeamViewer"),
)  # fmt: skip
_DRIVEN = story.day(2024, 1, 8, 11, 52)
_DRIVE = {
    "RemotePath": sz(r"\\NAS-CABINET\sauvegarde"),
    "UserName": sz("cabinet"),
    "ConnectionType": dword(1),
    "ProviderName": sz("Microsoft Windows Network"),
    "ProviderType": dword(0x20000),
}
_CONFIG = "Windows/System32/config"
# Name, type, start, image, name shown, account, library.
_SERVICES = (
    ("disk", 1, 0, r"System32\drivers\disk.sys", "Pilote de disque", "", ""),
    ("Ntfs", 2, 3, "", "Ntfs", "", ""),
    ("USBSTOR", 1, 3, r"\SystemRoot\System32\drivers\USBSTOR.SYS", "Pilote de stockage USB", "", ""),
    ("EventLog", 0x20, 2, r"%SystemRoot%\System32\svchost.exe -k LocalServiceNetworkRestricted -p",
     "Journal d'événements Windows", r"NT AUTHORITY\LocalService", r"%SystemRoot%\System32\wevtsvc.dll"),
    ("LanmanServer", 0x20, 2, r"%SystemRoot%\system32\svchost.exe -k netsvcs -p", "Serveur", "LocalSystem",
     r"%SystemRoot%\system32\srvsvc.dll"),
    ("Schedule", 0x20, 2, r"%SystemRoot%\system32\svchost.exe -k netsvcs -p", "Planificateur de tâches",
     "LocalSystem", r"%SystemRoot%\system32\schedsvc.dll"),
    ("Spooler", 0x110, 2, r"%SystemRoot%\System32\spoolsv.exe", "Spouleur d'impression", "LocalSystem", ""),
    ("AnyDesk", 0x10, 2, '"C:\\Program Files (x86)\\AnyDesk\\AnyDesk.exe" --service', "AnyDesk Service",
     "LocalSystem", ""),
    ("TeamViewer", 0x10, 3, '"C:\\Program Files (x86)\\TeamViewer\\TeamViewer.exe"', "TeamViewer",
     "LocalSystem", ""),
)  # fmt: skip


def hives(programs: Iterable[Node] = ()) -> list[Node]:
    """Return the hives of the system and of each user, then the task files, all closed properly.

    `programs` are the files that the compatibility cache has seen.
    """
    default = key("Environment", Key({"TEMP": expand(r"%USERPROFILE%\AppData\Local\Temp")}))
    system = {
        "SYSTEM": _system(programs), "SOFTWARE": _software(), "SAM": sam(ACCOUNTS), "SECURITY": _security(),
        "DEFAULT": default,
    }  # fmt: skip
    nodes = [_node(f"{_CONFIG}/{name}", top, name, INSTALLED, CLOSED) for name, top in system.items()]
    for name in PROFILES:
        account = next(one for one in ACCOUNTS if one.name == name)
        last = account.last_logon or account.named
        made, written = account.named, last + 1800 * 10**9
        if name == INTRUDER:  # a profile is made at the first sign-in
            made, written = story.INTRUDER_IN, story.LEFT
        nodes.append(_node(f"Users/{name}/NTUSER.DAT", _user(name), rf"\Users\{name}\ntuser.dat",
                           made, written, hidden=True))  # fmt: skip
    return [*nodes, *_tasks()]


def left_open(nodes: Iterable[Node], programs: Iterable[Node]) -> list[Node]:
    """Return the nodes with SYSTEM as a power cut leaves it: its last writing stands only in its logs."""
    after = {node.path: node for node in nodes}
    system = after[f"{_CONFIG}/SYSTEM"]
    before = hive(_system(programs, last_run=False), name="SYSTEM", written=CLOSED)
    lies, *logs = dirty(before, system.data)
    after[system.path] = replace(system, data=lies)
    for number, log in enumerate(logs, 1):
        after[f"{system.path}.LOG{number}"] = Node(
            f"{system.path}.LOG{number}", log, times=system.times, attributes=2
        )
    return list(after.values())


def _node(path: str, top: Key, name: str, created: int, written: int, *, hidden: bool = False) -> Node:
    data = hive(top, name=name, written=written)
    return Node(path, data, times=Times(created, written, written, written), attributes=2 if hidden else 0)


def _tasks() -> Iterator[Node]:
    for task in tasks(f"{SID}-1001"):
        local = datetime.fromisoformat(task.date).replace(tzinfo=UTC)
        summer = task.date.startswith("2026-10")
        when = _at(*local.timetuple()[:6]) - (2 if summer else 1) * 3600 * 10**9
        yield Node(f"{FOLDER}/{task.path}", xml(task), times=Times(when, when, when, when))


def _system(programs: Iterable[Node], *, last_run: bool = True) -> Key:
    control = {
        r"ComputerName\ComputerName": {"ComputerName": sz("CABINET-PC1")},
        "Session Manager": {"BootExecute": multi("autocheck autochk *")},
        r"Session Manager\Environment": {"PROCESSOR_ARCHITECTURE": sz("AMD64"), "OS": sz("Windows_NT")},
        "SafeBoot": {"AlternateShell": sz("cmd.exe")},
        "Windows": {"ShutdownTime": binary(struct.pack("<Q", filetime(story.CLOSED_FRIDAY)))},
        "TimeZoneInformation": {
            "TimeZoneKeyName": sz("Romance Standard Time"), "StandardName": sz("@tzres.dll,-302"),
            "Bias": dword(-60), "DaylightBias": dword(-60), "StandardBias": dword(0),
            "ActiveTimeBias": dword(-120),
        },
        "Terminal Server": {"fDenyTSConnections": dword(0)},
        r"Terminal Server\WinStations\RDP-Tcp": {"PortNumber": dword(3389), "UserAuthentication": dword(1)},
    }  # fmt: skip
    settings = [key(rf"ControlSet001\Control\{path}", Key(values)) for path, values in control.items()]
    shares = {"Wlogos2": multi("CSCFlags=0", "MaxUses=4294967295", "Path=C:\\Wlogos2", "Permissions=0",
                               "Remark=Dossiers patients", "ShareName=Wlogos2", "Type=0")}  # fmt: skip
    network = Key({"Domain": sz(""), "Hostname": sz("CABINET-PC1")})
    return merge(
        Key(written=INSTALLED),
        key("Select", Key({name: dword(1) for name in ("Current", "Default", "LastKnownGood")})),
        *settings,
        *(key(rf"ControlSet001\Services\{name}", made) for name, made in _services()),
        key(r"ControlSet001\Services\LanmanServer\Shares", Key(shares, written=INSTALLED)),
        key(r"ControlSet001\Services\Tcpip\Parameters", network),
        *hives_machine.on_system(INSTALLED),
        *hives_usage.on_system(last_run=last_run),
        *([hives_usage.shimcache(seen)] if (seen := list(programs)) else []),
        key("ControlSet001", Key(written=PREPARED)),
    )


def _services() -> Iterator[tuple[str, Key]]:
    for name, kind, start, image, shown, account, library in _SERVICES:
        values = {"Type": dword(kind), "Start": dword(start), "DisplayName": sz(shown)}
        values |= {"ImagePath": expand(image)} if image else {}
        values |= {"ObjectName": sz(account)} if account else {}
        below = {"Parameters": Key({"ServiceDll": expand(library)}, written=INSTALLED)} if library else {}
        yield name, Key(values, below, INSTALLED)
    # What the intruder left: the antivirus kept from starting, and a service of the demonstration program.
    yield "WinDefend", Key({
        "Type": dword(0x10), "Start": dword(4), "DisplayName": sz("Service antivirus Microsoft Defender"),
        "ObjectName": sz("LocalSystem"),
    }, written=story.UNPROTECTED)  # fmt: skip
    yield "MajSysSvc", Key({
        "Type": dword(0x10), "Start": dword(2), "DisplayName": sz("Mise à jour système"),
        "ImagePath": expand(r"C:\Users\Public\svc_maj.exe -s"), "ObjectName": sz("LocalSystem"),
    }, written=PREPARED)  # fmt: skip


def _software() -> Key:
    version = {
        "ProductName": sz("Windows 10 Professionnel"), "EditionID": sz("Professional"),
        "DisplayVersion": sz("22H2"), "ReleaseId": sz("2009"), "CurrentBuild": sz("19045"),
        "CurrentBuildNumber": sz("19045"), "UBR": dword(3803), "CurrentVersion": sz("6.3"),
        "InstallDate": dword(INSTALLED // 10**9), "InstallTime": qword(filetime(INSTALLED)),
        "RegisteredOwner": sz("Cabinet dentaire"), "RegisteredOrganization": sz(""),
        "SystemRoot": sz("C:\\Windows"), "InstallationType": sz("Client"),
    }  # fmt: skip
    winlogon = {"Shell": sz("explorer.exe"), "Userinit": sz("C:\\Windows\\system32\\userinit.exe,")}
    run = {"SecurityHealth": expand(r"%windir%\system32\SecurityHealthSystray.exe"),
           "MajService": sz(r"C:\Users\Public\svc_maj.exe")}  # fmt: skip
    hidden = Key({INTRUDER: dword(0)}, written=INTRUDER_NAMED + 40 * 10**9)
    return merge(
        key(_NT, Key(version, written=INSTALLED)),
        key(rf"{_NT}\Winlogon", Key(winlogon, written=INSTALLED)),
        key(rf"{_NT}\Winlogon\SpecialAccounts\UserList", hidden),
        key(
            rf"{_NT}\Windows", Key({"AppInit_DLLs": sz(""), "LoadAppInit_DLLs": dword(0)}, written=INSTALLED)
        ),
        key(_RUN, Key(run, written=PREPARED + 5 * 10**9)),
        *(key(rf"{_NT}\ProfileList\{sid}", made) for sid, made in _profiles()),
        *(key(path, made) for path, made in _programs()),
        *hives_machine.on_software(),
    )


def _profiles() -> Iterator[tuple[str, Key]]:
    folder = r"%systemroot%\system32\config\systemprofile"
    yield "S-1-5-18", Key({"ProfileImagePath": expand(folder)}, written=INSTALLED)
    for name, rid in PROFILES.items():
        account = next(one for one in ACCOUNTS if one.rid == rid)
        values = {"ProfileImagePath": expand(rf"C:\Users\{name}"), "Flags": dword(0)}
        yield f"{SID}-{rid}", Key(values, written=account.last_logon or account.named)


def _programs() -> Iterator[tuple[str, Key]]:
    names = ("DisplayName", "DisplayVersion", "Publisher", "InstallDate", "InstallLocation")
    for name, narrow, *facts in _PROGRAMS:
        day = datetime.strptime(facts[3], "%Y%m%d").replace(tzinfo=UTC)
        values = {label: sz(fact) for label, fact in zip(names, facts, strict=True)}
        written = _at(day.year, day.month, day.day, 9)
        above = rf"WOW6432Node\{_UNINSTALL}" if narrow else _UNINSTALL
        yield rf"{above}\{name}", Key(values, written=written)


def _security() -> Key:
    return merge(
        key(r"Policy\Accounts", Key(written=INSTALLED)), key("Cache", Key({"NL$Control": binary(bytes(8))}))
    )


def _user(name: str) -> Key:
    runs: Mapping[str, str] = {
        "claire.martin": r'"C:\Users\claire.martin\AppData\Local\Microsoft\OneDrive\OneDrive.exe" /background'
    }
    values = {"OneDrive": sz(runs[name])} if name in runs else {}
    folders = {"Desktop": expand(r"%USERPROFILE%\Desktop"), "Personal": expand(r"%USERPROFILE%\Documents")}
    return merge(
        key(rf"Software\{_RUN}", Key(values)),
        hives_usage.user_assist(name),
        *([key(r"Network\Z", Key(_DRIVE, written=_DRIVEN))] if name == story.DOCTOR else []),
        key(r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders", Key(folders)),
    )
