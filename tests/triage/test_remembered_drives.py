"""Network folders users were connected to."""

from typing import Any

from demo.builder.hive import Key, binary, dword, hive, key, merge, sz
from toolkit.triage import remembered_drives

WHEN = 1_790_000_000_000_000_000
EXPLORER = r"Software\Microsoft\Windows\CurrentVersion\Explorer"


def of(*keys: Key) -> bytes:
    return hive(merge(*keys), name="NTUSER.DAT", written=WHEN)


def test_letters_come_before_folders_only_opened_and_none_is_told_twice(make: Any) -> None:
    drive = Key(
        {"RemotePath": sz(r"\\NAS\patients"), "UserName": sz("cabinet"), "ProviderName": sz("Réseau")}
    )
    opened = {"##NAS#patients": Key(), "##nas#radios": Key(), "{1}": Key(), "C": Key()}
    asked = {"a": sz(r"\\NAS\radios"), "b": sz(r"\\PC2\docs"), "MRUList": sz("ab"), "c": sz("autre")}
    data = of(
        key(r"Network\z", drive),
        key(rf"{EXPLORER}\MountPoints2", Key(keys=opened)),
        key(rf"{EXPLORER}\Map Network Drive MRU", Key(asked)),
    )
    rows = list(remembered_drives.collect(make({"Users/Zoé/NTUSER.DAT": data})))
    assert [(row["trace"], row["remote"], row["user"]) for row in rows] == [
        ("by_letter", r"\\NAS\patients", "Zoé"),
        ("asked_folder", r"\\PC2\docs", "Zoé"),
        ("opened_folder", r"\\nas\radios", "Zoé"),
    ]
    assert (rows[0]["letter"], rows[0]["account"], rows[0]["provider"]) == ("Z", "cabinet", "Réseau")


def test_a_folder_of_the_web_is_flagged(make: Any) -> None:
    data = of(key(r"Network\w", Key({"RemotePath": sz(r"\\depot.example.com@SSL\DavWWWRoot")})))
    (row,) = remembered_drives.collect(make({"Users/Zoé/NTUSER.DAT": data}))
    assert row["flags"] == ["folder_on_the_web"]


def test_values_of_another_type_are_left_out(make: Any) -> None:
    data = of(
        key(r"Network\w", Key({"RemotePath": dword(3)})),
        key(rf"{EXPLORER}\Map Network Drive MRU", Key({"a": binary(b"\\\\x")})),
    )
    assert list(remembered_drives.collect(make({"Users/Zoé/NTUSER.DAT": data}))) == []
