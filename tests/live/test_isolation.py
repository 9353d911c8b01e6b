"""A machine is called cut off only where every road is known to be closed."""

import sys
import time
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import own_files
from toolkit.live import isolation
from toolkit.live.tables import fitting
from toolkit.records import Answer, Artefact, Outcome
from toolkit.scan.tables import load
from toolkit.texts import LANGUAGES, Speech

TABLES: Mapping[str, bytes] = {
    name: (own_files.signatures() / name).read_bytes()
    for name in (isolation.REMOTE_TABLE, isolation.SYNC_TABLE)
}
CARD = {"name": "eth0", "up": True, "kind": "wired"}
DOWN = {**CARD, "up": False}
LOOP = {"name": "lo", "up": True, "kind": "loopback"}
FAILED = Artefact("x", Outcome.FAILED, detail="timed_out")


def told(*rows: dict[str, Any], unread: tuple[dict[str, str], ...] = ()) -> Artefact:
    return Artefact("x", Outcome.FOUND if rows else Outcome.ABSENT, rows, unread=unread)


def answers(**changes: str) -> list[dict[str, Any]]:
    return [{"check": road, "answer": Answer(changes.get(road, "no"))} for road in isolation.ROADS]


def test_cut_off_only_when_every_road_is_a_certain_no() -> None:
    assert isolation.overall(answers())["answer"] == "yes"
    for road, answer in product(isolation.ROADS, ("yes", "unknown")):
        expected = "no" if answer == "yes" else "unknown"
        assert isolation.overall(answers(**{road: answer}))["answer"] == expected
    assert isolation.overall(answers()[1:])["answer"] == "unknown"
    assert isolation.overall([])["answer"] == "unknown"


@given(st.lists(st.sampled_from(["yes", "no", "unknown"]), min_size=7, max_size=7))
def test_what_is_not_known_never_makes_a_machine_cut_off(given_answers: list[str]) -> None:
    rows = answers(**dict(zip(isolation.ROADS, given_answers, strict=True)))
    cut_off = isolation.overall(isolation.derived(rows))["answer"] == "yes"
    cards = dict(zip(isolation.ROADS, given_answers, strict=True))
    closed = cards["interface"] == cards["vpn"] == "no" and "yes" not in given_answers
    assert cut_off == closed


def test_without_a_card_nobody_can_be_on_a_road_that_needs_one() -> None:
    rows = isolation.derived(answers(remote_session="unknown", share_in_use="unknown"))
    assert [row.get("because") for row in rows if row["check"] in {"remote_session", "share_in_use"}] == [
        "no_card_up", "no_card_up"
    ]  # fmt: skip
    kept = isolation.derived(answers(interface="unknown", remote_session="unknown"))
    assert {row["answer"] for row in kept if row["check"] == "remote_session"} == {"unknown"}
    seen = isolation.derived(answers(network_drive="yes"))
    assert isolation.overall(seen)["answer"] == "no"


@pytest.mark.parametrize(
    ("artefact", "answer"),
    [
        (told(CARD, LOOP), "yes"),
        (told(DOWN, LOOP), "no"),
        (told({**CARD, "kind": "virtual"}), "unknown"),
        (told({**CARD, "kind": "type_42"}), "yes"),
        (told(DOWN, unread=({"why": "timed_out"},)), "unknown"),
        (told(CARD, unread=({"why": "timed_out"},)), "yes"),
        (FAILED, "unknown"),
        (told(), "unknown"),  # no list: every machine has its loopback
        (told(LOOP), "no"),
        (told(LOOP, {"name": "eth0", "kind": "wired"}), "unknown"),  # its state was not told
        (told({"up": True, "kind": "wifi"}), "yes"),  # nor its name
    ],
)
def test_a_network_card(artefact: Artefact, answer: str) -> None:
    assert isolation.interface(artefact)["answer"] == answer


@pytest.mark.parametrize(
    ("artefact", "answer"),
    [
        (told({"default": True, "interface": "Wi-Fi", "gateway": "192.0.2.1"}), "yes"),
        (told({"default": False, "interface": "lo"}), "no"),
        (told(), "no"),
        (told(unread=({"path": "family 23", "why": "not_offered"},)), "unknown"),
        (FAILED, "unknown"),
    ],
)
def test_a_way_out(artefact: Artefact, answer: str) -> None:
    assert isolation.default_route(artefact)["answer"] == answer


def test_a_vpn_is_known_by_its_adapter() -> None:
    assert isolation.vpn(told({**CARD, "kind": "tunnel"}))["answer"] == "yes"
    assert isolation.vpn(told(CARD))["answer"] == "no"
    # WireGuard's adapter calls itself virtual, as those of virtual machines do.
    assert isolation.vpn(told(CARD, {**CARD, "kind": "virtual"}))["answer"] == "unknown"
    assert isolation.vpn(told(CARD, {**DOWN, "kind": "virtual"}))["answer"] == "no"
    assert isolation.vpn(told())["answer"] == "unknown"
    assert isolation.vpn(told({"name": "tun0", "kind": "tunnel"}))["answer"] == "unknown"


@pytest.mark.parametrize(
    "label",
    ["TAP-Windows Adapter V9", "Wintun Userspace Tunnel", "WireGuard Tunnel #2",
     "OpenVPN Data Channel Offload", "Fortinet Virtual Ethernet Adapter (NDIS 6.30)",
     "Cisco AnyConnect Virtual Miniport Adapter",
     "PANGP Virtual Ethernet Adapter", "Check Point Virtual Network Adapter", "ZeroTier Virtual Port"],
)  # fmt: skip
def test_a_vpn_is_known_by_what_its_maker_calls_the_adapter(label: str) -> None:
    for kind in ("wired", "virtual"):
        assert isolation.vpn(told({**CARD, "label": label, "kind": kind}))["answer"] == "yes"
        assert isolation.vpn(told({**DOWN, "label": label, "kind": kind}))["answer"] == "no"


def test_ordinary_cards_are_no_vpn() -> None:
    for label in (
        "Intel(R) Ethernet I219-V",
        "Realtek PCIe GbE Family Controller",
        "vmxnet3 Ethernet Adapter",
    ):
        assert isolation.vpn(told({**CARD, "label": label}))["answer"] == "no"
    for name in ("tap0", "wg0", "VPN cabinet"):
        assert isolation.vpn(told({**CARD, "name": name, "kind": "virtual"}))["answer"] == "yes"


@pytest.mark.parametrize(
    ("rows", "answer", "left"),
    [
        (({"state": "active", "remote": True, "client": "PC-7"},), "yes", 0),
        (({"state": "active", "remote": False}, {"state": "disconnected", "remote": True}), "no", 1),
        (({"state": "active", "remote": False}, {"state": "listen"}), "no", 0),
        (({"state": "active"},), "unknown", 0),
        ((), "unknown", 0),
    ],
)
def test_somebody_from_elsewhere(rows: tuple[dict[str, Any], ...], answer: str, left: int) -> None:
    found = isolation.remote_session(told(*rows))
    assert (found["answer"], found["left"]) == (answer, left)


def test_remote_access_programs_and_their_connections() -> None:
    tools = load(TABLES, isolation.REMOTE_TABLE, "tool")
    line = {"pid": 7, "state": "established", "where": "outside", "remote": "203.0.113.9"}
    running = {7: "AnyDesk.exe", 8: "winword.exe"}
    program, connection = isolation.remote_programs(told(line), running, tools)
    assert (program["answer"], program["found"]) == ("yes", [{"name": "AnyDesk"}])
    assert connection["found"] == [{"name": "AnyDesk", "remote": "203.0.113.9"}]
    _, other = isolation.remote_programs(told({**line, "pid": 8}), {8: "winword.exe"}, tools)
    assert other["answer"] == "no"
    _, nameless = isolation.remote_programs(told({**line, "pid": 9}), running, tools)
    assert nameless["answer"] == "unknown"
    # One that runs may be in use over UDP, whose other end nobody is told of.
    _, silent = isolation.remote_programs(told(), running, tools)
    assert silent["answer"] == "unknown"
    _, hidden = isolation.remote_programs(told(unread=({"why": "needs_elevation"},)), {8: "a.exe"}, tools)
    assert hidden["answer"] == "unknown"
    assert [one["answer"] for one in isolation.remote_programs(told(line), None, tools)] == [
        "unknown", "unknown"
    ]  # fmt: skip
    idle = {**line, "pid": None, "state": "listen"}
    assert [one["answer"] for one in isolation.remote_programs(told(idle), {8: "a.exe"}, tools)] == [
        "no", "no"
    ]  # fmt: skip


def test_synchronisation_agents() -> None:
    agents = load(TABLES, isolation.SYNC_TABLE, "agent")
    assert {agent["name"] for agent in agents} >= {
        "OneDrive", "Dropbox", "Google Drive", "iCloud", "Box", "Nextcloud", "ownCloud", "kDrive", "pCloud",
        "Synology Drive", "MEGAsync",
    }  # fmt: skip
    for agent in agents:
        assert {agent["kind"]} <= {"sync", "backup"}
        for pattern in agent["processes"]:
            assert fitting(pattern.replace("*", "x").upper(), agents, "processes") is not None
    assert isolation.sync_agent({1: "ONEDRIVE.EXE"}, agents)["found"] == [{"name": "OneDrive"}]
    assert isolation.sync_agent({1: "explorer.exe", 2: "inbox.exe"}, agents)["answer"] == "no"
    assert isolation.sync_agent(None, agents)["answer"] == "unknown"


def test_drives_and_shares_in_use() -> None:
    drive = {"letter": "Z:", "remote": r"\\nas\cabinet", "connected": True}
    assert isolation.network_drive(told(drive))["answer"] == "yes"
    assert isolation.network_drive(told({**drive, "state": "disconnected"}))["answer"] == "no"
    assert isolation.network_drive(told(unread=({"why": "other_desktop"},)))["answer"] == "unknown"
    guest = {"kind": "session", "client": "PC-2"}
    assert isolation.share_in_use(told(guest, {"kind": "open_file"}))["files"] == 1
    own = {"kind": "share", "share": "C$"}
    assert isolation.share_in_use(told(own))["answer"] == "no"
    itself = {"kind": "session", "client": "127.0.0.1", "ours": True}
    assert isolation.share_in_use(told(itself))["answer"] == "no"
    assert isolation.share_in_use(told(itself, {"kind": "open_file"}))["answer"] == "unknown"
    assert isolation.share_in_use(told(itself, guest))["found"] == [{"name": "PC-2"}]
    assert isolation.share_in_use(told({"kind": "open_file"}))["answer"] == "yes"
    assert (
        isolation.share_in_use(told(own, unread=({"path": "sessions", "why": "denied"},)))["answer"]
        == "unknown"
    )
    assert isolation.share_in_use(told(own, unread=({"path": "shares", "why": "denied"},)))["answer"] == "no"


def test_how_it_may_be_stopped() -> None:
    answers = {"hibernation": "yes", "fast_startup": "no"}
    rows = isolation.stopping(told({"hibernation": True, "fast_startup": False}))
    assert {row["check"]: row["answer"] for row in rows} == {one: answers[one] for one in isolation.STOPPING}
    assert {row["answer"] for row in isolation.stopping(FAILED)} == {"unknown"}
    # Only Windows has a fast startup.
    assert ("fast_startup" in isolation.STOPPING) == (sys.platform == "win32")


def test_this_machine_answers_every_question() -> None:
    before = time.time_ns()
    found = isolation.look(TABLES)
    assert found.rows[0]["check"] == "isolated"
    assert before <= found.rows[0]["taken_ns"] <= time.time_ns()
    assert {row["check"] for row in found.rows} >= {
        *isolation.ROADS, "remote_program", "sync_agent", "backup_disk", *isolation.STOPPING
    }  # fmt: skip
    for language in LANGUAGES:
        speech = Speech(language)
        for row in found.rows[1:]:
            for answer in Answer:
                assert speech.knows(f"isolation.{row['check']}_{answer}")
            assert speech.knows(f"isolation.{row['check']}")


def test_without_its_tables_programs_are_not_known() -> None:
    found = isolation.look({})
    answers = {row["check"]: row["answer"] for row in found.rows}
    names = ("remote_program", "remote_connection", "sync_agent")
    assert {answers[name] for name in names} == {"unknown"}
    assert answers["isolated"] != "yes"
    missing = [part["path"] for part in found.unread if part["why"] == "table_missing"]
    assert missing == ["remote_program", "sync_agent"]


def test_a_question_that_breaks_is_an_answer_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(case: object) -> dict[str, Any]:
        raise ZeroDivisionError

    monkeypatch.setattr(isolation, "backup_disks", breaks)
    found = isolation.look(TABLES)
    assert {row["answer"] for row in found.rows if row["check"] == "backup_disk"} == {"unknown"}
    broken = [part for part in found.unread if part["why"] == "unit_failed"]
    assert broken == [
        {"path": "backup_disk", "why": "unit_failed", "detail": "ZeroDivisionError", "unit": "isolation"}
    ]
