"""Shadow copies left, and the settings they are made by."""

from typing import Any

from demo.builder.hive import Key, dword, key, merge, multi
from toolkit.errors import Unreadable
from toolkit.media.shadows import Copy
from toolkit.records import Volume
from toolkit.triage import shadow_copies_left

HIDDEN = "System Volume Information"
SERVICE = "{3808876b-c176-4e48-b7ae-04046e6cc752}"
COPY = "{11111111-2222-3333-4444-555555555555}"
RESTORE = r"Microsoft\Windows NT\CurrentVersion\SystemRestore"
CLIENTS = r"Microsoft\Windows NT\CurrentVersion\SPP\Clients"


def test_copies_are_counted_by_their_files(make: Any) -> None:
    files = {
        f"{HIDDEN}/{COPY}{SERVICE}": b"x" * 7,
        f"{HIDDEN}/{SERVICE}": b"y",
        f"{HIDDEN}/tracking.log": b"z",
    }
    copy, volume = shadow_copies_left.collect(make(files))
    assert (copy["ident"], copy["size"], copy["path"]) == (COPY, 7, f"{HIDDEN}/{COPY}{SERVICE}")
    assert (volume["count"], volume["flags"]) == (1, [])


def test_none_is_said_only_where_one_could_be_seen(make: Any) -> None:
    (volume,) = shadow_copies_left.collect(make({f"{HIDDEN}/tracking.log": b"z"}))
    assert (volume["count"], volume["flags"]) == (0, ["no_shadow_copy"])
    machine = make()
    assert list(shadow_copies_left.collect(machine)) == []
    assert ("System Volume Information", "shadow_copies_not_seen") in {
        (one.path, one.why) for one in machine.unread
    }


def test_an_image_is_read_where_its_catalogue_stands(make: Any, monkeypatch: Any) -> None:
    copies = [Copy(1, COPY, 5, 99), Copy(2, COPY, 7, 99)]
    told: list[Any] = [(Volume("", "ntfs"), copies), (Volume("2", "ntfs"), Unreadable("vss_damaged"))]
    machine = make({f"{HIDDEN}/tracking.log": b"z"})
    monkeypatch.setattr(machine.source, "shadow_copies", lambda: iter(told), raising=False)
    newest, oldest, volume = shadow_copies_left.collect(machine)
    assert (newest["number"], newest["created_ns"], oldest["number"]) == (2, 7, 1)
    assert (volume["count"], volume["flags"]) == (2, [])
    told[0] = (Volume("", "ntfs"), [])
    assert [row["flags"] for row in shadow_copies_left.collect(machine)] == [["no_shadow_copy"]]
    told[0] = (Volume("", "ntfs"), Unreadable("vss_damaged", "header"))
    (volume,) = shadow_copies_left.collect(machine)
    assert (volume["count"], volume["flags"]) == (0, [])
    assert "vss_damaged" in {one.why for one in machine.unread}


def test_settings_that_keep_copies_from_being_made_are_flagged(make: Any) -> None:
    software = merge(
        key(RESTORE, Key({"DisableSR": dword(0)})),
        key(r"Policies\Microsoft\Windows NT\SystemRestore", Key({"DisableSR": dword(1)})),
        key(CLIENTS, Key({"{09F7EDC5-294E-4180-AF6A-FB0E6A0E9513}": multi("\\\\?\\Volume{1}\\:(C%3A)")})),
    )
    (row,) = shadow_copies_left.collect(
        make(SYSTEM=key(r"ControlSet001\Services\VSS", Key({"Start": dword(4)})), SOFTWARE=software)
    )
    assert (row["service_disabled"], row["restore_points"]) == (True, False)
    assert row["protected_volumes"] == ["C:"]
    assert row["flags"] == ["shadow_copies_disabled", "restore_points_disabled"]


def test_volumes_bear_a_label_or_none_and_the_window_of_windows_switches_off_its_own_way(make: Any) -> None:
    volumes = ("\\\\?\\Volume{1}\\:Windows(C%3A)", "\\\\?\\Volume{2}\\:(d:)", "\\\\?\\Volume{3}\\:(data)")
    software = merge(
        key(RESTORE, Key({"RPSessionInterval": dword(0)})),
        key(CLIENTS, Key({"{09F7EDC5-294E-4180-AF6A-FB0E6A0E9513}": multi(*volumes)})),
    )
    (row,) = shadow_copies_left.collect(make(SOFTWARE=software))
    assert row["protected_volumes"] == ["C:", "D:", volumes[2]]
    assert (row["restore_points"], row["flags"]) == (False, ["restore_points_disabled"])
    on = key(RESTORE, Key({"RPSessionInterval": dword(1)}))
    assert [one["restore_points"] for one in shadow_copies_left.collect(make(SOFTWARE=on))] == [None]
