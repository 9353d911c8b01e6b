"""Tools that open a machine to somebody elsewhere, or carry files away."""

import tomllib
from typing import Any

import pytest

from demo.builder.hive import Key, dword, key, merge, sz
from toolkit import own_files
from toolkit.triage import remote_access

SERVER = r"ControlSet001\Control\Terminal Server"
UNINSTALL = r"Microsoft\Windows\CurrentVersion\Uninstall"


def told(machine: Any) -> list[tuple[str, str, str]]:
    return [
        (row["tool"], row["trace"], row.get("path") or row["name"]) for row in remote_access.collect(machine)
    ]


def test_every_tool_of_the_table_is_well_formed() -> None:
    tools = tomllib.loads((own_files.signatures() / remote_access.TABLE).read_text(encoding="utf-8"))["tool"]
    assert len({tool["name"] for tool in tools}) == len(tools) > 20
    for tool in tools:
        assert tool["kind"] in {"remote", "transfer"}
        assert tool["source"] in {"kapefiles", "usual"}
        assert tool.keys() <= {"name", "kind", "installed", "services", "files", "folders", "logs", "source"}
        for pattern in [*tool.get("folders", ()), *tool.get("logs", ())]:
            parent = pattern.rpartition("/")[0]
            assert "\\" not in pattern
            assert "*" not in parent


@pytest.mark.parametrize(
    ("path", "tool", "trace"),
    [
        ("Program Files (x86)/ScreenConnect Client (0123abc)/x.exe", "ScreenConnect", "folder"),
        ("Users/Zoé/Downloads/AnyDesk-8.exe", "AnyDesk", "program"),
        ("Users/Zoé/AppData/Roaming/AnyDesk/ad.trace", "AnyDesk", "log"),
        ("Users/Public/rclone.exe", "rclone", "program"),
        ("Windows/Temp/MeshAgent64.exe", "MeshAgent", "program"),
        ("ngrok.exe", "ngrok", "program"),
        ("Program Files/TeamViewer/TeamViewer15_Logfile.log", "TeamViewer", "log"),
    ],
)
def test_files_and_folders_are_traces(make: Any, path: str, tool: str, trace: str) -> None:
    found = told(make({path: b"x"}))
    assert {name for name, _, _ in found} == {tool}
    assert trace in {kind for _, kind, _ in found}
    assert all(path.startswith(place) for _, _, place in found)


def test_installed_programs_and_services_are_traces(make: Any) -> None:
    machine = make(
        SOFTWARE=key(rf"{UNINSTALL}\x", Key({"DisplayName": sz("RustDesk")})),
        SYSTEM=key(r"ControlSet001\Services\Mesh Agent", Key({"Type": dword(16), "ImagePath": sz("x")})),
    )
    assert told(machine) == [("MeshAgent", "service", "Mesh Agent"), ("RustDesk", "installed", "RustDesk")]


@pytest.mark.parametrize(
    ("denied", "port", "sign_in", "flags"),
    [
        (0, 3389, 1, []),
        (0, 33890, 1, ["port_changed"]),
        (0, 3389, 0, ["no_sign_in_first"]),
        (1, 3389, 1, None),
    ],
)
def test_remote_desktop(make: Any, denied: int, port: int, sign_in: int, flags: list[str] | None) -> None:
    station = Key({"PortNumber": dword(port), "UserAuthentication": dword(sign_in)})
    system = merge(
        key(SERVER, Key({"fDenyTSConnections": dword(denied)})),
        key(rf"{SERVER}\WinStations\RDP-Tcp", station),
    )
    rows = list(remote_access.collect(make(SYSTEM=system)))
    assert [(row["tool"], row["port"], row["flags"]) for row in rows] == (
        [("RDP", port, flags)] if flags is not None else []
    )


def test_an_ordinary_machine_has_none(make: Any) -> None:
    files = {
        "Program Files/7-Zip/7z.exe": b"",
        "Users/Zoé/Documents/anydesk.txt": b"",
        "Users/Zoé/Desktop/x.lnk": b"",
    }
    assert told(make(files)) == []
