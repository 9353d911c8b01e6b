"""Cards, names, proxies and diversions."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, dword, expand, key, merge, multi, sz
from toolkit.triage import network

WHEN = 1_790_000_000_000_000_000
TCP = r"ControlSet001\Services\Tcpip\Parameters"
CARDS = r"ControlSet001\Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}"
SETTINGS = r"Microsoft\Windows\CurrentVersion\Internet Settings"
NOWHERE = "0.0.0.0"  # noqa: S104 - evidence, nothing is bound
HOSTS = "Windows/System32/drivers/etc/hosts"


def rows(machine: Any, what: str) -> list[dict[str, Any]]:
    return [row for row in network.collect(machine) if row["what"] == what]


def test_cards_are_named_and_told_as_set_or_given(make: Any) -> None:
    fixed = {
        "EnableDHCP": dword(0), "IPAddress": multi("192.0.2.10"), "SubnetMask": multi("255.255.255.0"),
        "DefaultGateway": multi("192.0.2.1"), "NameServer": sz("192.0.2.53,198.51.100.53"),
        "DhcpIPAddress": sz("192.0.2.99"),
    }  # fmt: skip
    given_by = {
        "EnableDHCP": dword(1), "DhcpIPAddress": sz("192.0.2.20"), "DhcpServer": sz("192.0.2.1"),
        "DhcpNameServer": sz("192.0.2.1 192.0.2.2"), "NameServer": sz(""),
        "LeaseObtainedTime": dword(1_790_000_000),
    }  # fmt: skip
    never = {"EnableDHCP": dword(1), "DhcpIPAddress": sz(NOWHERE), "LeaseObtainedTime": dword(812_456)}
    machine = make(
        SYSTEM=merge(
            *(key(rf"{TCP}\Interfaces\{name}", Key(values)) for name, values in
              (("{3}", never), ("{1}", fixed), ("{2}", given_by))),
            key(rf"{CARDS}\{{1}}\Connection", Key({"Name": sz("Ethernet")})),
        )
    )  # fmt: skip
    first, second, third = rows(machine, "network_card")
    assert (first["name"], first["addresses"], first["dns"]) == (
        "Ethernet",
        ["192.0.2.10"],
        ["192.0.2.53", "198.51.100.53"],
    )
    assert (first["gateways"], first["dns_chosen"], first["lease_ns"]) == (["192.0.2.1"], True, None)
    assert (second["name"], second["dns"], second["dns_chosen"]) == ("{2}", ["192.0.2.1", "192.0.2.2"], False)
    assert (second["dhcp_server"], second["lease_ns"]) == ("192.0.2.1", 1_790_000_000 * 10**9)
    assert (third["addresses"], third["lease_ns"]) == ([], None)


def test_what_was_added_to_hosts_is_told(make: Any) -> None:
    text = (
        "# commentaire\n127.0.0.1 localhost\n::1 localhost # x\n0.0.0.0 maj.example.fr  autre\n\n10.0.0.1\n"
    )
    (row,) = rows(make({HOSTS: text.encode()}), "hosts_line")
    assert (row["address"], row["names"], row["flags"]) == (
        NOWHERE,
        ["maj.example.fr", "autre"],
        ["hosts_changed"],
    )


def test_a_long_hosts_file_is_told_in_part_and_said(make: Any) -> None:
    machine = make({HOSTS: b"".join(b"0.0.0.0 m%d.example\r\n" % n for n in range(2000))})
    assert len(rows(machine, "hosts_line")) == 500
    assert [(one.why, one.detail) for one in machine.unread if one.path == HOSTS] == [
        ("too_many_rows", "2000")
    ]


def test_diversions_are_flagged(make: Any) -> None:
    proxy = key(
        r"ControlSet001\Services\PortProxy\v4tov4\tcp", Key({"0.0.0.0/4443": sz("198.51.100.9/3389")})
    )
    route = key(rf"{TCP}\PersistentRoutes", Key({"198.51.100.0,255.255.255.0,192.0.2.1,1": sz("")}))
    moved = key(TCP, Key({"DataBasePath": expand(r"C:\ProgramData\etc")}))
    found = {row["what"]: row for row in network.collect(make(SYSTEM=merge(proxy, route, moved)))}
    assert (
        found["port_proxy"]["listens"],
        found["port_proxy"]["leads_to"],
        found["port_proxy"]["flags"],
    ) == (
        "0.0.0.0/4443",
        "198.51.100.9/3389",
        ["port_forwarded"],
    )
    assert found["route"]["network"] == "198.51.100.0"
    assert found["hosts_folder"]["flags"] == ["hosts_moved"]


def test_proxies_of_users_and_of_services(make: Any, user: Any) -> None:
    mine = user(key(SETTINGS, Key({"ProxyEnable": dword(1), "ProxyServer": sz("192.0.2.8:3128")})))
    unused = user(key(SETTINGS, Key({"ProxyEnable": dword(0), "ProxyServer": sz("192.0.2.9:1")})))
    scripted = user(key(SETTINGS, Key({"AutoConfigURL": sz("http://192.0.2.8/proxy.pac")})))
    files = {f"Users/{name}/NTUSER.DAT": data for name, data in (("a", mine), ("b", unused), ("c", scripted))}
    value = struct.pack("<IIII", 0x18, 0, 3, 14) + b"192.0.2.8:3128" + struct.pack("<I", 7) + b"<local>"
    whole = key(rf"{SETTINGS}\Connections", Key({"WinHttpSettings": binary(value)}))
    found = rows(make(files, SOFTWARE=whole), "proxy")
    assert [(row.get("user"), row["proxy"], row["script"]) for row in found] == [
        (None, "192.0.2.8:3128", ""), ("a", "192.0.2.8:3128", None), ("c", None, "http://192.0.2.8/proxy.pac"),
    ]  # fmt: skip
    assert found[0]["bypass"] == "<local>"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_bounded_proxy_or_none(data: bytes) -> None:
    found = network.win_http(data)
    assert found is None or all(len(text) <= len(data) for text in found.values())


@given(st.binary(max_size=500))
def test_any_bytes_are_lines_of_hosts(data: bytes) -> None:
    assert all(address and names for address, names in network.hosts_lines(data))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_hosts_in_other_encodings(encoding: str) -> None:
    assert network.hosts_lines("0.0.0.0 né.example".encode(encoding))[0][0] == NOWHERE
