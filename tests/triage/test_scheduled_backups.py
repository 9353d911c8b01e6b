"""Scheduled tasks that copy, and how they ended."""

import struct
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from demo.builder.hive import Key, binary, filetime, key, merge, sz
from toolkit.triage import backup_jobs
from toolkit.triage.formats.task_cache import CACHE
from toolkit.triage.machine import Machine

Make = Callable[..., Machine]
_SATURDAY = int(datetime(2026, 10, 10, 19, 0, tzinfo=UTC).timestamp()) * 1_000_000_000
_FRIDAY = int(datetime(2026, 10, 9, 19, 0, tzinfo=UTC).timestamp()) * 1_000_000_000


def _rows(machine: Machine, name: str) -> list[dict[str, object]]:
    return [row for row in backup_jobs.collect(machine) if row["name"] == name]


def _task(command: str, arguments: str = "") -> bytes:
    return (
        "<Task xmlns='http://schemas.microsoft.com/windows/2004/02/mit/task'><Actions><Exec>"
        f"<Command>{command}</Command><Arguments>{arguments}</Arguments></Exec></Actions></Task>"
    ).encode("utf-16")


def _ran(name: str, code: int, ended: int) -> Key:
    about = struct.pack("<IQQIIQ", 3, 0, filetime(_FRIDAY), 0, code, filetime(ended) if ended else 0)
    tasks = key(rf"{CACHE}\Tasks\{{A}}", Key({"Path": sz(f"\\{name}"), "DynamicInfo": binary(about)}))
    return merge(tasks, key(rf"{CACHE}\Tree\{name}", Key({"Id": sz("{A}"), "SD": binary(b"1")})))


@pytest.mark.parametrize(
    ("command", "code", "ended", "result", "good"),
    [
        (r"C:\Windows\System32\Robocopy.exe", 1, _SATURDAY, "success", _SATURDAY),
        ("robocopy", 0, _SATURDAY, "success", _SATURDAY),
        ("robocopy", 16, _SATURDAY, "failure", None),
        ("robocopy", 1, _FRIDAY - 10**9, "unknown", None),
        ("robocopy", 0x41301, _FRIDAY - 10**9, "unknown", None),
        (r"C:\sauvegarde.bat", 0, _SATURDAY, "ended", None),
        (r"C:\sauvegarde.bat", 1, _SATURDAY, "failure", None),
        (r"C:\sauvegarde.bat", 0x80070002, 0, "failure", None),
        (r"C:\sauvegarde.bat", 0, 0, "unknown", None),
    ],
)
def test_the_scheduler_keeps_how_a_copy_ended(
    make: Make, command: str, code: int, ended: int, result: str, good: int | None
) -> None:
    files = {"Windows/System32/Tasks/Sauvegarde": _task(command, "C:\\a E:\\b /MIR")}
    (row,) = _rows(make(files, SOFTWARE=_ran("Sauvegarde", code, ended)), "Task Scheduler")
    assert (row["result"], row.get("last_success_ns"), row["last_run_ns"]) == (result, good, _FRIDAY)
    assert row["last_ended_ns"] == (ended or None)
    assert ("no_success_known" in row["flags"]) is (good is None)


def test_a_copy_among_several_actions_is_not_judged_by_the_code_of_the_last(make: Make) -> None:
    body = _task("robocopy").decode("utf-16")
    two = body.replace("</Actions>", "<Exec><Command>autre.exe</Command></Exec></Actions>").encode("utf-16")
    files = {"Windows/System32/Tasks/Sauvegarde": two}
    rows = _rows(make(files, SOFTWARE=_ran("Sauvegarde", 0, _SATURDAY)), "Task Scheduler")
    assert {row["result"] for row in rows} == {"ended"}


def test_the_task_of_windows_own_backup_says_that_one_is_set_up(make: Make) -> None:
    own = "Windows/System32/Tasks/Microsoft/Windows/WindowsBackup"
    files = {f"{own}/AutomaticBackup": _task("sdclt.exe"), f"{own}/ConfigNotification": _task("sdclt.exe")}
    (row,) = _rows(make(files), "Task Scheduler")
    assert row["job"] == "Microsoft/Windows/WindowsBackup/AutomaticBackup"
