"""Power as Windows and Linux tell it."""

import sys
from pathlib import Path

import pytest

from toolkit import live
from toolkit.live import power
from toolkit.records import Outcome, Unread


def test_hibernation_needs_its_file() -> None:
    able = {"SystemS3": True, "SystemS4": True, "HiberFilePresent": True, "SystemBatteriesPresent": True}
    assert power.abilities(able) == {
        "hibernation": True, "hibernation_file": True, "sleeps": ["s3", "s4"], "battery": True,
    }  # fmt: skip
    assert power.abilities({**able, "HiberFilePresent": False})["hibernation"] is False


@pytest.mark.parametrize(
    ("line", "flag", "percent", "seconds", "told"),
    [
        (0, 0, 12, 600, (False, 12, 600)),
        (1, 8, 80, -1, (True, 80, None)),
        (1, 128, 255, -1, (True, None, None)),
        (255, 255, 255, -1, (None, None, None)),
        (0, 1, 101, 0xFFFFFFFF, (False, None, None)),
    ],
)
def test_supply(line: int, flag: int, percent: int, seconds: int, told: tuple[object, ...]) -> None:
    names = ("ACLineStatus", "BatteryFlag", "BatteryLifePercent", "BatteryLifeTime")
    found = power.supply(dict(zip(names, (line, flag, percent, seconds), strict=True)))
    assert (found["on_mains"], found["battery_percent"], found["battery_seconds"]) == told


def test_unknown_supply_is_no_flag() -> None:
    assert power.flags({}) == []
    assert power.flags(power.supply({})) == []
    assert power.flags({"on_mains": False, "battery_percent": 12}) == ["on_battery", "battery_low"]


def test_linux(tmp_path: Path) -> None:
    missed: list[Unread] = []
    (tmp_path / "state").write_text("freeze mem disk\n")
    (tmp_path / "disk").write_text("[platform] shutdown reboot\n")
    assert power.linux(tmp_path, missed) == {"sleeps": ["freeze", "mem", "disk"], "hibernation": True}
    (tmp_path / "disk").write_text("[disabled]\n")
    assert power.linux(tmp_path, missed)["hibernation"] is False
    assert missed == []
    assert power.linux(tmp_path / "none", missed) == {}
    assert missed[0].why == "not_offered"


def test_this_machine() -> None:
    (found,) = live.take([power])
    if sys.platform == "win32" or Path("/sys/power/disk").exists():
        assert found.outcome is Outcome.FOUND
        assert isinstance(found.rows[0]["hibernation"], bool)
    else:
        assert (found.outcome, found.detail) in {(Outcome.FAILED, "not_offered"), (Outcome.FOUND, "")}
