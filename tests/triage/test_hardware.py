"""The make and age of the equipment."""

import struct
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, dword, filetime, key, merge, sz
from toolkit.triage import system
from toolkit.triage.hardware import bios_date

WHEN = 1_790_000_000_000_000_000  # 2026-09-21
VERSION = r"Microsoft\Windows NT\CurrentVersion"
LAPTOP = {
    "BIOSReleaseDate": sz("12/27/2013"), "BIOSVendor": sz("Dell Inc."), "BIOSVersion": sz("A14"),
    "SystemManufacturer": sz("Dell Inc."), "SystemProductName": sz("Latitude E6430"),
    "EnclosureType": dword(9),
}  # fmt: skip


def row(machine: Any) -> dict[str, Any]:
    return dict(next(iter(system.collect(machine)), {}))


def configuration(name: str, values: dict[str, Any], used: int) -> Key:
    told = {**values, "LastUse": binary(struct.pack("<Q", filetime(used)))}
    return key(rf"HardwareConfig\{name}", Key(told))


def hive(*keys: Key) -> Key:
    return merge(key(r"ControlSet001\Control\Windows", Key()), *keys)


def test_the_configuration_last_in_service_is_told(make: Any) -> None:
    other = configuration("{2}", {"BIOSReleaseDate": sz("01/02/2020")}, WHEN + 9)
    named = key("HardwareConfig", Key({"LastConfig": sz("{1}")}))
    found = row(make(SYSTEM=hive(configuration("{1}", LAPTOP, WHEN), other, named)))
    assert (found["manufacturer"], found["model"], found["chassis"]) == (
        "Dell Inc.",
        "Latitude E6430",
        "laptop_machine",
    )
    assert (found["bios"], found["bios_date"], found["last_boot_ns"]) == ("Dell Inc. A14", "2013-12-27", WHEN)
    assert (found["equipment_years"], found["flags"]) == (12, ["equipment_old"])


def test_without_a_name_the_configuration_used_last_counts(make: Any) -> None:
    old = configuration("{1}", LAPTOP, WHEN - 10**18)
    new = configuration("{2}", {"BIOSReleaseDate": sz("01/02/2020")}, WHEN)
    assert row(make(SYSTEM=hive(old, new)))["bios_date"] == "2020-01-02"


def test_a_running_machine_tells_it_elsewhere(make: Any) -> None:
    told = key(r"ControlSet001\Control\SystemInformation", Key(LAPTOP))
    assert row(make(SYSTEM=hive(told)))["bios_date"] == "2013-12-27"


def test_a_machine_younger_than_its_clock_says_has_no_age(make: Any) -> None:
    found = row(make(SYSTEM=hive(configuration("{1}", {"BIOSReleaseDate": sz("01/01/2040")}, WHEN))))
    assert (found["bios_date"], found["equipment_years"], found["flags"]) == ("2040-01-01", None, [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12/27/2013", date(2013, 12, 27)), ("1/2/99", date(1999, 1, 2)), ("01/02/07", date(2007, 1, 2)),
        ("27/12/2013", None), ("00/00/0000", None), ("2013-12-27", None), ("", None), ("1/1/٢٠١٣", None),
    ],
)  # fmt: skip
def test_dates_of_firmware(text: str, wanted: date | None) -> None:
    assert bios_date(text) == wanted


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert bios_date(text) is None or isinstance(bios_date(text), date)


@pytest.mark.parametrize(
    ("build", "edition", "ends", "flags"),
    [
        ("19045", "Professional", "2025-10-14", ["support_ended"]),
        ("19044", "EnterpriseS", "2027-01-12", []),
        ("26100", "ServerStandard", "2034-11-14", []),
        ("7601", "Ultimate", "2020-01-14", ["support_ended"]),
        ("99999", "Core", None, []),
        ("26200", "Inconnue", None, []),
    ],
)
def test_the_end_of_support_is_that_of_the_build_and_edition(
    make: Any, build: str, edition: str, ends: str | None, flags: list[str]
) -> None:
    version = Key({"CurrentBuild": sz(build), "EditionID": sz(edition)})
    found = row(make(SOFTWARE=key(VERSION, version)))
    assert (found.get("support_ends"), [one for one in found["flags"] if one != "windows_11"]) == (
        ends,
        flags,
    )


def test_without_the_table_the_end_of_support_is_a_failure_to_say(make: Any) -> None:
    machine = make(SOFTWARE=key(VERSION, Key({"CurrentBuild": sz("19045"), "EditionID": sz("Core")})))
    bare = type(machine)(machine.source, machine.volume, {}, windows=True)
    assert "support_ends" not in row(bare)
    assert "table_missing" in {one.why for one in bare.unread}
