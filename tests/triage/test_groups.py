"""Groups, who is in them, and sign-ins of a domain kept for later."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, key, merge
from demo.builder.hives_groups import group, value
from demo.builder.hives_sam import SID, Account, sam
from toolkit.triage import groups
from toolkit.triage.accounts import members, sid_at

WHEN = 1_790_000_000_000_000_000
DOCTOR, GUEST = Account(1001, "Zoé", WHEN, administrator=True), Account(501, "Invité", WHEN, disabled=True)


def told(machine: Any) -> list[tuple[Any, ...]]:
    return [(row["name"], row["role"], row["members"], row["flags"]) for row in groups.collect(machine)]


def test_members_are_named_and_powerful_groups_come_first(make: Any) -> None:
    made = merge(
        sam([DOCTOR, GUEST]),
        group(0x222, "Invités", [f"{SID}-501"]),
        group(0x22B, "Utilisateurs du Bureau à distance", [f"{SID}-1001", "S-1-5-21-9-9-9-1105"]),
        group(0x227, "Opérateurs de sauvegarde", []),
        group(1005, "Cabinet", [f"{SID}-1001"], builtin=False),
    )
    machine = make(SAM=made)
    found = told(machine)
    assert [row[1] for row in found] == ["administrators", "remote_desktop_users", None, None]
    assert found[1] == (
        "Utilisateurs du Bureau à distance", "remote_desktop_users",
        ["Zoé", "S-1-5-21-9-9-9-1105"], []
    )  # fmt: skip
    assert {row[0] for row in found[2:]} == {"Invités", "Cabinet"}
    assert machine.unread == []


def test_a_powerful_group_open_to_all_is_flagged(make: Any) -> None:
    made = merge(sam([DOCTOR, GUEST]), group(0x22B, "RDP", ["S-1-1-0", f"{SID}-501"]))
    assert (
        "RDP",
        "remote_desktop_users",
        ["S-1-1-0", "Invité"],
        ["group_open_to_all", "guest_in_group"],
    ) in (told(make(SAM=made)))


def test_a_damaged_group_is_recorded_and_the_others_are_read(make: Any) -> None:
    broken = merge(sam([DOCTOR]), key(r"SAM\Domains\Builtin\Aliases\0000022B", Key({"C": binary(b"abc")})))
    machine = make(SAM=broken)
    assert [row[1] for row in told(machine)] == ["administrators"]
    assert "group_damaged" in {one.why for one in machine.unread}


def test_cached_sign_ins_are_counted(make: Any) -> None:
    entries = {
        "NL$1": binary(struct.pack("<H", 12) + bytes(94)),
        "NL$2": binary(bytes(96)),
        "NL$Control": binary(b"x"),
    }
    (row,) = groups.collect(make(SECURITY=key("Cache", Key(entries))))
    assert (row["kind"], row["count"], row["places"]) == ("cached_sign_ins", 1, 2)


@given(st.binary(max_size=300))
def test_any_bytes_are_no_group_or_a_bounded_one(data: bytes) -> None:
    found = members(data)
    assert found is None or len(found) <= len(data) // 8


@given(st.integers(0, 120), st.binary(max_size=8))
def test_a_cut_or_overwritten_group_never_gives_other_members(at: int, patch: bytes) -> None:
    whole = value(544, "Administrateurs", [f"{SID}-500", f"{SID}-1001"])
    damaged = whole[:at] + patch + whole[at + len(patch) :]
    found = members(damaged[: len(whole)])
    assert found is None or all(one.startswith("S-1-") for one in found)


@pytest.mark.parametrize("data", [b"", b"\1", b"\1\xff" + bytes(6), b"\2\1" + bytes(20), b"\1\5" + bytes(10)])
def test_what_is_no_sid_is_none(data: bytes) -> None:
    assert sid_at(data, 0) is None
