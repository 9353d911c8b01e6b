import ipaddress
import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.host.windows import ip_tables as win_ip_tables
from toolkit.live import routes
from toolkit.records import Outcome

ROUTE = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t{default}\t{gateway}\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t{lan}\t00000000\t0001\t0\t0\t100\t{mask}\t0\t0\t0
eth1\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0
"""
ROUTE6 = """00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003     eth0
fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000002 00000000 00000001     eth0
ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000003 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
"""  # noqa: E501 - lines as the kernel writes them


def word(*parts: int) -> str:
    return f"{struct.unpack('=I', bytes(parts))[0]:08X}"


def sockaddr(address: bytes) -> bytes:
    family = 2 if len(address) == 4 else 23
    pad = b"" if family == 2 else bytes(4)
    return (struct.pack("<HH", family, 0) + pad + address).ljust(28, b"\0")


def row(target: bytes, length: int, gateway: bytes, *, loopback: bool = False, index: int = 12) -> bytes:
    """Build one MIB_IPFORWARD_ROW2."""
    raw = bytearray(104)
    struct.pack_into("<I", raw, 8, index)
    raw[12:40], raw[40], raw[44:72] = sockaddr(target), length, sockaddr(gateway)
    struct.pack_into("<I", raw, 84, 25)
    raw[92] = loopback
    return bytes(raw)


def table(*rows: bytes, count: int | None = None) -> bytes:
    return struct.pack("<II", len(rows) if count is None else count, 0) + b"".join(rows)


def test_this_machine_has_routes_or_says_why_not() -> None:
    (artefact,) = live.take((routes,))
    assert artefact.outcome in {Outcome.FOUND, Outcome.ABSENT}
    lengths = {int(row["destination"].partition("/")[2]) for row in artefact.rows if row["default"]}
    assert all(length <= 4 for length in lengths)


def test_routes_of_linux() -> None:
    lan, mask = word(192, 168, 1, 0), word(255, 255, 255, 0)
    rest = {"interface": "eth0", "metric": 100}
    text = ROUTE.format(default=word(0, 0, 0, 0), gateway=word(192, 168, 1, 254), lan=lan, mask=mask)
    assert list(routes.from_proc(text)) == [
        {"destination": "0.0.0.0/0", "gateway": "192.168.1.254", "default": True, **rest},
        {"destination": "192.168.1.0/24", "gateway": None, "default": False, **rest},
    ]


def test_a_road_that_is_closed_and_a_group_are_no_roads() -> None:
    found = list(routes.from_proc6(ROUTE6))
    assert [(one["destination"], one["gateway"], one["default"]) for one in found] == [
        ("::/0", "fe80::1", True),
        ("fe80::/64", None, False),
    ]


@given(st.text(max_size=300))
def test_any_text_gives_routes_or_none(text: str) -> None:
    assert all("destination" in one for one in (*routes.from_proc(text), *routes.from_proc6(text)))


@given(st.lists(st.sampled_from([*ROUTE6.split(), "00000000", "-1", "eth0", "\n", "zz"]), max_size=40))
def test_words_in_the_wrong_places_end_nothing(words: list[str]) -> None:
    text = "head\n" + " ".join(words)
    assert all("destination" in one for one in (*routes.from_proc(text), *routes.from_proc6(text)))


def test_routes_of_windows() -> None:
    raw = table(
        row(bytes(4), 0, bytes([192, 168, 1, 254])),
        row(bytes([192, 168, 1, 0]), 24, bytes(4)),
        row(bytes(16), 0, bytes(16), loopback=True),
    )
    assert list(win_ip_tables.routes(raw)) == [
        {"destination": "0.0.0.0/0", "gateway": "192.168.1.254", "index": 12, "metric": 25, "default": True},
        {"destination": "192.168.1.0/24", "gateway": None, "index": 12, "metric": 25, "default": False},
        {"destination": "::/0", "gateway": None, "index": 12, "metric": 25, "default": False},
    ]


@pytest.mark.parametrize(
    ("destination", "out"),
    [
        ("0.0.0.0/0", True), ("0.0.0.0/1", True), ("128.0.0.0/1", True), ("::/0", True), ("8000::/1", True),
        ("2000::/3", True), ("3000::/4", True), ("10.0.0.0/8", False), ("224.0.0.0/4", False),
        ("fe80::/10", False), ("ff00::/8", False),
    ],
)  # fmt: skip
def test_halves_of_everything_lead_out_as_a_whole_does(destination: str, out: bool) -> None:
    assert win_ip_tables.leads_out(destination) is out
    target, length = destination.split("/")
    packed = ipaddress.ip_address(target).packed
    (one,) = win_ip_tables.routes(table(row(packed, int(length), bytes(len(packed)))))
    (looped,) = win_ip_tables.routes(table(row(packed, int(length), bytes(len(packed)), loopback=True)))
    assert (one["default"], looped["default"]) == (out, False)


def test_a_table_that_lies_about_its_length_gives_what_is_there() -> None:
    one = row(bytes(4), 0, bytes(4))
    assert len(list(win_ip_tables.routes(table(one, count=0xFFFF_FFFF)))) == 1
    assert list(win_ip_tables.routes(table(one, count=0))) == []
    assert list(win_ip_tables.routes(table(one)[:-1])) == []
    assert list(win_ip_tables.routes(table(row(bytes(4), 33, bytes(4))))) == []


@given(st.binary(max_size=700))
def test_any_bytes_give_routes_or_none(raw: bytes) -> None:
    assert len(list(win_ip_tables.routes(raw))) <= len(raw) // win_ip_tables.ROUTE_SIZE


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_names_the_interface_of_each_route() -> None:
    assert all(row["interface"] for row in routes.collect([]))
