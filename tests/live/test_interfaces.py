import struct
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.host.windows.adapters import adapters
from toolkit.live import interfaces
from toolkit.records import Outcome

BASE = 0x7FF0_0000_1000
UNKNOWN_SPEED = 0xFFFF_FFFF_FFFF_FFFF


class Buffer:
    """A buffer as GetAdaptersAddresses fills it: structures and texts that point at each other."""

    def __init__(self) -> None:
        self.raw = bytearray()

    def add(self, part: bytes) -> int:
        self.raw += bytes(-len(self.raw) % 8)
        self.raw += part
        return BASE + len(self.raw) - len(part)

    def words(self, text: str) -> int:
        return self.add(text.encode("utf-16-le") + b"\0\0")

    def entry(self, address: bytes, following: int = 0, prefix: int = 0) -> int:
        place = self.add(address)
        return self.add(
            struct.pack("<QQQI", 64, following, place, len(address)) + bytes(28) + bytes([prefix]) + bytes(7)
        )


def ipv4(*parts: int) -> bytes:
    return struct.pack("<HH", 2, 0) + bytes(parts) + bytes(8)


def ipv6(last: int) -> bytes:
    return struct.pack("<HHI", 23, 0, 0) + bytes.fromhex("fe80") + bytes(13) + bytes([last]) + bytes(4)


def adapter(
    buffer: Buffer,
    *,
    kind: int = 71,
    state: int = 1,
    flags: int = 4,
    following: int = 0,
    label: str = "Intel(R) Wi-Fi 6",
) -> bytes:
    """Build one IP_ADAPTER_ADDRESSES_LH and what it points to; it must be the last part of the buffer."""
    raw = bytearray(448)
    addresses = buffer.entry(ipv4(192, 168, 1, 20), buffer.entry(ipv6(7), prefix=64), prefix=24)
    struct.pack_into("<IIQ", raw, 0, 448, 12, following)
    struct.pack_into("<Q", raw, 24, addresses)
    struct.pack_into("<Q", raw, 48, buffer.entry(ipv4(192, 168, 1, 1)))
    struct.pack_into("<QQ", raw, 64, buffer.words(label), buffer.words("Réseau sans fil"))
    raw[80:86] = bytes.fromhex("021122334455")
    struct.pack_into("<6I", raw, 88, 6, flags, 1500, kind, state, 12)
    struct.pack_into("<Q", raw, 184, 866_000_000)
    struct.pack_into("<Q", raw, 208, buffer.entry(ipv4(192, 168, 1, 254)))
    struct.pack_into("<QI", raw, 232, buffer.add(ipv4(192, 168, 1, 254)), 16)
    return bytes(raw)


def buffer_of(**facts: Any) -> bytes:
    """Build a buffer that begins, as that of Windows does, with the adapter itself."""
    first = Buffer()
    first.add(bytes(448))
    raw = adapter(first, **facts)
    return raw + bytes(first.raw[448:])


def test_the_loopback_of_this_machine_is_found_and_recognised() -> None:
    (artefact,) = live.take((interfaces,))
    own = [row for row in artefact.rows if "127.0.0.1/8" in row.get("addresses", ())]
    assert artefact.outcome is Outcome.FOUND
    assert [(row["kind"], row["up"]) for row in own] == [("loopback", True)]


def test_an_adapter_of_windows_is_read_whole() -> None:
    (row,) = adapters(buffer_of(), BASE)
    assert row == {
        "name": "Réseau sans fil", "label": "Intel(R) Wi-Fi 6", "kind": "wifi", "up": True,
        "mac": "02:11:22:33:44:55", "addresses": ["192.168.1.20/24", "fe80::7/64"],
        "gateways": ["192.168.1.254"], "dns": ["192.168.1.1"], "dns_suffix": "", "dhcp": True,
        "dhcp_server": "192.168.1.254", "speed_mbit": 866, "mtu": 1500, "index": 12,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "kind"), [(6, "wired"), (24, "loopback"), (243, "mobile"), (131, "tunnel"), (999, "type_999")]
)
def test_kinds_and_states(number: int, kind: str) -> None:
    (row,) = adapters(buffer_of(kind=number, state=2, flags=0), BASE)
    assert (row["kind"], row["up"], row["dhcp"], row["dhcp_server"]) == (kind, False, False, None)


@pytest.mark.parametrize(
    ("number", "up"),
    [(1, True), (2, False), (6, False), (7, False), (0, None), (3, None), (4, None), (5, None)],
)
def test_a_state_that_is_neither_up_nor_down_is_not_told(number: int, up: bool | None) -> None:
    (row,) = adapters(buffer_of(state=number), BASE)
    assert row["up"] is up


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Hyper-V Virtual Ethernet Adapter #2", "virtual"),
        ("VMware Virtual Ethernet Adapter for VMnet8", "virtual"),
        ("VirtualBox Host-Only Ethernet Adapter", "virtual"),
        ("Microsoft Hyper-V Network Adapter", "wired"),  # that of a machine that is itself virtual
        ("vmxnet3 Ethernet Adapter", "wired"),
    ],
)
def test_cards_that_lead_to_programs_of_this_machine_are_virtual(label: str, kind: str) -> None:
    (row,) = adapters(buffer_of(kind=6, label=label), BASE)
    assert (row["kind"], row["label"]) == (kind, label)


def card(name: str, *addresses: str) -> str:
    given = [SimpleNamespace(family=2, address=one, netmask=None) for one in addresses]
    return str(interfaces._row(name, given, None)["kind"])


def test_a_card_that_also_bears_the_address_of_loopback_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(interfaces, "_SYSTEM", tmp_path)
    for name, number in (("eth0", "1"), ("lo", "772")):
        (tmp_path / name / "device").mkdir(parents=True)
        (tmp_path / name / "type").write_text(number + "\n")
    assert card("eth0", "127.0.0.1", "192.168.1.2") == "wired"
    assert card("eth0", "127.0.0.1") == "wired"
    assert card("lo", "127.0.0.1", "192.168.1.2") == "loopback"
    # Where the system does not say, only its addresses tell.
    assert card("other", "127.0.0.1", "192.168.1.2") == "unknown"
    assert card("other", "127.0.0.1", "::1") == "loopback"
    assert card("other") == "unknown"


def test_no_card_at_all_is_a_list_that_was_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interfaces, "_rows", lambda _: [])
    (artefact,) = live.take((interfaces,))
    assert (artefact.outcome, artefact.detail) == (Outcome.FAILED, "not_offered")


def test_a_card_without_state_is_neither_up_nor_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "net_if_stats", dict)
    rows = interfaces._told_by_psutil()
    assert {row["up"] for row in rows} == {None}


def test_a_list_that_turns_in_circles_ends() -> None:
    assert len(list(adapters(buffer_of(following=BASE), BASE))) == 1


@pytest.mark.parametrize("following", [1, BASE - 8, BASE + 1_000_000, UNKNOWN_SPEED])
def test_a_pointer_out_of_the_buffer_ends_the_list(following: int) -> None:
    assert len(list(adapters(buffer_of(following=following), BASE))) == 1


def test_a_buffer_cut_anywhere_gives_what_is_left() -> None:
    whole = buffer_of()
    found = [len(list(adapters(whole[:size], BASE))) for size in range(0, len(whole), 7)]
    assert set(found) == {0, 1}


@given(st.binary(min_size=280, max_size=600), st.integers(0, 64))
def test_any_bytes_end_in_few_adapters(raw: bytes, at: int) -> None:
    assert len(list(adapters(raw, int.from_bytes(raw[at : at + 8], "little")))) <= 512


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_gives_the_number_that_routes_refer_to() -> None:
    rows = list(interfaces.collect([]))
    assert all(row["index"] > 0 for row in rows)
    assert len({row["index"] for row in rows}) == len(rows)
