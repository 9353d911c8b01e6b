"""Accounts, profiles and lone profile folders."""

import struct
from typing import Any

import pytest

from demo.builder.hive import Key, binary, dword, expand, filetime, key, merge
from demo.builder.hives_sam import SID, Account, sam
from toolkit.triage import users

WHEN = 1_790_000_000_000_000_000
LIST = r"Microsoft\Windows NT\CurrentVersion\ProfileList"
HIDDEN = r"Microsoft\Windows NT\CurrentVersion\Winlogon\SpecialAccounts\UserList"
DOCTOR = Account(1001, "Zoé", WHEN, "Dr Zoé", "médecin", True, False, WHEN + 100, WHEN, 12)
GUEST = Account(501, "Invité", WHEN, disabled=True)


def profile(sid: str, folder: str) -> Key:
    return key(rf"{LIST}\{sid}", Key({"ProfileImagePath": expand(folder)}, written=WHEN))


def test_an_account_is_read_with_its_profile_and_rights(make: Any) -> None:
    machine = make(
        {r"Users/Zoé/x.txt": b"x"}, SAM=sam([DOCTOR, GUEST]), SOFTWARE=profile(f"{SID}-1001", r"C:\Users\Zoé")
    )
    rows = list(users.collect(machine))
    assert [(row["kind"], row["name"]) for row in rows] == [("account", "Zoé"), ("account", "Invité")]
    assert rows[0] == {
        "kind": "account", "rid": 1001, "name": "Zoé", "full_name": "Dr Zoé", "comment": "médecin",
        "disabled": False, "no_password_needed": False, "last_logon_ns": WHEN + 100, "password_set_ns": WHEN,
        "logons": 12, "named_ns": WHEN, "sid": f"{SID}-1001", "administrator": True,
        "profile": r"C:\Users\Zoé", "profile_written_ns": WHEN, "standard": False, "flags": [],
        "last_failed_ns": None, "refused": 0,
    }  # fmt: skip
    assert (rows[1]["disabled"], rows[1]["administrator"], rows[1]["standard"]) == (True, False, True)
    assert rows[1]["last_logon_ns"] is None
    assert machine.unread == []


def test_disguised_and_hidden_accounts_are_flagged(make: Any) -> None:
    hidden = key(HIDDEN, Key({"SUPPORT$": dword(0), "zoé": dword(1)}))
    machine = make(SAM=sam([DOCTOR, Account(1002, "support$", WHEN)]), SOFTWARE=hidden)
    flags = {row["name"]: row["flags"] for row in users.collect(machine)}
    assert flags == {"Zoé": [], "support$": ["name_like_machine", "hidden_at_logon"]}


def test_profiles_and_folders_without_an_account_are_told_apart(make: Any) -> None:
    domain = "S-1-5-21-9-9-9-1105"
    software = merge(profile(domain, r"C:\Users\Domaine"), profile("S-1-5-18", r"%systemroot%\system32"))
    files = {"Users/Domaine/a": b"", "Users/Reste/a": b"", "Users/Public/a": b"", "Users/desktop.ini": b""}
    rows = list(users.collect(make(files, SOFTWARE=software)))
    assert [(row["kind"], row.get("sid") or row.get("name"), row["standard"]) for row in rows] == [
        ("folder", "Reste", False), ("profile", domain, False), ("folder", "Public", True),
        ("profile", "S-1-5-18", True),
    ]  # fmt: skip


def test_without_accounts_nobody_is_said_to_be_no_administrator(make: Any) -> None:
    machine = make(SOFTWARE=profile(f"{SID}-1001", r"C:\Users\Zoé"))
    assert all(row.get("administrator") is None for row in users.collect(machine))
    assert [one.why for one in machine.unread] == ["hive_absent"]


def test_an_unreadable_group_leaves_rights_unknown(make: Any) -> None:
    broken = merge(sam([DOCTOR]), key(r"SAM\Domains\Builtin\Aliases\00000220", Key({"C": binary(b"abc")})))
    machine = make(SAM=broken)
    assert [row["administrator"] for row in users.collect(machine)] == [None]
    assert "administrators_not_read" in {one.why for one in machine.unread}


@pytest.mark.parametrize("cut", [0, 1, 40, 67])
def test_a_cut_account_keeps_what_is_left(make: Any, cut: int) -> None:
    path = r"SAM\Domains\Account\Users\000003E9"
    machine = make(SAM=merge(sam([DOCTOR]), key(path, Key({"F": binary(bytes(cut))}))))
    (row,) = users.collect(machine)
    assert (row["name"], row["disabled"], row["last_logon_ns"], row["administrator"]) == (
        "Zoé",
        None,
        None,
        True,
    )
    assert "account_damaged" in {one.why for one in machine.unread}


@pytest.mark.parametrize("value", [b"", bytes(203), b"\xff" * 300, bytes(0x28) + b"\xff" * 12 + bytes(200)])
def test_lying_offsets_break_nothing(make: Any, value: bytes) -> None:
    users_path, group = r"SAM\Domains\Account\Users\000003E9", r"SAM\Domains\Builtin\Aliases\00000220"
    lying = merge(
        sam([DOCTOR]),
        key(users_path, Key({"V": binary(value), "F": binary(b"\xff" * 80)})),
        key(group, Key({"C": binary(value)})),
        key(r"SAM\Domains\Account", Key({"V": binary(value)})),
    )
    (row,) = [row for row in users.collect(make(SAM=lying)) if row["kind"] == "account"]
    assert row["rid"] == 1001


def test_accounts_that_should_sleep_and_refusals_are_flagged(make: Any) -> None:
    awake = [Account(500, "Administrateur", WHEN), Account(501, "Invité", WHEN), DOCTOR]
    machine = make(SAM=sam(awake))
    path = r"SAM\Domains\Account\Users\000003E9"
    figures = bytearray(machine.config("SAM").key(path).get("F"))
    struct.pack_into("<Q", figures, 40, filetime(WHEN + 500))
    struct.pack_into("<H", figures, 64, 27)
    refused = merge(sam(awake), key(path, Key({"F": binary(bytes(figures))})))
    rows = {row["rid"]: row for row in users.collect(make(SAM=refused))}
    assert rows[500]["flags"] == ["built_in_administrator_enabled"]
    assert rows[501]["flags"] == ["guest_enabled"]
    assert (rows[1001]["flags"], rows[1001]["refused"], rows[1001]["last_failed_ns"]) == (
        ["many_refused"],
        27,
        WHEN + 500,
    )
