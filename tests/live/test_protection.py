"""What registry values say of Defender, other products and the firewall."""

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.host.windows.registry import Value
from toolkit.live import protection
from toolkit.records import Outcome

DAY = 86_400 * 10**9
NOW = 1_790_000_000 * 10**9
NAMES = (
    "DisableAntiSpyware", "DisableRealtimeMonitoring", "DisableIOAVProtection", "TamperProtection",
    "AVSignatureApplied", "SignaturesLastUpdated", "EngineVersion", "STATE", "DISPLAYNAME", "EnableFirewall",
)  # fmt: skip
VALUES = st.dictionaries(
    st.sampled_from(NAMES),
    st.one_of(
        st.none(), st.integers(0, 2**64 - 1), st.text(max_size=9), st.binary(max_size=9), st.just(["a"])
    ),
)


def moment(ns: int) -> bytes:
    return (ns // 100 + 116_444_736_000_000_000).to_bytes(8, "little")


def test_defender_at_work() -> None:
    settings: dict[str, Value] = {
        "TamperProtection": 5,
        "AVSignatureVersion": "1.2.3.4",
        "AVSignatureApplied": moment(NOW - 2 * DAY),
        "SignaturesLastUpdated": moment(NOW - 3 * DAY),
    }
    row = protection.defender_row({"DisableRealtimeMonitoring": 0}, {}, settings, True, NOW)
    assert (row["realtime"], row["tamper_protection"], row["signatures_days"]) == (True, True, 2)
    assert row["signatures_ns"] == NOW - 2 * DAY
    assert row["flags"] == []


def test_realtime_is_only_claimed_when_the_service_runs() -> None:
    assert protection.defender_row({}, {}, {}, None, NOW)["realtime"] is None
    stopped = protection.defender_row({}, {}, {}, False, NOW)
    assert (stopped["realtime"], stopped["flags"]) == (False, ["defender_not_running"])


@pytest.mark.parametrize(
    ("local", "policy", "flags"),
    [
        ({"DisableRealtimeMonitoring": 1}, {}, ["realtime_off"]),
        ({}, {"DisableAntiSpyware": 1}, ["realtime_off", "policy_disables"]),
        ({"DisableBehaviorMonitoring": 1}, {}, ["protection_reduced"]),
        ({"DisableRealtimeMonitoring": b"\1"}, {}, []),
    ],
)
def test_switches(local: dict[str, Value], policy: dict[str, Value], flags: list[str]) -> None:
    row = protection.defender_row(local, policy, {}, True, NOW)
    assert row["flags"] == flags
    assert row["realtime"] is ("realtime_off" not in flags)


def test_old_signatures() -> None:
    settings: dict[str, Value] = {"AVSignatureApplied": moment(NOW - 30 * DAY)}
    row = protection.defender_row({}, {}, settings, True, NOW)
    assert (row["signatures_days"], row["flags"]) == (30, ["signatures_old"])


@pytest.mark.parametrize(
    ("state", "on", "flags"),
    [(0x061000, True, []), (0x060000, False, ["product_off"]), (0x061010, True, ["signatures_old"])],
)
def test_other_products(state: int, on: bool, flags: list[str]) -> None:
    row = protection.product_row({"DISPLAYNAME": "Antivirus", "STATE": state})
    assert (row["on"], row["flags"], row["state"]) == (on, flags, f"0x{state:06x}")


def test_a_policy_has_the_last_word_on_the_firewall() -> None:
    assert protection.firewall_row("public", {"EnableFirewall": 1}, {})["flags"] == []
    forced = protection.firewall_row("public", {"EnableFirewall": 1}, {"EnableFirewall": 0})
    assert (forced["on"], forced["by_policy"], forced["flags"]) == (False, True, ["firewall_off"])
    assert protection.firewall_row("public", {}, {})["on"] is None


@given(VALUES, VALUES, VALUES, st.sampled_from([None, True, False]))
def test_any_values_are_answered(
    local: dict[str, Value], policy: dict[str, Value], settings: dict[str, Value], runs: bool | None
) -> None:
    assert protection.defender_row(local, policy, settings, runs, NOW)["what"] == "defender"
    assert protection.product_row(local)["what"] == "product"
    assert protection.firewall_row("domain", local, policy)["on"] in {None, True, False}


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_elsewhere_it_is_not_offered() -> None:
    (found,) = live.take([protection])
    assert (found.outcome, found.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_answers_or_says_why_not() -> None:
    (found,) = live.take([protection])
    assert found.rows or found.unread
    assert {row["what"] for row in found.rows} <= {
        "defender", "product", "exclusion", "firewall", "service", "security_center",
    }  # fmt: skip


@pytest.mark.skipif(
    sys.platform != "win32" or os.environ.get("TROUSSE_THROWAWAY_PREFIX") != "1",
    reason="plants keys in a registry that is thrown away",
)
def test_values_planted_in_the_registry_are_found() -> None:
    plant(r"SOFTWARE\Microsoft\Windows Defender\Real-Time Protection", DisableRealtimeMonitoring=1)
    plant(
        r"SOFTWARE\Microsoft\Windows Defender\Signature Updates", AVSignatureApplied=moment(NOW - 900 * DAY)
    )
    plant(r"SOFTWARE\Microsoft\Windows Defender\Exclusions\Paths", **{"C:\\ProgramData\\é": 0})
    plant(r"SOFTWARE\Policies\Microsoft\Windows Defender", DisableAntiSpyware=1)
    plant(r"SOFTWARE\Microsoft\Security Center\Provider\Av\{1}", DISPLAYNAME="Antivirus", STATE=0x060000)
    plant(r"SOFTWARE\Policies\Microsoft\WindowsFirewall\PublicProfile", EnableFirewall=0)
    (found,) = live.take([protection])
    rows = {(row["what"], row.get("kind", row.get("profile"))): row for row in found.rows}
    defender = rows["defender", None]
    assert (defender["realtime"], defender["switched_off_by_policy"]) == (False, ["DisableAntiSpyware"])
    assert {"realtime_off", "policy_disables", "signatures_old"} <= set(defender["flags"])
    assert rows["exclusion", "path"]["excluded"] == "C:\\ProgramData\\é"
    assert rows["product", None]["flags"] == ["product_off"]
    assert rows["firewall", "public"]["flags"] == ["firewall_off"]


def plant(path: str, **told: int | str | bytes) -> None:
    if sys.platform == "win32":
        import winreg

        kinds = {int: winreg.REG_DWORD, str: winreg.REG_SZ, bytes: winreg.REG_BINARY}
        with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            for name, value in told.items():
                winreg.SetValueEx(key, name, 0, kinds[type(value)], value)
