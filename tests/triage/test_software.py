"""Installed programs."""

from typing import Any

from demo.builder.hive import Key, dword, key, merge, sz
from toolkit.triage import software

WHEN = 1_790_000_000_000_000_000
UNINSTALL = r"Microsoft\Windows\CurrentVersion\Uninstall"


def program(name: str, written: int = WHEN, **more: Any) -> Key:
    return key(rf"{UNINSTALL}\{{{name}}}", Key({"DisplayName": sz(name), **more}, written=written))


def test_programs_of_both_kinds_and_of_users_are_listed_newest_first(make: Any, user: Any) -> None:
    narrow = Key(keys={"WOW6432Node": program("Étroit", WHEN + 300)})
    nameless = key(rf"{UNINSTALL}\KB1", Key({"Publisher": sz("x")}))
    machine = make(
        {"Users/Zoé/NTUSER.DAT": user(program("À moi", WHEN + 200))},
        SOFTWARE=merge(program("Large", WHEN + 100, SystemComponent=dword(1)), narrow, nameless),
        DEFAULT=Key(),
    )  # fmt: skip
    rows = list(software.collect(machine))
    assert [(row["name"], row["kind"], row.get("user")) for row in rows] == [
        ("Étroit", "32", None), ("À moi", "user", "Zoé"), ("Large", "64", None)
    ]  # fmt: skip
    assert [row["flags"] for row in rows] == [[], [], ["hidden_in_list"]]
    assert machine.unread == []


def test_every_fact_is_kept_as_written(make: Any) -> None:
    facts = {"DisplayVersion": "1.2", "Publisher": "É", "InstallDate": "20260101", "InstallLocation": "C:\\x"}
    (row,) = software.collect(make(SOFTWARE=program("X", **{name: sz(fact) for name, fact in facts.items()})))
    assert row == {
        "name": "X", "version": "1.2", "publisher": "É", "install_date": "20260101", "location": "C:\\x",
        "kind": "64", "flags": [], "written_ns": WHEN,
    }  # fmt: skip
