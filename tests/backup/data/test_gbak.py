"""Backups by gbak are dated by their rows, followed to their end, and tell rows of a wrong length."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backup.data import laid
from toolkit.backup.data import How

_BOTH = pytest.mark.parametrize("engine", ["gbak3", "gbak5"])
_NEWEST = datetime(2026, 10, 9, 17, tzinfo=UTC)


@_BOTH
def test_rows_date_a_backup_not_the_day_it_was_made(engine: str) -> None:
    found = laid.told("cabinet.fbk", laid.unpacked(engine))
    assert found is not None
    assert (found.kind, found.how, found.rows, found.whole, found.faults) == (
        "firebird_backup", How.DATA, 121, True, (),
    )  # fmt: skip
    assert found.newest_ns == laid.ns(_NEWEST)
    assert found.tables[1:] == ("ACTES", "RDV", "ANCIENS")


@_BOTH
def test_a_last_block_filled_with_what_the_buffer_held_is_whole(engine: str) -> None:
    content = laid.unpacked(engine)
    kept = content.rstrip(b"\0")
    found = laid.told("cabinet.fbk", kept + (b"6note" * 200)[: len(content) - len(kept)])
    assert found is not None
    assert (found.faults, found.whole) == ((), True)


@_BOTH
def test_a_backup_cut_anywhere_is_a_fault(engine: str) -> None:
    content = laid.unpacked(engine)
    for end in range(512, len(content.rstrip(b"\0")), 512):
        found = laid.told("cabinet.fbk", content[:end])
        assert found is not None
        assert found.faults, end
    found = laid.told("cabinet.fbk", content[:-100])
    assert found is not None
    assert "database_cut" in found.faults


@_BOTH
def test_a_row_or_a_name_that_fits_nothing_is_a_fault(engine: str) -> None:
    content = laid.unpacked(engine)
    row = content.index(b"\x02", content.index(b"\x06\x01\x04", content.index(b"\x08\x01\x05ACTES")) + 12)
    table = content.index(b"\x03\x01\x05ACTES")
    for at in (row + 1, table + 4):
        broken = content[:at] + bytes([content[at] ^ 0x20]) + content[at + 1 :]
        found = laid.told("cabinet.fbk", broken)
        assert found is not None
        assert (found.faults, found.whole) == (("database_damaged",), False), at


@_BOTH
def test_a_newer_or_native_backup_keeps_the_date_it_was_made(engine: str) -> None:
    content = laid.unpacked(engine)
    late = datetime(2027, 3, 1, tzinfo=UTC)
    assert content[2:4] == b"\x04\x0a" or content[2:4] == b"\x04\x0b"
    newer = content[:3] + b"\x20" + content[4:]
    native = content.replace(b"\x05\x04\x01\0\0\0", b"\x05\x04\0\0\0\0", 1)
    for other in (newer, native):
        found = laid.told("cabinet.fbk", other, now=late)
        assert found is not None
        assert (found.how, found.rows, found.whole, found.faults) == (How.HEADER, None, False, ())


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["gbak3", "gbak5"]),
    st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), max_size=5),
    st.integers(1, 100),
)
def test_damaged_bytes_are_told_never_raised(
    engine: str, changes: list[tuple[int, int]], percent: int
) -> None:
    content = bytearray(laid.unpacked(engine))
    for at, byte in changes:
        content[at % len(content)] = byte
    found = laid.told("cabinet.fbk", bytes(content[: max(1, len(content) * percent // 100)]))
    late = laid.ns(laid.NOW + timedelta(days=1))
    assert found is None or found.newest_ns is None or found.newest_ns <= late
