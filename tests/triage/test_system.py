"""What the machine is, from its registry."""

import struct
from typing import Any

import pytest

from demo.builder.evtx import LogEvent, log
from demo.builder.hive import Key, binary, dword, filetime, key, merge, sz
from toolkit.triage import system

WHEN = 1_790_000_000_000_000_000
VERSION = r"Microsoft\Windows NT\CurrentVersion"


LOG = "Windows/System32/winevt/Logs/System.evtx"


def row(machine: Any) -> dict[str, Any]:
    return dict(next(iter(system.collect(machine)), {}))


def test_windows_11_is_told_by_its_build(make: Any) -> None:
    values = {"ProductName": sz("Windows 10 Pro"), "CurrentBuild": sz("22631"), "InstallDate": dword(17)}
    found = row(make(SOFTWARE=key(VERSION, Key(values))))
    assert (found["build"], found["flags"]) == ("22631", ["windows_11"])
    assert found["installed_ns"] == 17 * 10**9


def test_the_control_set_in_use_is_read(make: Any) -> None:
    def name(number: int) -> Key:
        path = rf"ControlSet{number:03d}\Control\ComputerName\ComputerName"
        return key(path, Key({"ComputerName": sz(f"PC{number}")}))

    machine = make(SYSTEM=merge(name(1), name(2), key("Select", Key({"Current": dword(2)}))))
    assert row(machine)["computer"] == "PC2"
    assert [one.why for one in machine.unread] == ["hive_absent"]


def test_without_a_control_set_named_the_first_is_read_and_said(make: Any) -> None:
    control = key(r"ControlSet001\Control\TimeZoneInformation", Key({"ActiveTimeBias": dword(-60)}))
    machine = make(SYSTEM=control)
    assert row(machine)["bias_minutes"] == -60
    assert "control_set_not_named" in {one.why for one in machine.unread}


@pytest.mark.parametrize(
    ("data", "wanted"),
    [(b"\1\2", None), (bytes(8), None), (b"\xff" * 8, None), (struct.pack("<Q", filetime(WHEN)), WHEN)],
)
def test_a_strange_shutdown_time_is_unknown(make: Any, data: bytes, wanted: int | None) -> None:
    control = key(r"ControlSet001\Control\Windows", Key({"ShutdownTime": binary(data)}))
    assert row(make(SYSTEM=control)).get("last_shutdown_ns") == wanted


def test_values_of_another_type_are_unknown(make: Any) -> None:
    values = {"ProductName": dword(4), "CurrentBuild": binary(b"x"), "UBR": sz("texte")}
    assert list(system.collect(make(SOFTWARE=key(VERSION, Key(values))))) == []


def test_nothing_known_is_no_row(make: Any) -> None:
    assert list(system.collect(make(SOFTWARE=Key(), SYSTEM=Key()))) == []


def test_without_a_date_in_the_registry_the_last_start_is_that_of_the_log(make: Any) -> None:
    told = [
        LogEvent("EventLog", 6005, WHEN, "System"),
        LogEvent("Microsoft-Windows-Kernel-General", 12, WHEN + 10**9, "System"),
        LogEvent("Microsoft-Windows-Kernel-General", 13, WHEN + 5 * 10**9, "System"),
    ]
    software = key(VERSION, Key({"CurrentBuild": sz("7601")}))
    assert row(make({LOG: log(told)}, SOFTWARE=software))["last_boot_ns"] == WHEN + 10**9
    assert row(make({LOG: b"no log"}, SOFTWARE=software))["last_boot_ns"] is None
    used = Key({"LastUse": binary(struct.pack("<Q", filetime(WHEN))), "BIOSReleaseDate": sz("01/02/2020")})
    control = merge(
        key(r"HardwareConfig\{1}", used),
        key("Select", Key({"Current": dword(1)})),
        key("ControlSet001", Key()),
    )
    machine = make({LOG: log(told)}, SOFTWARE=software, SYSTEM=control)
    assert row(machine)["last_boot_ns"] == WHEN


@pytest.mark.parametrize(
    ("build", "edition", "ends"),
    [
        ("6003", "ServerStandard", "2020-01-14"),
        ("6003", "HomePremium", "2017-04-11"),
        ("6001", "ServerStandard", "2011-07-12"),
        ("6000", "Business", "2010-04-13"),
        ("3790", "", "2015-07-14"),
    ],
)
def test_old_builds_are_judged(make: Any, build: str, edition: str, ends: str) -> None:
    values = {"CurrentBuild": sz(build), "EditionID": sz(edition)}
    found = row(make(SOFTWARE=key(VERSION, Key(values))))
    assert (found["support_ends"], found["flags"]) == (ends, ["support_ended"])
