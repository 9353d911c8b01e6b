"""What starts by itself."""

from typing import Any

import pytest

from demo.builder.hive import Key, expand, key, merge, multi, sz
from toolkit.triage import autoruns

NT = r"Microsoft\Windows NT\CurrentVersion"
RUN = r"Microsoft\Windows\CurrentVersion\Run"


def told(machine: Any) -> list[tuple[str, str, str]]:
    return [(row["where"], row["name"], row["command"]) for row in autoruns.collect(machine)]


@pytest.mark.parametrize(
    ("path", "name", "where"),
    [
        (RUN, "x", "run"),
        (rf"WOW6432Node\{RUN}", "x", "run"),
        (rf"{RUN}Once", "x", "run_once"),
        (rf"{RUN}OnceEx\0001", "x", "run_once"),
        (r"Microsoft\Windows\CurrentVersion\Policies\Explorer\Run", "1", "run_policy"),
        (rf"{NT}\Winlogon", "Shell", "winlogon"),
        (rf"{NT}\Winlogon", "Taskman", "winlogon"),
        (rf"{NT}\Windows", "AppInit_DLLs", "appinit"),
    ],
)
def test_places_of_the_software_hive(make: Any, path: str, name: str, where: str) -> None:
    machine = make(SOFTWARE=key(path, Key({name: sz(r"C:\Temp\a.exe")})), SYSTEM=Key(), DEFAULT=Key())
    assert told(machine) == [(where, name, r"C:\Temp\a.exe")]


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (rf"{NT}\Image File Execution Options\sethc.exe", "Debugger", "image_options"),
        (rf"{NT}\SilentProcessExit\notepad.exe", "MonitorProcess", "silent_exit"),
        (rf"{NT}\Winlogon\Notify\paquet", "DLLName", "winlogon_notify"),
        (r"Microsoft\Active Setup\Installed Components\{1}", "StubPath", "active_setup"),
    ],
)
def test_programs_run_beside_others(make: Any, path: str, value: str, where: str) -> None:
    machine = make(SOFTWARE=key(path, Key({value: sz(r"C:\Windows\System32\cmd.exe")})))
    assert told(machine) == [(where, path.rsplit("\\", 1)[-1], r"C:\Windows\System32\cmd.exe")]


def test_control_set_places(make: Any) -> None:
    machine = make(
        SYSTEM=merge(
            key(
                r"ControlSet001\Control\Session Manager",
                Key({"BootExecute": multi("autocheck autochk *", "x")}),
            ),
            key(r"ControlSet001\Control\SafeBoot", Key({"AlternateShell": sz("a.exe")})),
        )
    )
    rows = {row["command"]: row["standard"] for row in autoruns.collect(machine)}
    assert rows == {"autocheck autochk *": True, "x": False, "a.exe": False}


def test_each_user_is_named_and_the_default_profile_too(make: Any, user: Any) -> None:
    hive = user(key(RUN, Key({"x": sz(r"C:\a.exe")})))
    files = {"Users/Zoé/NTUSER.DAT": hive, "Users/Default/NTUSER.DAT": hive, "Users/Public/a": b""}
    machine = make(files, DEFAULT=key(rf"Software\{RUN}", Key({"y": sz(r"C:\b.exe")})))
    assert {(row["user"], row["name"]) for row in autoruns.collect(machine)} == {
        ("Zoé", "x"), ("Default", "x"), (".DEFAULT", "y")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("where", "name", "command"),
    [
        (rf"{NT}\Winlogon", "Shell", "Explorer.exe"),
        (rf"{NT}\Winlogon", "Userinit", r"C:\Windows\system32\userinit.exe,"),
        (rf"{NT}\Winlogon", "Userinit", r"%windir%\system32\userinit.exe"),
        (RUN, "SecurityHealth", r"%windir%\system32\SecurityHealthSystray.exe"),
    ],
)
def test_what_windows_puts_there_is_standard(make: Any, where: str, name: str, command: str) -> None:
    (row,) = autoruns.collect(make(SOFTWARE=key(where, Key({name: expand(command)}))))
    assert (row["standard"], row["flags"]) == (True, [])


def test_something_added_to_the_shell_is_not_standard(make: Any) -> None:
    both = r"C:\Windows\system32\userinit.exe,C:\Users\Public\a.exe"
    (row,) = autoruns.collect(make(SOFTWARE=key(rf"{NT}\Winlogon", Key({"Userinit": sz(both)}))))
    assert (row["standard"], row["flags"]) == (False, ["in_public_folder"])


def test_a_message_shown_before_logon_is_told(make: Any) -> None:
    values = {"legalnoticecaption": sz("VOS FICHIERS"), "legalnoticetext": sz("Écrivez à cmd powershell")}
    path = r"Microsoft\Windows\CurrentVersion\Policies\System"
    rows = list(autoruns.collect(make(SOFTWARE=key(path, Key(values)))))
    assert [(row["where"], row["flags"]) for row in rows] == [("legal_notice", [])] * 2


def test_startup_folders_are_listed(make: Any) -> None:
    menu = "Microsoft/Windows/Start Menu/Programs/StartUp"
    files = {
        f"ProgramData/{menu}/desktop.ini": b"", f"ProgramData/{menu}/a.lnk": b"L",
        f"Users/Zoé/AppData/Roaming/{menu}/b.bat": b"@echo off",
    }  # fmt: skip
    rows = list(autoruns.collect(make(files)))
    assert [(row["name"], row.get("user"), row["standard"]) for row in rows] == [
        ("a.lnk", None, False), ("b.bat", "Zoé", False), ("desktop.ini", None, True)
    ]  # fmt: skip


def test_numbers_and_empty_values_are_no_commands(make: Any) -> None:
    values = {"a": (4, b"\1\0\0\0"), "b": sz(""), "c": sz("  "), "d": (3, b"\1\2")}
    assert told(make(SOFTWARE=key(RUN, Key(values)))) == []


@pytest.mark.parametrize(
    ("path", "value", "where", "name"),
    [
        (r"Control\Lsa", {"Security Packages": multi('""', "mimilib")}, "lsa_package", "Security Packages"),
        (r"Control\Lsa\OSConfig", {"Security Packages": multi("mimilib")}, "lsa_package",
         "Security Packages"),
        (r"Control\SecurityProviders", {"SecurityProviders": sz("credssp.dll, mimilib")}, "security_provider",
         "SecurityProviders"),
        (r"Control\Session Manager\AppCertDlls", {"x": sz("mimilib")}, "loaded_everywhere", "x"),
        (r"Control\Session Manager", {"SetupExecute": multi("mimilib")}, "boot_execute", "SetupExecute"),
        (r"Control\Print\Monitors\Test", {"Driver": sz("mimilib")}, "print_monitor", "Test"),
        (r"Services\W32Time\TimeProviders\Test", {"DllName": sz("mimilib")}, "time_provider", "Test"),
        (r"Control\Terminal Server\WinStations\RDP-Tcp", {"InitialProgram": sz("mimilib")}, "remote_session",
         "InitialProgram"),
    ],
)  # fmt: skip
def test_libraries_and_programs_of_the_control_set(
    make: Any, path: str, value: dict[str, Any], where: str, name: str
) -> None:
    rows = list(autoruns.collect(make(SYSTEM=key(rf"ControlSet001\{path}", Key(value)))))
    assert [(row["where"], row["name"], row["command"]) for row in rows if not row["standard"]] == [
        (where, name, "mimilib")
    ]


def test_network_providers_are_followed_to_their_library(make: Any) -> None:
    order = Key({"ProviderOrder": sz("RDPNP,Vol,Absent")})
    system = merge(
        key(r"ControlSet001\Control\NetworkProvider\Order", order),
        key(r"ControlSet001\Services\RDPNP\NetworkProvider",
            Key({"ProviderPath": expand(r"%SystemRoot%\System32\drprov.dll")})),
        key(r"ControlSet001\Services\Vol\NetworkProvider",
            Key({"ProviderPath": sz(r"C:\ProgramData\vol.dll")})),
    )  # fmt: skip
    rows = [(row["name"], row["standard"], row["flags"]) for row in autoruns.collect(make(SYSTEM=system))]
    assert rows == [("Vol", False, ["in_program_data"]), ("RDPNP", True, [])]


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (r"Microsoft\NetSh", "1", "netsh_helper"),
        (r"Microsoft\Command Processor", "AutoRun", "command_shell"),
        (rf"{NT}\AeDebug", "Debugger", "debugger"),
        (r"Microsoft\Office test\Special\Perf", "", "office_library"),
        (r"Microsoft\Windows\CurrentVersion\Group Policy\Scripts\Startup\0\0", "Script", "policy_script"),
        (rf"{NT}\Terminal Server\Install\Software\{RUN}", "x", "run"),
    ],
)
def test_further_places_of_the_software_hive(make: Any, path: str, value: str, where: str) -> None:
    (row,) = autoruns.collect(make(SOFTWARE=key(path, Key({value: sz(r"C:\Temp\a.dll")}))))
    assert (row["where"], row["command"], row["flags"]) == (where, r"C:\Temp\a.dll", ["in_temporary_folder"])


def test_places_of_one_user(make: Any) -> None:
    top = merge(
        key("Environment", Key({"UserInitMprLogonScript": sz(r"C:\Users\Public\a.bat")})),
        key(r"Control Panel\Desktop", Key({"SCRNSAVE.EXE": sz(r"C:\Windows\system32\scrnsave.scr")})),
    )
    rows = [(row["where"], row["standard"], row["user"]) for row in autoruns.collect(make(DEFAULT=top))]
    assert rows == [("logon_script", False, ".DEFAULT"), ("screen_saver", True, ".DEFAULT")]
