"""The stock of programs with their SHA-1."""

from typing import Any

from demo.builder.hive import Key, dword, hive, key, merge, sz
from toolkit.triage import amcache

WHEN = 1_790_000_000_000_000_000
SHA1 = "a1" * 20
NEWER = key(
    r"Root\InventoryApplicationFile",
    Key(
        keys={
            "0000f1": Key({
                "LowerCaseLongPath": sz(r"c:\users\public\svc_maj.exe"), "FileId": sz("0000" + SHA1.upper()),
                "ProductName": sz("Maj"), "Publisher": sz("x"), "Version": sz("1.2"),
                "LinkDate": sz("10/02/2026 11:12:13"),
            }, written=WHEN - 100),
            "0000f2": Key({
                "LowerCaseLongPath": sz(r"c:\windows\notepad.exe"), "FileId": sz("abc"),
                "LinkDate": sz("hier"),
            }, written=WHEN),
            "0000f3": Key({"Name": sz("sans chemin")}),
        },
    ),
)  # fmt: skip
OLDER = key(
    r"Root\File\ccbe4c57-0000-0000-0000-100000000000",
    Key(
        keys={
            "1a": Key({
                "15": sz(r"D:\a.exe"), "101": sz("0000" + SHA1), "0": sz("P"), "f": dword(7),
            }, written=WHEN - 200),
        },
    ),
)  # fmt: skip


def machine(make: Any, root: Key) -> Any:
    return make({amcache.WHERE[0]: hive(root, name="Amcache.hve", written=WHEN)})


def test_both_layouts_are_read(make: Any) -> None:
    assert list(amcache.collect(machine(make, merge(NEWER, OLDER)))) == [
        {
            "image": r"c:\users\public\svc_maj.exe", "sha1": SHA1, "product": "Maj", "publisher": "x",
            "version": "1.2", "written_ns": WHEN - 100, "linked_ns": 1_790_939_533_000_000_000,
            "flags": ["in_public_folder"],
        },
        {
            "image": r"D:\a.exe", "sha1": SHA1, "product": "P", "publisher": None, "version": None,
            "written_ns": WHEN - 200, "linked_ns": 7_000_000_000, "flags": ["on_other_volume"],
        },
        {
            "image": r"c:\windows\notepad.exe", "sha1": None, "product": None, "publisher": None,
            "version": None, "written_ns": WHEN, "linked_ns": None, "flags": [],
        },
    ]  # fmt: skip


def test_no_hive_is_absent(make: Any) -> None:
    empty = make()
    assert list(amcache.collect(empty)) == []
    assert [one.why for one in empty.unread] == ["hive_absent"]


def test_a_hive_of_something_else_gives_nothing(make: Any) -> None:
    assert list(amcache.collect(machine(make, Key()))) == []
