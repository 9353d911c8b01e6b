"""Networks the machine was on, and profiles of the wireless service."""

import struct
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, dword, key, merge, sz
from toolkit.errors import Unreadable
from toolkit.triage import known_networks
from toolkit.triage.formats.wireless_profile import parse
from toolkit.triage.known_networks import local_time

LIST = r"Microsoft\Windows NT\CurrentVersion\NetworkList"
CARD = "ProgramData/Microsoft/Wlansvc/Profiles/Interfaces/{CARTE}"
SECRET = "01000000D08C9DDF0115D1118C7A"  # noqa: S105 - what must not be told


def date(*parts: int) -> tuple[int, bytes]:
    year, month, day, hour, minute = parts
    return binary(struct.pack("<8H", year, month, 1, day, hour, minute, 0, 0))


def network(ident: str, name: str, last: tuple[int, bytes], kind: int = 71) -> Key:
    values = {
        "ProfileName": sz(name), "Description": sz(name), "Category": dword(1), "NameType": dword(kind),
        "DateCreated": date(2023, 3, 1, 9, 0), "DateLastConnected": last,
    }  # fmt: skip
    return key(rf"{LIST}\Profiles\{ident}", Key(values))


def profile(name: str, authentication: str = "WPA2PSK", encryption: str = "AES") -> bytes:
    return f"""<?xml version="1.0"?>
<WLANProfile xmlns="http://www.microsoft.com/networking/WLAN/profile/v1"><name>{name}</name>
<SSIDConfig><SSID><hex>41</hex><name>{name}</name></SSID><nonBroadcast>true</nonBroadcast></SSIDConfig>
<connectionType>ESS</connectionType><connectionMode>auto</connectionMode><MSM><security><authEncryption>
<authentication>{authentication}</authentication><encryption>{encryption}</encryption></authEncryption>
<sharedKey><keyMaterial>{SECRET}</keyMaterial></sharedKey></security></MSM></WLANProfile>""".encode()


def test_networks_are_told_with_their_dates_the_last_used_first(make: Any) -> None:
    signature = {
        "ProfileGuid": sz("{1}"),
        "DefaultGatewayMac": binary(bytes(range(6))),
        "DnsSuffix": sz("lan"),
    }
    machine = make(
        SOFTWARE=merge(
            network("{1}", "Box du cabinet", date(2026, 10, 9, 18, 30)),
            network("{2}", "Hôtel", date(2024, 5, 2, 21, 0), 6),
            key(rf"{LIST}\Signatures\Unmanaged\0101", Key(signature)),
        )
    )
    first, second = known_networks.collect(machine)
    assert (first["name"], first["kind"], first["category"]) == (
        "Box du cabinet",
        "wireless",
        "private_network",
    )
    assert (first["first_local"], first["last_local"]) == ("2023-03-01T09:00:00", "2026-10-09T18:30:00")
    assert (first["gateway_mac"], first["dns_suffix"]) == ("00:01:02:03:04:05", "lan")
    assert (second["name"], second["kind"], second.get("gateway_mac")) == ("Hôtel", "wired", None)


def test_wireless_profiles_are_told_without_their_key(make: Any) -> None:
    files = {f"{CARD}/{{1}}.xml": profile("Cabinet"), f"{CARD}/{{2}}.xml": profile("Hôtel", "open", "none")}
    rows = {row["name"]: row for row in known_networks.collect(make(files))}
    assert (rows["Cabinet"]["authentication"], rows["Cabinet"]["encryption"]) == ("WPA2PSK", "AES")
    assert (rows["Cabinet"]["connects_alone"], rows["Cabinet"]["hidden"], rows["Cabinet"]["flags"]) == (
        True,
        True,
        [],
    )
    assert rows["Hôtel"]["flags"] == ["wireless_unprotected"]
    assert SECRET not in str(rows)


def test_a_damaged_profile_is_recorded_and_the_others_are_read(make: Any) -> None:
    files = {f"{CARD}/a.xml": b"<WLANProfile>", f"{CARD}/b.xml": profile("Cabinet"), f"{CARD}/c.txt": b"x"}
    machine = make(files)
    assert [row["name"] for row in known_networks.collect(machine)] == ["Cabinet"]
    assert [(one.path, one.why) for one in machine.unread if one.why != "hive_absent"] == [
        (f"{CARD}/a.xml", "wireless_profile_damaged")
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"<a/>", b"<WLANProfile/>", b"\xff\xfe<", b"x" * 300_000,
     b"<WLANProfile>" + b"<b/>" * 3000 + b"</WLANProfile>",
     b'<!DOCTYPE a [<!ENTITY b "c">]><WLANProfile><name>&b;</name></WLANProfile>',
     "<!DOCTYPE a><WLANProfile><name>x</name></WLANProfile>".encode("utf-16")],
)  # fmt: skip
def test_what_is_no_profile_is_said(data: bytes) -> None:
    with pytest.raises(Unreadable, match="wireless_profile_damaged"):
        parse(data)


@given(st.integers(0, 900), st.binary(max_size=12))
def test_an_overwritten_profile_is_read_or_said(at: int, patch: bytes) -> None:
    whole = profile("Cabinet")
    with suppress(Unreadable):
        found = parse(whole[:at] + patch + whole[at + len(patch) :])
        assert isinstance(found["name"], str)
        assert SECRET not in str({**found, "name": ""})


@given(st.binary(max_size=20))
def test_any_bytes_are_a_date_or_none(data: bytes) -> None:
    assert local_time(data) is None or len(str(local_time(data))) == 19
