"""Rows of BitLocker from what was established of volumes and what Windows noted."""

import sys

import pytest

from toolkit import live
from toolkit.live import bitlocker
from toolkit.media.windows.volumes import LiveVolume
from toolkit.records import Outcome


@pytest.mark.parametrize(
    ("state", "flags"),
    [("on", ["encrypted_open"]), ("locked", ["encrypted_locked"]), ("off", []), ("unknown", [])],
)
def test_volumes(state: str, flags: list[str]) -> None:
    volume = LiveVolume("C", kind="fixed", bitlocker=state, bitlocker_why="shell", holds_windows=True)
    row = bitlocker.row(volume)
    assert (row["state"], row["flags"], row["holds_windows"]) == (state, flags, True)
    assert row["told_by"] == (None if state == "unknown" else "shell")


def test_what_windows_noted_at_its_start() -> None:
    assert list(bitlocker.started(None, None)) == []
    assert list(bitlocker.started({"BootStatus": "1"}, None)) == []
    (encrypted,) = bitlocker.started({"BootStatus": 1}, {"PreventDeviceEncryption": 1})
    assert list(encrypted.values()) == [True, True]
    (clear,) = bitlocker.started({"BootStatus": 0}, {})
    assert list(clear.values()) == [False, None]


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_elsewhere_it_is_not_offered() -> None:
    (found,) = live.take([bitlocker])
    assert (found.outcome, found.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_every_volume_has_a_state_or_a_reason() -> None:
    (found,) = live.take([bitlocker])
    unknown = {row["volume"] for row in found.rows if row.get("state") == "unknown"}
    assert "C" in {row.get("volume") for row in found.rows}
    assert unknown <= {part.get("path") for part in found.unread}
