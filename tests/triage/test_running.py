"""The inventory of the Windows that is running, whose hives are not to be had as files."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from demo.builder.hive import Key, dword, expand, key, merge, sz
from demo.builder.hives_tasks import LOGON, Task, xml
from toolkit import own_files, triage
from toolkit.media.folder import FolderSource
from toolkit.media.registry.live import loaded_users
from toolkit.records import Artefact, Outcome, Unread
from toolkit.triage import running
from toolkit.triage.machine import CONFIG, Machine

TABLES = {path.name: path.read_bytes() for path in own_files.signatures().glob("*.toml")}
LIST = r"Microsoft\Windows NT\CurrentVersion\ProfileList"
SID = "S-1-5-21-1-2-3-1001"
throwaway = pytest.mark.skipif(
    sys.platform != "win32" or os.environ.get("TROUSSE_THROWAWAY_PREFIX") != "1",
    reason="plants keys: only in a throwaway Wine prefix (TROUSSE_THROWAWAY_PREFIX=1)",
)


class Running(FolderSource):
    """A folder that says it is the volume of the running Windows."""

    running = ""


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (r"C:\Users\Zoé", "Users/Zoé"), (r"c:\users\a b\\", "users/a b"),
        (r"%SystemDrive%\Users\x", "Users/x"),
        (r"%systemroot%\system32\config\systemprofile", "Windows/system32/config/systemprofile"),
        (r"D:\Users\Zoé", None), (r"\\serveur\profils\Zoé", None), ("Users", None), ("", None), ("C:\\", ""),
    ],
)  # fmt: skip
def test_a_profile_is_placed_below_its_drive(written: str, place: str | None) -> None:
    assert running.folder(written, "C") == place


def test_hives_are_named_by_where_their_files_lie() -> None:
    known = {SID: "Users/Zoé", f"{SID}9": "users/zoé", "S-1-5-19": ""}
    assert list(running.names(f"{CONFIG}/software", {})) == ["SOFTWARE"]
    assert list(running.names("Users/ZOÉ/ntuser.dat", known)) == [SID, f"{SID}9"]
    assert list(running.names("Users/autre/NTUSER.DAT", known)) == []
    assert list(running.names("Windows/autre/SOFTWARE", known)) == []


def test_profiles_come_from_their_list(make: Any) -> None:
    entries = merge(
        key(rf"{LIST}\{SID}", Key({"ProfileImagePath": expand(r"%SystemDrive%\Users\Zoé")})),
        key(rf"{LIST}\S-1-5-21-1-2-3-9", Key({"ProfileImagePath": sz(r"D:\Zoé")})),
        key(rf"{LIST}\S-1-5-18", Key({"ProfileImagePath": sz(r"C:\x")})),
    )
    machine: Machine = make(SOFTWARE=entries)
    assert running.profiles(machine.config("SOFTWARE"), "C") == {SID: "Users/Zoé", "S-1-5-21-1-2-3-9": ""}
    assert running.profiles(None, "C") == {}


def test_files_are_read_where_they_can_be(tmp_path: Path, make: Any) -> None:
    select = key("Select", Key({"Current": dword(1)}))
    name = key(r"ControlSet001\Control\ComputerName\ComputerName", Key({"ComputerName": sz("PC")}))
    make(SYSTEM=merge(select, name))
    found = {one.name: one for one in triage.take(Running("x", tmp_path / "0"), TABLES)}
    assert found["system"].rows[0]["computer"] == "PC"
    assert f"{CONFIG}/SYSTEM" not in {part.get("path") for part in found["system"].unread}


def test_accounts_that_cannot_be_read_are_a_failure_to_say(tmp_path: Path, make: Any) -> None:
    make()
    machine = Machine(Running("x", tmp_path / "0"), "", TABLES, windows=True)
    assert machine.config("SAM") is None
    assert Unread("", f"{CONFIG}/SAM", "needs_elevation", "hive_absent") in machine.unread


@pytest.mark.skipif(sys.platform == "win32", reason="says what happens where no Windows runs")
def test_where_no_windows_runs_nothing_is_made_up(tmp_path: Path, make: Any) -> None:
    make()
    found = {one.name: one for one in triage.take(Running("x", tmp_path / "0"), TABLES)}
    assert (found["services"].outcome, found["services"].detail) == (Outcome.FAILED, "not_offered")


def test_a_damaged_hive_is_said_even_when_another_way_fails(tmp_path: Path, make: Any) -> None:
    make({f"{CONFIG}/AUTRE": b"regf" + bytes(9000)})
    machine = Machine(Running("x", tmp_path / "0"), "", TABLES, windows=True)
    assert machine.config("AUTRE") is None
    assert [one.why for one in machine.unread] == ["registry_damaged"]


@pytest.mark.parametrize("linked", [True, False])
def test_the_current_control_set_is_found_without_its_number(make: Any, *, linked: bool) -> None:
    name = Key({"ComputerName": sz("PC")})
    if linked:
        link = Key({"SymbolicLinkValue": (6, r"\Registry\Machine\System\ControlSet002".encode("utf-16-le"))})
        system = Key(keys={"CurrentControlSet": link, "ControlSet002": key(r"Control\x", name)})
    else:
        system = key(r"CurrentControlSet\Control\x", name)
    machine: Machine = make(SYSTEM=system)
    control = machine.control_set()
    assert control is not None
    found = control.key(r"Control\x")
    assert found is not None
    assert (found.text("ComputerName"), machine.unread) == ("PC", [])


def test_a_file_of_a_user_is_opened_whole(make: Any, user: Any) -> None:
    data = user(key(r"Microsoft\Windows\CurrentVersion\Run", Key({"x": sz("x.exe")})))
    machine: Machine = make({"Users/Zoé/NTUSER.DAT": data}, DEFAULT=Key())
    assert [name for name, _ in machine.user_hives()] == [".DEFAULT", "Zoé"]


if sys.platform == "win32":
    import winreg

    MACHINE, USERS = winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_USERS
    RUN = r"Microsoft\Windows\CurrentVersion\Run"
    ODD = r"C:\Users\Public\essai.exe"
    IMAGES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Image File Execution Options\sethc.exe"
    SERVICES = r"SYSTEM\CurrentControlSet\Services"
    REMOTE = r"SYSTEM\CurrentControlSet\Control\Terminal Server"
    CACHE = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache"
    UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\AnyDesk"
    IDENTIFIER = "{00000000-0000-0000-0000-00000000e55a}"
    CACHED = b"\3\0\0\0\0\0\x66\x66\0\0\0\0\x0a\0\0\0" + "x.exe".encode("utf-16-le") + b"\0" * 10

    def plant(root: int, path: str, values: Mapping[str, Any]) -> None:
        with winreg.CreateKeyEx(root, path, 0, winreg.KEY_ALL_ACCESS | winreg.KEY_WOW64_64KEY) as made:
            for name, value in values.items():
                kind = {str: winreg.REG_SZ, int: winreg.REG_DWORD, bytes: winreg.REG_BINARY}[type(value)]
                winreg.SetValueEx(made, name, 0, kind, value)

    @pytest.fixture(scope="module")
    def planted() -> Iterator[dict[str, Artefact]]:
        """Plant what an attacker leaves in a machine, and give what the inventory finds."""
        sid = loaded_users()[0]
        plant(MACHINE, rf"SOFTWARE\{RUN}", {"tous": ODD})
        plant(MACHINE, rf"SOFTWARE\WOW6432Node\{RUN}", {"tous32": ODD})
        plant(USERS, rf"{sid}\Software\{RUN}", {"un": ODD})
        plant(MACHINE, IMAGES, {"Debugger": "cmd.exe"})
        plant(MACHINE, rf"{SERVICES}\essai", {"Type": 16, "Start": 2, "ImagePath": ODD})
        plant(MACHINE, REMOTE, {"fDenyTSConnections": 0})
        plant(MACHINE, rf"{REMOTE}\WinStations\RDP-Tcp", {"PortNumber": 3390})
        plant(MACHINE, rf"{CACHE}\Tasks\{IDENTIFIER}", {"Path": "\\lointaine", "Actions": CACHED})
        plant(MACHINE, rf"{CACHE}\Tree\lointaine", {"Id": IDENTIFIER, "SD": b"\1"})
        plant(MACHINE, UNINSTALL, {"DisplayName": "AnyDesk", "DisplayVersion": "8.0"})
        task = Path(r"C:\windows\system32\tasks\essai")
        task.parent.mkdir(exist_ok=True)
        task.write_bytes(xml(Task("essai", "", "", LOGON, "", ODD)))
        Path(ODD).write_bytes(b"MZ")
        source = Running("live", Path("C:\\"))
        yield {one.name: one for one in triage.take(source, TABLES)}
        source.close()

    def rows(found: Artefact, **wanted: object) -> list[Mapping[str, Any]]:
        return [row for row in found.rows if wanted.items() <= row.items()]

    @throwaway
    def test_every_unit_answers_from_the_running_registry(planted: dict[str, Artefact]) -> None:
        for name in ("system", "users", "autoruns", "services", "software", "tasks", "remote_access"):
            assert planted[name].outcome is Outcome.FOUND, name
            limits = [part for part in planted[name].unread if part["why"] == "registry_live"]
            assert limits, name
            assert {part["detail"] for part in limits} == {"hive_absent"}
        whys = {part["why"] for one in planted.values() for part in one.unread}
        # Of shadow copies, a folder given by itself tells nothing, and that is said.
        assert whys <= {"registry_live", "needs_elevation", "hive_absent", "shadow_copies_not_seen"}

    @throwaway
    def test_what_starts_by_itself_is_found(planted: dict[str, Artefact]) -> None:
        found = planted["autoruns"]
        for name in ("tous", "tous32"):
            (row,) = rows(found, name=name, where="run", command=ODD)
            assert row["flags"] == ["in_public_folder"]
            assert row["written_ns"] > 1_000_000_000_000_000_000
        (row,) = rows(found, name="un", where="run", command=ODD)
        assert row["user"] == os.environ["USERPROFILE"].rsplit("\\", 1)[-1]
        (row,) = rows(found, where="image_options", name="sethc.exe")
        assert row["command"] == "cmd.exe"

    @throwaway
    def test_services_tasks_and_programs_are_found(planted: dict[str, Artefact]) -> None:
        (row,) = rows(planted["services"], name="essai")
        assert (row["image"], row["start"], row["flags"]) == (ODD, "automatic", ["in_public_folder"])
        (row,) = rows(planted["tasks"], task="essai")
        assert (row["command"], row["flags"]) == (ODD, ["in_public_folder"])
        (row,) = rows(planted["tasks"], task="lointaine")
        assert (row["command"], row["flags"]) == ("x.exe", ["task_cache_only"])
        (row,) = rows(planted["software"], name="AnyDesk")
        assert row["version"] == "8.0"

    @throwaway
    def test_remote_access_and_the_machine_are_found(planted: dict[str, Artefact]) -> None:
        (row,) = rows(planted["remote_access"], tool="RDP")
        assert (row["port"], row["flags"]) == (3390, ["port_changed"])
        assert rows(planted["remote_access"], tool="AnyDesk", trace="installed")
        (row,) = planted["system"].rows
        assert row["computer"]
        assert row["remote_desktop"] == "open"
        (row,) = rows(planted["users"], kind="profile", sid=loaded_users()[0])
        assert row["profile"].casefold() == os.environ["USERPROFILE"].casefold()
