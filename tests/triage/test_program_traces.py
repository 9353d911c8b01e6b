"""What the traces of programs share."""

from typing import Any

from toolkit.triage.program_traces import TRACES_LIMIT, at_most, place_flags


def test_a_drive_that_is_not_windows_own() -> None:
    assert place_flags(r"D:\setup.exe", "C") == ["on_other_volume"]
    assert place_flags(r"c:\Windows\System32\cmd.exe", "C") == []
    assert place_flags(r"E:\Users\Public\a.exe", "C") == ["on_other_volume", "in_public_folder"]
    assert place_flags(r"D:\setup.exe") == []


def test_too_many_traces_are_cut_and_said(make: Any) -> None:
    machine = make()
    rows = [{"image": str(number)} for number in range(TRACES_LIMIT)]
    assert (at_most(machine, "là", rows), machine.unread) == (rows, [])
    assert at_most(machine, "là", [*rows, {"image": "de trop"}]) == rows
    assert [(one.path, one.why) for one in machine.unread] == [("là", "too_many_rows")]
