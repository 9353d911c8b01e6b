import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.host.windows import terminal as win_terminal
from toolkit.live import sessions
from toolkit.records import Outcome

_1970 = 116_444_736_000_000_000


def session_times(*seconds: int) -> bytes:
    """Build a WTSINFOW that ends in times, in seconds since 1970."""
    return bytes(176) + struct.pack("<5q", *(_1970 + one * 10**7 for one in (*seconds, 0)))


def test_times_of_a_session() -> None:
    found = win_terminal.times(session_times(100, 200, 300, 400))
    assert found == {
        "connected_ns": 100 * 10**9, "disconnected_ns": 200 * 10**9,
        "last_input_ns": 300 * 10**9, "logon_ns": 400 * 10**9,
    }  # fmt: skip
    assert set(win_terminal.times(bytes(216)).values()) == {None}
    assert win_terminal.times(bytes(215)) == {}


def test_where_somebody_comes_from() -> None:
    assert (
        win_terminal.client_address(struct.pack("<I", 2) + bytes([0, 0, 203, 0, 113, 9]) + bytes(14))
        == "203.0.113.9"
    )
    assert win_terminal.client_address(struct.pack("<I", 2) + bytes(20)) is None
    assert win_terminal.client_address(struct.pack("<I", 23) + bytes(range(20))) is None
    assert win_terminal.client_address(b"\2") is None


def test_codes_of_windows_that_are_not_known_are_kept_as_numbers() -> None:
    assert [win_terminal.state(number) for number in (0, 4, 6, 10, -1)] == [
        "active", "disconnected", "listen", "state_10", "state_-1",
    ]  # fmt: skip
    assert [win_terminal.protocol(raw) for raw in (b"\0\0", b"\2\0", b"\7\0", b"", b"\1")] == [
        "console", "rdp", "protocol_7", None, None,
    ]  # fmt: skip


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_left(raw: bytes) -> None:
    assert bool(win_terminal.times(raw)) == (len(raw) >= 216)
    assert win_terminal.client_address(raw) is None or len(raw) >= 24
    assert (win_terminal.protocol(raw) is None) == (len(raw) < 2)


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ({"remote": True, "state": "active"}, ["remote_session_active"]),
        ({"remote": True, "state": "disconnected"}, ["remote_session"]),
        ({"state": "listen"}, ["remote_desktop_listening"]),
        ({"remote": False, "state": "active"}, []),
        ({"remote": None, "state": "active"}, []),
    ],
)
def test_what_deserves_a_look(row: dict[str, object], codes: list[str]) -> None:
    assert sessions.flags(row) == codes


@pytest.mark.skipif(sys.platform == "win32", reason="what another system answers")
def test_another_system_says_that_it_has_none() -> None:
    (artefact,) = live.take((sessions,))
    assert (artefact.outcome, artefact.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_our_own_session_is_always_there_with_its_user() -> None:
    (artefact,) = live.take((sessions,))
    (ours,) = [row for row in artefact.rows if row["ours"]]
    assert artefact.outcome is Outcome.FOUND
    assert ours["user"]
    assert ours["remote"] is False
