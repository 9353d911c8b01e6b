"""Scheduled task files, honest and hostile."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key
from demo.builder.hives_tasks import LOGON, Task, once, xml
from toolkit.errors import Unreadable
from toolkit.triage import tasks
from toolkit.triage.formats.task_file import ELEMENTS_LIMIT, SIZE_LIMIT, parse

FOLDER = "Windows/System32/Tasks"
START = "2026-10-11T02:14:00"
ODD = Task(
    "Tâche & <co>",
    r"PC\Zoé",
    "2026-10-10T23:56:02",
    once(START),
    "S-1-5-18",
    r"C:\a.exe",
    "-x <y>",
    hidden=True,
)
BARE = '<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">{}</Task>'


def test_a_task_is_read_whole() -> None:
    assert parse(xml(ODD)) == [{
        "action": "program", "command": r"C:\a.exe", "arguments": "-x <y>", "folder": None,
        "triggers": ["time"], "starts": [START], "user": "S-1-5-18", "run_level": "HighestAvailable",
        "author": r"PC\Zoé", "date": "2026-10-10T23:56:02", "enabled": True, "hidden": True,
    }]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_the_scheduler_is_read(encoding: str) -> None:
    text = BARE.format("<RegistrationInfo><Author>Zoé</Author></RegistrationInfo>")
    (row,) = parse(text.encode(encoding))
    assert (row["author"], row["action"], row["enabled"], row["hidden"]) == ("Zoé", "none", True, False)


def test_several_actions_give_several_rows() -> None:
    actions = (
        "<Actions><Exec><Command>a</Command></Exec><ComHandler><ClassId>{1}</ClassId></ComHandler>"
        "<Inconnu/></Actions><Settings><Enabled>false</Enabled></Settings><Triggers><BootTrigger/><X/></Triggers>"
    )
    rows = parse(BARE.format(actions).encode())
    assert [(row["action"], row["command"]) for row in rows] == [("program", "a"), ("component", "{1}")]
    assert (rows[0]["enabled"], rows[0]["triggers"]) == (False, ["boot", "other"])


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE Task [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<Task><RegistrationInfo><Author>&b;</Author></RegistrationInfo></Task>"
)
OUTSIDE = '<!DOCTYPE Task [<!ENTITY x SYSTEM "file:///etc/passwd">]><Task>&x;</Task>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB.encode(), "task_declares_entities"),
        (OUTSIDE.encode(), "task_declares_entities"),
        (b"\xff\xfe" + OUTSIDE.encode("utf-16-le"), "task_declares_entities"),
        (b"<!doctype x><Task/>", "task_declares_entities"),
        (b"", "task_damaged"),
        (b"<Autre/>", "task_damaged"),
        (b"<Task>&inconnue;</Task>", "task_damaged"),
        (xml(ODD)[:-9], "task_damaged"),
        (b"\xff\xfe<\xd8\x00\x00", "task_damaged"),
        (b"\xff\xfe\xff", "task_damaged"),
        (b"<Task>" + b" " * SIZE_LIMIT + b"</Task>", "task_too_large"),
        (b"<Task>" + b"<a/>" * ELEMENTS_LIMIT + b"</Task>", "task_too_large"),
        (b"<Task>" + b"<a>" * 90_000 + b"</a>" * 90_000 + b"</Task>", "task_too_large"),
    ],
)
def test_hostile_files_are_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(data)
    assert refused.value.why == why


@given(st.binary(max_size=300) | st.text(alphabet="<>/Task &;Exc", max_size=60).map(str.encode))
def test_any_bytes_are_borne(data: bytes) -> None:
    try:
        rows = parse(data)
    except Unreadable as refused:
        rows = [{"why": refused.why}]
    assert rows


def test_files_are_found_in_every_folder_and_failures_named(make: Any) -> None:
    own = Task("Microsoft/Windows/Defrag/X", "Microsoft", "", LOGON, "S-1-5-18", r"%windir%\x.exe")
    files = {f"{FOLDER}/A/B/Tâche": xml(ODD), f"{FOLDER}/{own.path}": xml(own), f"{FOLDER}/abîmée": b"<Task>"}
    machine = make(files, SOFTWARE=Key())
    rows = list(tasks.collect(machine))
    assert [(row["task"], row["standard"]) for row in rows] == [("A/B/Tâche", False), (own.path, True)]
    assert rows[0]["path"] == f"{FOLDER}/A/B/Tâche"
    assert [(one.path, one.why) for one in machine.unread] == [(f"{FOLDER}/abîmée", "task_damaged")]


def test_suspicious_tasks_come_first(make: Any) -> None:
    plain = Task("a", "", "", LOGON, "", r"C:\Program Files\x.exe")
    odd = Task("b", "", "", LOGON, "", "powershell.exe", r"-w hidden C:\Users\Public\x.ps1")
    rows = list(tasks.collect(make({f"{FOLDER}/a": xml(plain), f"{FOLDER}/b": xml(odd)})))
    assert [(row["task"], row["flags"]) for row in rows] == [
        ("b", ["in_public_folder", "through_shell"]), ("a", [])
    ]  # fmt: skip


def test_folders_too_deep_are_named(make: Any) -> None:
    machine = make({f"{FOLDER}/{'d/' * 20}x": xml(ODD)}, SOFTWARE=Key())
    assert list(tasks.collect(machine)) == []
    assert [one.why for one in machine.unread] == ["task_not_looked_at"]
