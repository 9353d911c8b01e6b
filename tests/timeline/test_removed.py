"""What the story tells as removed or weakened, on disks made byte by byte, upkeep set apart."""

from pathlib import Path

from demo.builder.ntfs_journal import CLOSE, DELETE, Change
from demo.builder.tree import Node
from tests.timeline.disk import (
    DAY,
    HOUR,
    MINUTE,
    T0,
    defender,
    node,
    sign_in,
    start,
    tell,
    trace,
)
from toolkit.records import Times
from toolkit.timeline import Statement

IN = sign_in("claire.martin", T0 - 5 * HOUR, 2)
VSSADMIN = r"C:\Windows\System32\vssadmin.exe"
SETTINGS = "HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\"


def every(story: list[Statement], code: str) -> list[Statement]:
    return [each for each in story if each.code == code]


def gone(path: str, at: int) -> Node:
    return Node(path, b"z" * 9000, times=Times(at, at, at, at), deleted=True)


def test_updates_of_windows_do_not_hide_the_script(tmp_path: Path) -> None:
    parts = [gone(f"Windows/WinSxS/Temp/c{i}.dll", T0 - 50 * MINUTE) for i in range(30)]
    others = [gone(f"Data/c{i}.dll", T0 - 50 * MINUTE) for i in range(30)]
    script = gone("Windows/Temp/maj_fin.cmd", T0 - MINUTE)
    changes = [Change(T0 - 49 * MINUTE, each.path, DELETE | CLOSE) for each in [*parts, *others]]
    story = tell(tmp_path, [IN], [*parts, *others, script],
                 [*changes, Change(T0 + 3 * MINUTE, script.path, DELETE | CLOSE)])  # fmt: skip
    told = {str(each.facts["path"]) for each in every(story, "program_deleted")}
    assert "Windows/Temp/maj_fin.cmd" in told
    assert len(told) == 20
    assert not any(path.startswith("Windows/WinSxS") for path in told)
    assert [each.facts for each in every(story, "more_events")] == [{"what": "program_deleted", "files": 11}]


def test_another_file_of_the_same_name_is_not_the_one_to_recover(tmp_path: Path) -> None:
    mine, old = node("Windows/Temp/keep.txt", at=T0 - MINUTE), gone("Old/maj.cmd", T0 - 9 * DAY)
    story = tell(tmp_path, [IN], [mine, node("Old/z"), old],
                 [Change(T0 + 3 * MINUTE, mine.path, DELETE | CLOSE, "maj.cmd")])  # fmt: skip
    (told,) = every(story, "program_deleted")
    assert told.facts["path"] == "Windows/Temp/maj.cmd"
    assert "recoverable" not in told.facts


def test_more_room_for_shadow_copies_is_no_deletion_and_little_room_is(tmp_path: Path) -> None:
    room = "vssadmin resize shadowstorage /for=C: /on=C: /maxsize="
    upkeep = start("technicien", T0 - 9 * HOUR, VSSADMIN, f"{room}40GB")
    traced = trace(r"\WINDOWS\SYSTEM32\VSSADMIN.EXE", T0 - 9 * HOUR)
    story = tell(tmp_path, [IN, upkeep], [traced])
    assert not every(story, "shadow_copies_deleted") + every(story, "account")
    assert len(every(story, "shadow_copies_resized")) == 1
    story = tell(tmp_path, [IN, start("x", T0 - MINUTE, VSSADMIN, f"{room}401MB")])
    assert len(every(story, "shadow_copies_deleted")) == 1
    assert not every(story, "shadow_copies_resized")


def test_a_silent_start_after_the_end_removed_nothing(tmp_path: Path) -> None:
    path = r"\WINDOWS\SYSTEM32\VSSADMIN.EXE"
    assert not every(tell(tmp_path, [IN], [trace(path, T0 + 30 * MINUTE)]), "shadow_copies_deleted")
    (told,) = every(tell(tmp_path, [IN], [trace(path, T0 - MINUTE)]), "shadow_copies_deleted")
    assert told.sure == "possible"


def test_ordinary_settings_of_the_antivirus_hide_nothing(tmp_path: Path) -> None:
    updates = [
        defender(5007, T0 - 6 * DAY + i * 4 * HOUR, **{"New Value": f"{SETTINGS}Signatures = {i}"})
        for i in range(34)
    ]
    story = tell(tmp_path, [IN, *updates, defender(5001, T0 - MINUTE)])
    (told,) = every(story, "protection_disabled")
    assert (told.at_ns, told.facts["what"]) == (T0 - MINUTE, "defender_disabled")
    left_out = {"New Value": f"{SETTINGS}Exclusions\\Paths\\C:\\x = 0x0"}
    (told,) = every(tell(tmp_path, [IN, defender(5007, T0 - HOUR, **left_out)]), "protection_disabled")
    assert told.at_ns == T0 - HOUR
