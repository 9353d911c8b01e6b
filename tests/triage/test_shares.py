"""Shares, and whom they let in."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, dword, key, merge, multi, sz
from demo.builder.hives_groups import sid
from toolkit.triage import shares
from toolkit.triage.formats.security_descriptor import allowed

SERVER = r"ControlSet001\Services\LanmanServer"
READ, FULL = 0x1200A9, 0x1F01FF


def descriptor(*entries: tuple[int, int, str]) -> bytes:
    """Return a descriptor from (type, mask, SID)."""
    body = b"".join(
        struct.pack("<BBHI", kind, 0, 8 + len(sid(who)), mask) + sid(who) for kind, mask, who in entries
    )
    acl = struct.pack("<BBHHH", 2, 0, 8 + len(body), len(entries), 0) + body
    return struct.pack("<BBHIIII", 1, 0, 0x8004, 0, 0, 0, 20) + acl


def share(name: str, path: str, data: bytes | None = None, kind: int = 0) -> Key:
    value = multi("CSCFlags=0", f"Path={path}", "Remark=Dossiers", f"ShareName={name}", f"Type={kind}")
    listed = key(rf"{SERVER}\Shares", Key({name: value}))
    return merge(listed, key(rf"{SERVER}\Shares\Security", Key({name: binary(data)}))) if data else listed


def test_shares_are_told_with_whom_they_let_in(make: Any) -> None:
    machine = make(
        SYSTEM=merge(
            share("Logiciel", r"C:\Logiciel", descriptor((0, READ, "S-1-5-32-545"))),
            share("Tous", r"C:\Tous", descriptor((0, FULL, "S-1-1-0"))),
            share("Lecture", r"D:\Lecture", descriptor((0, READ, "S-1-1-0"))),
            share("IMPRIMANTE", "LaserJet,LocalsplOnly", kind=1),
        )
    )
    found = {row["share"]: row for row in shares.collect(machine) if row["what"] == "share"}
    assert list(found)[:2] == ["Lecture", "Tous"]
    assert found["Tous"]["flags"] == ["shared_with_all", "written_by_all"]
    assert (found["Tous"]["location"], found["Tous"]["writable_by"]) == (r"C:\Tous", ["everyone"])
    assert (found["Lecture"]["flags"], found["Lecture"]["writable_by"]) == (["shared_with_all"], [])
    assert (found["Logiciel"]["open_to"], found["Logiciel"]["flags"]) == (["users"], [])
    assert (found["IMPRIMANTE"]["type"], found["IMPRIMANTE"]["open_to"]) == ("shared_printer", [])


@pytest.mark.parametrize(
    ("values", "build", "wanted"),
    [({"SMB1": 1}, "19045", True), ({"SMB1": 0}, "7601", False), ({}, "7601", True), ({}, "19045", None),
     ({}, "", None)],
)  # fmt: skip
def test_the_old_protocol_is_told_only_where_it_is_known(
    make: Any, values: dict[str, int], build: str, wanted: bool | None
) -> None:
    parameters = Key({name: dword(value) for name, value in values.items()})
    version = key(r"Microsoft\Windows NT\CurrentVersion", Key({"CurrentBuild": sz(build)}))
    (row,) = shares.collect(make(SYSTEM=key(rf"{SERVER}\Parameters", parameters), SOFTWARE=version))
    assert (row["smb1"], "smb1_enabled" in row["flags"]) == (wanted, wanted is True)


def test_settings_of_the_server(make: Any) -> None:
    values = {
        "RestrictNullSessAccess": dword(0),
        "NullSessionShares": multi("Public"),
        "AutoShareWks": dword(0),
    }
    client = key(r"ControlSet001\Services\mrxsmb10", Key({"Start": dword(4)}))
    (row,) = shares.collect(make(SYSTEM=merge(key(rf"{SERVER}\Parameters", Key(values)), client)))
    assert (row["without_account"], row["administrative_shares"], row["smb1_client"]) == (
        ["NullSessionShares"],
        False,
        False,
    )
    assert row["flags"] == ["null_session_open"]


@pytest.mark.parametrize(
    "value", [sz("Path=C:\\x"), binary(b"\xff"), multi(), multi("Type=99999999999999999999")]
)
def test_strange_values_break_nothing(make: Any, value: tuple[int, bytes]) -> None:
    machine = make(SYSTEM=key(rf"{SERVER}\Shares", Key({"x": value})))
    assert all(row["flags"] == [] for row in shares.collect(machine))


def test_a_denial_before_wins_and_no_list_is_everybody() -> None:
    assert allowed(descriptor((1, FULL, "S-1-1-0"), (0, FULL, "S-1-1-0"), (0, READ, "S-1-5-32-544"))) == {
        "S-1-5-32-544": False
    }
    assert allowed(struct.pack("<BBHIIII", 1, 0, 0x8000, 0, 0, 0, 0)) == {"S-1-1-0": True}
    assert allowed(descriptor()) == {}


@given(st.binary(max_size=200), st.integers(0, 60))
def test_damaged_descriptors_are_none_or_bounded(data: bytes, at: int) -> None:
    whole = descriptor((0, FULL, "S-1-1-0"), (0, READ, "S-1-5-32-544"))
    for damaged in (data, whole[:at] + data + whole[at:], whole[:at]):
        found = allowed(damaged)
        assert found is None or len(found) <= 1 + len(damaged) // 8
