import struct
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.host.windows.time_zone import zone
from toolkit.live import clock
from toolkit.records import Outcome, Unread


def zone_bytes(key: str, bias: int, standard: int, daylight: int, *, fixed: bool = False) -> bytes:
    """Build a DYNAMIC_TIME_ZONE_INFORMATION."""
    local_name = "Paris, Madrid (heure d’été)".encode("utf-16-le").ljust(64, b"\0")
    return b"".join(
        (
            struct.pack("<i", bias) + local_name + bytes(16),
            struct.pack("<i", standard) + local_name + bytes(16),
            struct.pack("<i", daylight) + key.encode("utf-16-le").ljust(256, b"\0"),
            bytes([fixed]) + bytes(3),
        )
    )


def test_one_row_tells_the_time_and_since_when_the_machine_runs() -> None:
    before = time.time_ns()
    (artefact,) = live.take((clock,))
    (row,) = artefact.rows
    assert artefact.outcome is Outcome.FOUND
    assert before <= row["now_ns"] <= time.time_ns()
    assert 0 < row["boot_ns"] <= row["now_ns"]
    assert abs(row["boot_ns"] // 10**9 + row["uptime_seconds"] - row["now_ns"] // 10**9) <= 2
    assert -14 * 60 <= row["utc_offset_minutes"] <= 14 * 60
    assert artefact.unread == ()


def test_the_zone_is_told_by_its_key_with_summer_time_counted_in() -> None:
    raw = zone_bytes("Romance Standard Time", -60, 0, -60)
    assert zone(raw, 2) == {
        "zone": "Romance Standard Time",
        "utc_offset_minutes": 120,
        "summer_time": True,
        "changes_itself": True,
    }
    assert zone(raw, 1)["utc_offset_minutes"] == 60
    assert zone(zone_bytes("UTC", 0, 0, 0, fixed=True), 0)["changes_itself"] is False


@given(st.binary(max_size=500), st.integers(0, 2**32 - 1))
def test_any_bytes_are_a_zone_or_nothing(raw: bytes, which: int) -> None:
    assert bool(zone(raw, which)) == (len(raw) >= 432)


def test_what_sets_the_clock() -> None:
    told = clock.time_service(
        {"Start": 3},
        {"Type": "NTP", "NtpServer": "time.windows.com,0x9"},
        {"LastKnownGoodTime": 133_500_000_000_000_000},
    )
    assert told["time_source"] == "ntp"
    assert told["time_servers"] == "time.windows.com,0x9"
    assert told["last_good_ns"] == (133_500_000_000_000_000 - 116_444_736_000_000_000) * 100
    assert told["flags"] == []


@pytest.mark.parametrize(("start", "kind"), [(4, "NTP"), (2, "NoSync")])
def test_a_clock_nobody_sets_is_flagged(start: int, kind: str) -> None:
    assert clock.time_service({"Start": start}, {"Type": kind}, None)["flags"] == ["clock_not_set"]


def test_keys_that_are_not_there_or_lie_flag_nothing() -> None:
    assert clock.time_service(None, None, None)["flags"] == []
    odd = clock.time_service({"Start": "4"}, {"Type": 7, "NtpServer": [1]}, {"LastKnownGoodTime": b"x"})
    assert odd == {"time_source": None, "time_servers": None, "last_good_ns": None, "flags": []}


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_names_its_zone() -> None:
    missed: list[Unread] = []
    (row,) = clock.collect(missed)
    assert row["zone"]
    assert missed == []
