"""What the firewall let in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, dword, key, merge, sz
from toolkit.triage import firewall
from toolkit.triage.formats.firewall_rule import rule

LOCAL = r"ControlSet001\Services\SharedAccess\Parameters\FirewallPolicy"
POLICY = r"Policies\Microsoft\WindowsFirewall"
TERMINAL = r"ControlSet001\Control\Terminal Server"
RDP = "v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|App=System|Name=@FirewallAPI.dll,-28775|"


def rules(**texts: str) -> Key:
    return key(rf"{LOCAL}\FirewallRules", Key({name: sz(text) for name, text in texts.items()}))


def told(machine: Any, what: str) -> list[dict[str, Any]]:
    return [row for row in firewall.collect(machine) if row["what"] == what]


def desktop(denied: int, port: int = 3389, sign_in: int = 1) -> Key:
    station = Key({"PortNumber": dword(port), "UserAuthentication": dword(sign_in)})
    top = key(TERMINAL, Key({"fDenyTSConnections": dword(denied)}))
    return merge(top, key(rf"{TERMINAL}\WinStations\RDP-Tcp", station))


@pytest.mark.parametrize(
    ("system", "flags"),
    [
        (desktop(1), []),
        (desktop(0), []),
        (merge(desktop(0), rules(a=RDP)), ["rdp_open"]),
        (merge(desktop(0), rules(a=RDP.replace("TRUE", "FALSE"))), []),
        (merge(desktop(0), rules(a=RDP + "RA4=LocalSubnet|")), []),
        (merge(desktop(1), rules(a=RDP)), []),
        (merge(desktop(0, 4489, 0), rules(a=RDP.replace("3389", "4400-4500"))),
         ["rdp_open", "port_changed", "no_sign_in_first"]),
        (merge(desktop(0), key(rf"{LOCAL}\PublicProfile", Key({"EnableFirewall": dword(0)}))), ["rdp_open"]),
    ],
)  # fmt: skip
def test_remote_desktop_is_open_when_it_answers_and_is_let_in(
    make: Any, system: Key, flags: list[str]
) -> None:
    (row,) = told(make(SYSTEM=system), "remote_desktop")
    assert row["flags"] == flags


def test_a_policy_has_the_last_word(make: Any) -> None:
    forced = merge(
        key(r"Policies\Microsoft\Windows NT\Terminal Services", Key({"fDenyTSConnections": dword(1)})),
        key(rf"{POLICY}\PublicProfile", Key({"EnableFirewall": dword(0), "DefaultInboundAction": dword(0)})),
    )
    local = {name: Key({"EnableFirewall": dword(1)}) for name in ("PublicProfile", "StandardProfile")}
    machine = make(SYSTEM=merge(desktop(0), key(LOCAL, Key(keys=local))), SOFTWARE=forced)
    (row,) = told(machine, "remote_desktop")
    assert (row["remote_desktop"], row["by_policy"]) == ("closed", True)
    profiles = {row["category"]: row for row in told(machine, "firewall_profile")}
    assert (profiles["public_network"]["on"], profiles["public_network"]["flags"]) == (
        False,
        ["firewall_off", "lets_everything_in"],
    )
    assert (
        profiles["private_network"]["on"],
        profiles["private_network"]["by_policy"],
        profiles["private_network"]["flags"],
    ) == (
        True,
        False,
        [],
    )


def test_rules_somebody_added_are_told_and_those_of_windows_are_not(make: Any) -> None:
    head = "v2.30|Action=Allow|Active=TRUE|Dir=In|"
    machine = make(
        SYSTEM=rules(
            a=rf"{head}Protocol=6|App=C:\Users\Public\svc.exe|Name=Mise à jour|",
            b=rf"{head}Protocol=6|App=C:\Program Files (x86)\AnyDesk\AnyDesk.exe|Name=AnyDesk|",
            c=rf"{head}Protocol=17|LPort=5353|App=%SystemRoot%\system32\svchost.exe|Svc=dnscache|Name=@F.dll,-1|",
            d=f"{head}Name=Tout|",
            e=f"{head}Protocol=6|LPort=445|App=System|Name=@FirewallAPI.dll,-28515|Profile=Private|",
            f=r"v2.30|Action=Block|Active=TRUE|Dir=In|App=C:\Users\Public\x.exe|Name=x|",
            g=rf"{head}Profile=Public|LPort=7|AppPkgId=S-1-15-2-1|Name=@{{a}}|",
            h=r"v2.30|Action=Allow|Active=TRUE|Dir=Out|App=C:\Users\Public\x.exe|Name=x|",
        )
    )
    rows = {row["name"]: row["flags"] for row in told(machine, "firewall_rule")}
    assert rows == {
        "Mise à jour": ["in_public_folder"],
        "AnyDesk": ["remote_tool_let_in"],
        "Tout": ["lets_everything_in"],
    }
    (count,) = told(machine, "firewall_rules")
    assert (count["count"], count["told"]) == (6, 3)


def test_a_rule_that_cannot_be_read_is_recorded(make: Any) -> None:
    broken = key(rf"{LOCAL}\FirewallRules", Key({"a": binary(b"x"), "b": sz("rien"), "c": sz(RDP)}))
    machine = make(SYSTEM=broken)
    assert [row["name"] for row in told(machine, "firewall_rule")] == ["@FirewallAPI.dll,-28775"]
    assert [one.why for one in machine.unread].count("firewall_rule_damaged") == 2


def test_lists_under_several_names_are_joined() -> None:
    found = rule(
        "v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=80|LPort2_10=3380-3400|RA42=IntErnet|RA4=10.0.0.1|"
    )
    assert found is not None
    assert (found.ports, set(found.remote)) == (("80", "3380-3400"), {"IntErnet", "10.0.0.1"})
    assert [found.opens(port) for port in (80, 3389, 81)] == [True, True, False]
    assert not found.from_anywhere


@given(st.text(max_size=300), st.integers(0, 70_000))
def test_any_text_is_a_rule_or_none(text: str, port: int) -> None:
    for one in (rule(text), rule(f"v2|LPort={text}|Protocol={text}|")):
        assert one is None or one.opens(port) in {True, False}
