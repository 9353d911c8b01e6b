"""What starts by itself, with Windows or when somebody logs on."""

from collections.abc import Iterable, Iterator
from typing import Any

from toolkit.media.registry import Key
from toolkit.records import EntryKind
from toolkit.triage.machine import Machine
from toolkit.triage.suspicion import flags

_STARTUP = "Microsoft/Windows/Start Menu/Programs/Startup"
_COMMON_STARTUP = f"ProgramData/{_STARTUP}"
WHERE = ("Windows/System32/config/SOFTWARE", "Windows/System32/config/SYSTEM", "NTUSER.DAT", _COMMON_STARTUP)

_NT = r"Microsoft\Windows NT\CurrentVersion"
_RUN = (
    ("run", r"Microsoft\Windows\CurrentVersion\Run"),
    ("run_once", r"Microsoft\Windows\CurrentVersion\RunOnce"),
    ("run_once", r"Microsoft\Windows\CurrentVersion\RunOnceEx"),
    ("run_services", r"Microsoft\Windows\CurrentVersion\RunServices"),
    ("run_services", r"Microsoft\Windows\CurrentVersion\RunServicesOnce"),
    ("run", rf"{_NT}\Terminal Server\Install\Software\Microsoft\Windows\CurrentVersion\Run"),
    ("run_once", rf"{_NT}\Terminal Server\Install\Software\Microsoft\Windows\CurrentVersion\RunOnce"),
    ("run_policy", r"Microsoft\Windows\CurrentVersion\Policies\Explorer\Run"),
)
_VALUES = (
    ("winlogon", rf"{_NT}\Winlogon", ("Shell", "Userinit", "Taskman", "System", "GinaDLL", "VmApplet")),
    ("winlogon", r"Microsoft\Windows\CurrentVersion\Policies\System", ("Shell",)),
    ("command_shell", r"Microsoft\Command Processor", ("AutoRun",)),
    ("debugger", rf"{_NT}\AeDebug", ("Debugger",)),
    ("office_library", r"Microsoft\Office test\Special\Perf", ("",)),
    ("appinit", rf"{_NT}\Windows", ("AppInit_DLLs", "Load", "Run")),
    ("legal_notice", r"Microsoft\Windows\CurrentVersion\Policies\System", (
        "LegalNoticeCaption", "LegalNoticeText")),
    ("legal_notice", rf"{_NT}\Winlogon", ("LegalNoticeCaption", "LegalNoticeText")),
)  # fmt: skip
_BELOW = (  # each subkey names a program, and the value what is run instead of it or beside it
    ("image_options", rf"{_NT}\Image File Execution Options", "Debugger"),
    ("silent_exit", rf"{_NT}\SilentProcessExit", "MonitorProcess"),
    ("winlogon_notify", rf"{_NT}\Winlogon\Notify", "DLLName"),
    ("active_setup", r"Microsoft\Active Setup\Installed Components", "StubPath"),
)
_ALL = None  # every value of a key
_LSA, _STATION = r"Control\Lsa", r"Control\Terminal Server\WinStations\RDP-Tcp"
_CONTROL: tuple[tuple[str, str, tuple[str, ...] | None], ...] = (
    ("boot_execute", r"Control\Session Manager", (
        "BootExecute", "SetupExecute", "Execute", "S0InitialCommand")),
    ("safe_boot_shell", r"Control\SafeBoot", ("AlternateShell",)),
    ("lsa_package", _LSA, ("Authentication Packages", "Security Packages", "Notification Packages")),
    ("lsa_package", rf"{_LSA}\OSConfig", ("Security Packages",)),
    ("security_provider", r"Control\SecurityProviders", ("SecurityProviders",)),
    ("loaded_everywhere", r"Control\Session Manager\AppCertDlls", _ALL),
    ("remote_session", _STATION, ("InitialProgram",)),
    ("remote_session", r"Control\Terminal Server\Wds\rdpwd", ("StartupPrograms",)),
)  # fmt: skip
_CONTROL_BELOW = (
    ("print_monitor", r"Control\Print\Monitors", "Driver"),
    ("time_provider", r"Services\W32Time\TimeProviders", "DllName"),
)
_PROVIDERS = r"Control\NetworkProvider\Order"
_SCRIPTS = r"Microsoft\Windows\CurrentVersion\Group Policy\Scripts"
_USER = (  # of a user's hive alone
    ("logon_script", "Environment", ("UserInitMprLogonScript",)),
    ("screen_saver", r"Control Panel\Desktop", ("SCRNSAVE.EXE",)),
)
# What Windows itself puts there, once case, quotes and the Windows folder's spelling are set aside.
_STANDARD = {
    "winlogon": ("explorer.exe", "<windows>\\system32\\userinit.exe", "userinit.exe", "userinit"),
    "boot_execute": ("autocheck autochk *", "autocheck autochk /q /v *"),
    "safe_boot_shell": ("cmd.exe",),
    "lsa_package": ("msv1_0", "scecli", "rassfm", "kerberos", "schannel", "wdigest", "tspkg", "pku2u",
                    "livessp", "cloudap", "negoexts", "sfapm", '""', ""),
    "security_provider": ("credssp.dll", "msapsspc.dll", "schannel.dll", "digest.dll", "msnsspc.dll"),
    "remote_session": ("rdpclip", "rdpclip.exe"),
    "print_monitor": ("localspl.dll", "tcpmon.dll", "usbmon.dll", "apmon.dll", "wsdmon.dll", "appmon.dll",
                      "fxsmon.dll", "ippmon.dll", "pjlmon.dll", "lprmon.dll"),
    "time_provider": ("<windows>\\system32\\w32time.dll", "<windows>\\system32\\vmictimeprovider.dll",
                      "w32time.dll"),
    "network_provider": tuple(f"<windows>\\system32\\{name}.dll" for name in (
        "drprov", "ntlanman", "davclnt", "p9np", "cscdll", "nfsnp")),
    "netsh_helper": tuple(f"{name}.dll" for name in (
        "ifmon", "rasmontr", "authfwcfg", "dhcpcmonitor", "dot3cfg", "fwcfg", "hnetmon", "httpcfg", "nshhttp",
        "nshipsec", "nshwfp", "netiohlp", "p2pnetsh", "rpcnsh", "wcnnetsh", "whhelper", "wlancfg", "wshelper",
        "wwancfg", "napmontr", "nettrace", "peerdistsh", "dhcpmon", "ippromon", "wificonfigsp", "netprofm",
        "wwanconn", "dnsclientpsprovider")),
    "screen_saver": tuple(f"<windows>\\system32\\{name}.scr" for name in (
        "bubbles", "mystify", "photoscreensaver", "ribbons", "scrnsave", "sstext3d", "logon", "aurora")),
    "run": (
        "<windows>\\system32\\securityhealthsystray.exe", "<programs>\\windows defender\\msascuil.exe",
        "<windows>\\system32\\onedrivesetup.exe", "<windows>\\syswow64\\onedrivesetup.exe /thfirstsetup",
    ),
}  # fmt: skip
_SPELLINGS = (
    ("%windir%", "<windows>"), ("%systemroot%", "<windows>"), ("c:\\windows", "<windows>"),
    ("%programfiles%", "<programs>"), ("c:\\program files", "<programs>"),
)  # fmt: skip

_LISTS = frozenset({"security_provider"})  # several libraries in one text
_LISTED = 64

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield every entry, what is not Windows' own first."""
    rows = [*_machine_wide(machine), *_per_user(machine), *_folders(machine)]
    yield from sorted(rows, key=lambda row: (row["standard"], not row.get("flags")))


def _machine_wide(machine: Machine) -> Iterator[Row]:
    software, control = machine.config("SOFTWARE"), machine.control_set()
    if software is not None:
        for prefix in ("", "WOW6432Node\\"):
            yield from _hive(software, prefix)
            yield from _below(software, prefix)
        helpers = software.key(r"Microsoft\NetSh")
        yield from _rows("netsh_helper", helpers, [name for name, _ in helpers.values()] if helpers else [])
    if control is not None:
        yield from _control(control)


def _control(control: Key) -> Iterator[Row]:
    for where, path, names in _CONTROL:
        key = control.key(path)
        told = names if names is not None else [name for name, _ in key.values()] if key else []
        yield from _rows(where, key, told)
    for where, path, name in _CONTROL_BELOW:
        listed = control.key(path)
        for key in listed.subkeys() if listed else ():
            yield from ({**row, "name": key.name} for row in _rows(where, key, [name]))
    order = control.key(_PROVIDERS)
    for service in (order.text("ProviderOrder") or "").split(",")[:_LISTED] if order else ():
        key = control.key(rf"Services\{service.strip()}\NetworkProvider") if service.strip() else None
        yield from (
            {**row, "name": service.strip()} for row in _rows("network_provider", key, ["ProviderPath"])
        )


def _per_user(machine: Machine) -> Iterator[Row]:
    for user, root in machine.user_hives():
        yield from ({**row, "user": user} for row in _hive(root, "Software\\"))
        for where, path, names in _USER:
            yield from ({**row, "user": user} for row in _rows(where, root.key(path), names))


def _hive(root: Key, prefix: str) -> Iterator[Row]:
    for where, path in _RUN:
        key = root.key(prefix + path)
        yield from _rows(where, key, [name for name, _ in key.values()] if key else [])
        for below in key.subkeys() if key and path.endswith("Ex") else ():
            yield from _rows(where, below, [name for name, _ in below.values()])
    for where, path, names in _VALUES:
        yield from _rows(where, root.key(prefix + path), names)
    scripts = root.key(prefix + _SCRIPTS)
    for event in scripts.subkeys() if scripts else ():
        for policy in event.subkeys():
            for script in policy.subkeys():
                yield from ({**row, "name": event.name} for row in _rows("policy_script", script, ["Script"]))


def _below(root: Key, prefix: str) -> Iterator[Row]:
    for where, path, name in _BELOW:
        key = root.key(prefix + path)
        for program in key.subkeys() if key else ():
            for row in _rows(where, program, [name]):
                # Active Setup is full of Windows' own entries: only what lies outside Windows is told.
                if where != "active_setup" or row["flags"]:
                    yield {**row, "name": program.name}


def _rows(where: str, key: Key | None, names: Iterable[str]) -> Iterator[Row]:
    for name in names if key is not None else ():
        value = key.get(name) if key else None
        parts = value.replace(",", " ").split() if where in _LISTS and isinstance(value, str) else (value,)
        for command in value if isinstance(value, tuple) else parts:
            if isinstance(command, str) and command.strip("\0 "):
                yield {
                    "where": where,
                    "name": name,
                    "command": command,
                    "key": key.path if key else "",
                    "written_ns": key.written_ns if key else None,
                    "standard": (standard := _is_standard(where, command)),
                    "flags": [] if standard or where == "legal_notice" else flags(command),
                }


def _is_standard(where: str, command: str) -> bool:
    text = command.casefold().replace('"', "").rstrip(", ")
    for spelling, common in _SPELLINGS:
        text = text.replace(spelling, common)
    return text in _STANDARD.get("run" if where == "run_once" else where, ())


def _folders(machine: Machine) -> Iterator[Row]:
    yield from _startup(machine, _COMMON_STARTUP, None)
    for profile in machine.profiles():
        yield from _startup(machine, f"{profile.path}/AppData/Roaming/{_STARTUP}", profile.name)


def _startup(machine: Machine, folder: str, user: str | None) -> Iterator[Row]:
    for entry in machine.listing(folder):
        if entry.kind in {EntryKind.FILE, EntryKind.LINK}:
            yield {
                "where": "startup_folder",
                "name": entry.name,
                "command": entry.path,
                "user": user,
                "size": entry.size,
                "created_ns": entry.times.created,
                "written_ns": entry.times.modified,
                "standard": entry.name.casefold() == "desktop.ini",
                "flags": [],
            }
