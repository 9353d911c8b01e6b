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
    ("run_policy", r"Microsoft\Windows\CurrentVersion\Policies\Explorer\Run"),
)
_VALUES = (
    ("winlogon", rf"{_NT}\Winlogon", ("Shell", "Userinit", "Taskman", "System", "GinaDLL")),
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
_CONTROL = (
    ("boot_execute", r"Control\Session Manager", "BootExecute"),
    ("safe_boot_shell", r"Control\SafeBoot", "AlternateShell"),
)
# What Windows itself puts there, once case, quotes and the Windows folder's spelling are set aside.
_STANDARD = {
    "winlogon": ("explorer.exe", "<windows>\\system32\\userinit.exe", "userinit.exe", "userinit"),
    "boot_execute": ("autocheck autochk *", "autocheck autochk /q /v *"),
    "safe_boot_shell": ("cmd.exe",),
    "run": (
        "<windows>\\system32\\securityhealthsystray.exe", "<programs>\\windows defender\\msascuil.exe",
        "<windows>\\system32\\onedrivesetup.exe", "<windows>\\syswow64\\onedrivesetup.exe /thfirstsetup",
    ),
}  # fmt: skip
_SPELLINGS = (
    ("%windir%", "<windows>"), ("%systemroot%", "<windows>"), ("c:\\windows", "<windows>"),
    ("%programfiles%", "<programs>"), ("c:\\program files", "<programs>"),
)  # fmt: skip

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
    for where, path, name in _CONTROL if control is not None else ():
        key = control.key(path) if control else None
        yield from _rows(where, key, [name])


def _per_user(machine: Machine) -> Iterator[Row]:
    for user, root in machine.user_hives():
        yield from ({**row, "user": user} for row in _hive(root, "Software\\"))


def _hive(root: Key, prefix: str) -> Iterator[Row]:
    for where, path in _RUN:
        key = root.key(prefix + path)
        yield from _rows(where, key, [name for name, _ in key.values()] if key else [])
        for below in key.subkeys() if key and path.endswith("Ex") else ():
            yield from _rows(where, below, [name for name, _ in below.values()])
    for where, path, names in _VALUES:
        yield from _rows(where, root.key(prefix + path), names)


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
        for command in value if isinstance(value, tuple) else (value,):
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
