"""Services and drivers."""

from typing import Any

import pytest

from demo.builder.hive import Key, Value, dword, expand, key, merge, sz
from toolkit.triage import services

WHEN = 1_790_000_000_000_000_000


def service(name: str, image: str = "", kind: int = 0x10, start: int = 2, **below: Key) -> Key:
    values: dict[str, Value] = {"Type": dword(kind), "Start": dword(start)}
    values |= {"ImagePath": expand(image)} if image else {}
    return key(rf"ControlSet001\Services\{name}", Key(values, below, WHEN))


def flags(make: Any, name: str, image: str, files: Any = None) -> list[str]:
    (row,) = services.collect(make(files, SYSTEM=service(name, image)))
    return list(row["flags"])


def test_a_service_is_read_with_its_library(make: Any) -> None:
    parameters = Key({"ServiceDll": expand(r"%SystemRoot%\System32\a.dll")})
    system = service("Un", r"%SystemRoot%\system32\svchost.exe -k netsvcs", 0x20, 3, Parameters=parameters)
    (row,) = services.collect(make(SYSTEM=merge(system, key(r"ControlSet001\Services\Vide", Key()))))
    assert row == {
        "name": "Un", "display": None, "image": r"%SystemRoot%\system32\svchost.exe -k netsvcs",
        "library": r"%SystemRoot%\System32\a.dll", "failure_command": None, "start": "manual",
        "type": "shared_process",
        "driver": False, "account": None, "written_ns": WHEN, "flags": [],
    }  # fmt: skip


def test_flagged_services_come_first_and_drivers_last(make: Any) -> None:
    system = merge(
        service("b_pilote", r"System32\drivers\b.sys", 1, 0), service("c_normal", r"%SystemRoot%\c.exe"),
        service("z_douteux", r"C:\Users\Public\z.exe"),
    )  # fmt: skip
    rows = list(services.collect(make({"Users/Public/z.exe": b"MZ"}, SYSTEM=system)))
    assert [(row["name"], row["driver"]) for row in rows] == [
        ("z_douteux", False), ("c_normal", False), ("b_pilote", True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("PSEXESVC", r"%SystemRoot%\PSEXESVC.exe"),
        ("PAExec-1-PC", r"C:\Windows\PAExec.exe"),
        ("x", r"C:\Windows\remcomsvc.exe"),
    ],
)
def test_services_of_remote_commands(make: Any, name: str, image: str) -> None:
    assert flags(make, name, image) == ["psexec_like"]


@pytest.mark.parametrize(
    "image",
    [
        r"C:\Program Files\Un\un.exe", r'"C:\Program Files\Un\un.exe" -x', r"C:\program files\un\UN.EXE /x",
        r"\??\C:\Program Files\Un\un.exe", r"%ProgramFiles%\Un\un.exe",
    ],
)  # fmt: skip
def test_a_program_is_found_however_it_is_written(make: Any, image: str) -> None:
    assert flags(make, "x", image, {"Program Files/Un/un.exe": b"MZ"}) == []
    assert flags(make, "x", image) == ["image_missing"]


@pytest.mark.parametrize("image", [r"D:\un.exe", r"system32\drivers\x.sys", r"un.exe", r"%SystemRoot%\x.exe"])
def test_what_cannot_be_looked_for_is_not_missing(make: Any, image: str) -> None:
    assert flags(make, "x", image) == []


def test_the_drive_of_windows_is_the_one_looked_at(make: Any) -> None:
    software = key(r"Microsoft\Windows NT\CurrentVersion", Key({"SystemRoot": sz(r"D:\Windows")}))
    machine = make(SYSTEM=service("x", r"D:\a\un.exe"), SOFTWARE=software)
    assert [row["flags"] for row in services.collect(machine)] == [["image_missing"]]


def test_a_disabled_antivirus_is_flagged(make: Any) -> None:
    (row,) = services.collect(make(SYSTEM=service("WinDefend", start=4)))
    assert row["flags"] == ["antivirus_disabled"]


def test_unknown_numbers_are_kept_as_numbers(make: Any) -> None:
    (row,) = services.collect(make(SYSTEM=service("x", kind=0x4000, start=77)))
    assert (row["start"], row["type"]) == ("77", "16384")


def test_what_runs_when_a_service_fails_is_told(make: Any) -> None:
    failing = Key({"Type": dword(0x10), "FailureCommand": sz(r"C:\Users\Public\z.exe /fail=%1%")})
    (row,) = services.collect(make(SYSTEM=key(r"ControlSet001\Services\Un", failing)))
    assert (row["failure_command"], row["flags"]) == (
        r"C:\Users\Public\z.exe /fail=%1%",
        ["in_public_folder", "image_missing"],
    )
