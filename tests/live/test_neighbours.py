import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.host.windows import ip_tables as win_ip_tables
from toolkit.live import neighbours
from toolkit.records import Outcome

ARP = """IP address       HW type     Flags       HW address            Mask     Device
192.168.1.254    0x1         0x2         02:00:00:00:00:05     *        eth0
192.168.1.30     0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.1.31     0x1         0x6         02:00:00:00:00:06     *        eth0
"""


def row(address: bytes, mac: bytes, *, state: int = 5, length: int | None = None) -> bytes:
    """Build one MIB_IPNET_ROW2."""
    raw = bytearray(88)
    if len(address) == 4:
        raw[0:8] = struct.pack("<HH", 2, 0) + address
    else:
        raw[0:24] = struct.pack("<HHI", 23, 0, 0) + address
    struct.pack_into("<I", raw, 28, 12)
    raw[40 : 40 + len(mac)] = mac
    struct.pack_into("<II", raw, 72, len(mac) if length is None else length, state)
    return bytes(raw)


def table(*rows: bytes) -> bytes:
    return struct.pack("<II", len(rows), 0) + b"".join(rows)


def test_this_machine_tells_its_neighbours() -> None:
    (artefact,) = live.take((neighbours,))
    assert artefact.name == "neighbours"
    assert artefact.unread  # neither Linux nor Wine tells those of IPv6
    assert all(row["interface"] for row in artefact.rows)


def test_neighbours_of_linux() -> None:
    found = list(neighbours.from_proc(ARP))
    assert [(one["address"], one["mac"], one["state"]) for one in found] == [
        ("192.168.1.254", "02:00:00:00:00:05", "reachable"),
        ("192.168.1.30", "00:00:00:00:00:00", "incomplete"),
        ("192.168.1.31", "02:00:00:00:00:06", "permanent"),
    ]


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_gives_neighbours_or_none(text: str, line: str) -> None:
    assert all(one["address"] for one in neighbours.from_proc(f"head\n{text}\n192.168.1.9 0x1 {line}"))


def test_neighbours_of_windows_without_groups_and_broadcasts() -> None:
    mac = bytes.fromhex("021122334455")
    raw = table(
        row(bytes([192, 168, 1, 30]), mac),
        row(bytes([224, 0, 0, 22]), mac, state=6),
        row(bytes([255, 255, 255, 255]), mac, state=6),
        row(bytes([192, 168, 1, 255]), b"\xff" * 6, state=6),
        row(bytes.fromhex("fe80") + bytes(13) + b"\x09", mac, state=4),
        row(bytes.fromhex("ff02") + bytes(13) + b"\x01", mac, state=6),
    )
    assert list(win_ip_tables.neighbours(raw)) == [
        {"address": "192.168.1.30", "mac": "02:11:22:33:44:55", "index": 12, "state": "reachable"},
        {"address": "fe80::9", "mac": "02:11:22:33:44:55", "index": 12, "state": "stale"},
    ]


def test_a_hardware_address_that_lies_about_its_length_is_left_out() -> None:
    (found,) = win_ip_tables.neighbours(table(row(bytes([10, 0, 0, 1]), b"\1", length=0xFFFF_FFFF)))
    assert found["mac"] == ""


@given(st.binary(max_size=700))
def test_any_bytes_give_neighbours_or_none(raw: bytes) -> None:
    assert len(list(win_ip_tables.neighbours(raw))) <= len(raw) // win_ip_tables.NEIGHBOUR_SIZE


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_one_family_refused_does_not_hide_the_other() -> None:
    (artefact,) = live.take((neighbours,))
    if artefact.outcome is Outcome.FOUND:
        assert {one["path"] for one in artefact.unread} <= {"family 23"}
    else:
        assert artefact.unread
