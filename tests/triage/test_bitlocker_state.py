"""Whether volumes are encrypted."""

from typing import Any

from demo.builder.hive import Key, dword, key, merge
from toolkit.records import Volume
from toolkit.triage import bitlocker_state

HIDDEN = "System Volume Information"


def test_what_windows_noted_and_was_told(make: Any) -> None:
    noted = merge(
        key(r"ControlSet001\Control\BitlockerStatus", Key({"BootStatus": dword(1)})),
        key(r"ControlSet001\Control\BitLocker", Key({"PreventDeviceEncryption": dword(1)})),
    )
    policy = key(r"Policies\Microsoft\FVE", Key({"UseTPM": dword(2), "RDVDenyWriteAccess": dword(1)}))
    noted_row, policy_row = bitlocker_state.collect(make(SYSTEM=noted, SOFTWARE=policy))
    assert (noted_row["encrypted_at_start"], noted_row["prevented"]) == (True, True)
    assert policy_row["settings"] == ["RDVDenyWriteAccess=1", "UseTPM=2"]


def test_files_of_bitlocker_are_traces(make: Any) -> None:
    files = {f"{HIDDEN}/FVE2.{{24e6f0ae}}.1": b"x", f"{HIDDEN}/tracking.log": b"x"}
    (row,) = bitlocker_state.collect(make(files))
    assert (row["state"], row["files"]) == ("traces", 1)


def test_volumes_of_the_source_are_told(make: Any, monkeypatch: Any) -> None:
    machine = make()
    volumes = (
        Volume("", "ntfs"),
        Volume("2", "bitlocker", size=99, read=False, why="bitlocker"),
        Volume("3", "ntfs"),
    )
    monkeypatch.setattr(machine.source, "volumes", lambda: volumes)
    monkeypatch.setattr(machine.source, "unlocked", {"3": {"protector": "recovery"}}, raising=False)
    assert [(row["volume"], row["state"], row["flags"]) for row in bitlocker_state.collect(machine)] == [
        ("2", "locked", ["encrypted_locked"]),
        ("3", "open", ["encrypted_open"]),
    ]


def test_nothing_known_is_no_row(make: Any) -> None:
    assert list(bitlocker_state.collect(make(SYSTEM=Key(), SOFTWARE=Key()))) == []
