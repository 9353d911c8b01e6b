"""Scheduled tasks as the registry keeps them, honest and hostile."""

import struct
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, key, merge, sz
from demo.builder.hives_tasks import LOGON, Task, xml
from toolkit import triage
from toolkit.media.folder import FolderSource
from toolkit.records import Entry, Outcome, Unread
from toolkit.triage import tasks
from toolkit.triage.formats.task_cache import ACTIONS_LIMIT, CACHE, parse

WHEN = 1_790_000_000_000_000_000
FOLDER = "Windows/System32/Tasks"
CLASS = "{61BCD1B9-340C-40EC-9D41-D7F1C0632F05}"


def text(value: str) -> bytes:
    data = value.encode("utf-16-le", "surrogatepass")
    return struct.pack("<I", len(data)) + data


def program(command: str, arguments: str = "", folder: str = "", version: int = 3) -> bytes:
    tail = b"\1\0" if version == 3 else b""
    return b"\x66\x66" + text("") + text(command) + text(arguments) + text(folder) + tail


def actions(*parts: bytes, version: int = 3) -> bytes:
    return struct.pack("<H", version) + (text("Author") if version == 3 else b"") + b"".join(parts)


COMPONENT = b"\x77\x77" + text("un") + uuid.UUID(CLASS).bytes_le + text("données")
MAIL = (
    b"\x88\x88" + text("") + b"".join(text(one) for one in "abcdefgh")
    + struct.pack("<I", 1) + text("pièce") + struct.pack("<I", 1) + text("clé") + text("valeur")
)  # fmt: skip
MESSAGE = b"\x99\x99" + text("") + text("titre") + text("corps")


def test_every_kind_of_action_is_read() -> None:
    rows, why = parse(actions(program(r"C:\é.exe", "-x", r"C:\d"), COMPONENT, MAIL, MESSAGE))
    assert why == ""
    assert rows == [
        {"action": "program", "command": r"C:\é.exe", "arguments": "-x", "folder": r"C:\d"},
        {"action": "component", "command": CLASS, "arguments": "données"},
        {"action": "mail", "command": "g"},
        {"action": "message", "command": "titre", "arguments": "corps"},
    ]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_older_versions_are_read(version: int) -> None:
    rows, why = parse(
        actions(program("un.exe", version=version), program("deux", version=version), version=version)
    )
    assert ([row["command"] for row in rows], why) == (["un.exe", "deux"], "")


@pytest.mark.parametrize(
    ("data", "read", "why"),
    [
        (b"", 0, "task_damaged"),
        (b"\3\0", 0, "task_damaged"),
        (actions(), 0, ""),
        (actions(program("a"), b"\x55\x55" + text("")), 1, "task_damaged"),
        (actions(program("a"), program("b")[:-9]), 1, "task_damaged"),
        (actions(program("a")) + b"\xff" * 9, 1, "task_damaged"),
        (actions(b"\x66\x66" + b"\xff\xff\xff\xff"), 0, "task_damaged"),
        (actions(b"\x88\x88" + text("") * 9 + b"\xff\xff\xff\xff"), 0, "task_damaged"),
        (actions(COMPONENT[:12]), 0, "task_damaged"),
        (actions(*[program("a")] * (ACTIONS_LIMIT + 1)), ACTIONS_LIMIT, "task_too_large"),
    ],
)
def test_hostile_values_keep_what_was_read(data: bytes, read: int, why: str) -> None:
    rows, said = parse(data)
    assert (len(rows), said) == (read, why)


@given(
    st.binary(max_size=200) | st.binary(max_size=80).map(lambda tail: actions(program("a"), COMPONENT) + tail)
)
def test_any_bytes_are_borne(data: bytes) -> None:
    rows, why = parse(data)
    assert why in {"", "task_damaged", "task_too_large"}
    assert len(rows) <= ACTIONS_LIMIT


OLD = struct.pack("<IQQII", 3, 0, 116_444_736_000_000_000 + WHEN // 100, 0, 0)  # as Windows 7 keeps it


def cached(
    name: str, number: int, value: bytes, *, shown: bool = True, named: bool = True, ran: bytes = OLD
) -> Key:
    identifier = f"{{00000000-0000-0000-0000-{number:012d}}}"
    about = {"Path": sz(f"\\{name}"), "Author": sz("Zoé"), "Date": sz("2026-10-10T23:56:02")}
    about |= {"Actions": binary(value), "DynamicInfo": binary(ran)}
    task = key(rf"{CACHE}\Tasks\{identifier}", Key(about, written=WHEN))
    tree = key(
        rf"{CACHE}\Tree\{name}", Key({"Id": sz(identifier), **({"SD": binary(b"\1")} if shown else {})})
    )
    return merge(task, tree) if named else task


def test_tasks_whose_file_is_gone_are_told(make: Any) -> None:
    software = merge(cached(r"A\Tâche", 1, actions(program(r"C:\Users\Public\x.exe", "-a"))))
    machine = make({f"{FOLDER}/autre": xml(Task("autre", "", "", LOGON, "", "un.exe"))}, SOFTWARE=software)
    gone, other = tasks.collect(machine)
    assert gone == {
        "task": "A/Tâche", "action": "program", "command": r"C:\Users\Public\x.exe", "arguments": "-a",
        "folder": "", "author": "Zoé", "date": "2026-10-10T23:56:02", "written_ns": WHEN, "last_run_ns": WHEN,
        "path": rf"Windows/System32/config/SOFTWARE\{CACHE}\Tasks\{{00000000-0000-0000-0000-000000000001}}",
        "standard": False, "flags": ["in_public_folder", "task_cache_only"],
    }  # fmt: skip
    assert (other["task"], other["flags"], machine.unread) == ("autre", [], [])


def test_a_file_and_its_cache_make_one_row(make: Any) -> None:
    same = cached("a", 1, actions(program(r"C:\A.exe", " -x  y")))
    machine = make({f"{FOLDER}/a": xml(Task("a", "", "", LOGON, "", r"c:\a.exe", "-x y"))}, SOFTWARE=same)
    (row,) = tasks.collect(machine)
    assert (row["path"], row["last_run_ns"], row["flags"]) == (f"{FOLDER}/a", WHEN, [])


def test_the_last_result_and_the_last_end_are_told_where_they_are_kept(make: Any) -> None:
    units = 116_444_736_000_000_000 + WHEN // 100
    ran = struct.pack("<IQQIIQ", 3, 0, units, 0, 0x10, units - 10**7)
    both = {f"{FOLDER}/a": xml(Task("a", "", "", LOGON, "", r"c:\a.exe"))}
    for files in ({}, both):
        machine = make(files, SOFTWARE=cached("a", 1, actions(program(r"C:\a.exe")), ran=ran))
        (row,) = tasks.collect(machine)
        assert (row["last_run_ns"], row["exit_code"], row["last_ended_ns"]) == (WHEN, 16, WHEN - 10**9)
    for cut in (ran[:35], ran[:20], ran[:11], b""):
        (row,) = tasks.collect(make(SOFTWARE=cached("a", 1, actions(program("a")), ran=cut)))
        assert row["last_run_ns"] == (WHEN if len(cut) >= 20 else None)
        assert "exit_code" not in row


def test_a_cache_that_runs_another_program_is_told(make: Any) -> None:
    forged = cached("a", 1, actions(program(r"C:\autre.exe")))
    machine = make({f"{FOLDER}/a": xml(Task("a", "", "", LOGON, "", r"C:\a.exe"))}, SOFTWARE=forged)
    assert [(row["command"], row["flags"]) for row in tasks.collect(machine)] == [
        (r"C:\autre.exe", ["differs_from_file"]), (r"C:\a.exe", [])
    ]  # fmt: skip


def test_tasks_made_to_be_shown_to_nobody_are_told(make: Any) -> None:
    software = merge(
        cached("vu", 1, actions(program("a"))),
        cached("sans", 2, actions(program("b")), shown=False),
        cached("orpheline", 3, actions(program("c")), named=False),
    )
    files = {f"{FOLDER}/{name}": xml(Task(name, "", "", LOGON, "", "a")) for name in ("vu", "sans")}
    rows = {
        (row["task"], row["command"]): row["flags"] for row in tasks.collect(make(files, SOFTWARE=software))
    }
    assert rows == {
        ("vu", "a"): [], ("sans", "a"): ["hidden_in_list"],
        ("sans", "b"): ["differs_from_file", "hidden_in_list"],
        ("orpheline", "c"): ["task_cache_only", "hidden_in_list"],
    }  # fmt: skip


def test_without_any_descriptor_nothing_is_hidden(make: Any) -> None:
    software = cached("a", 1, actions(program("a")), shown=False)
    assert [row["flags"] for row in tasks.collect(make(SOFTWARE=software))] == [["task_cache_only"]]


def test_a_damaged_value_keeps_the_name_and_says_so(make: Any) -> None:
    software = cached("a", 1, b"\3\0\xff")
    machine = make(SOFTWARE=software)
    assert [(row["task"], row["action"]) for row in tasks.collect(machine)] == [("a", "none")]
    assert [one.why for one in machine.unread] == ["task_damaged"]


def test_two_cached_tasks_of_one_name_are_both_told(make: Any) -> None:
    software = merge(
        cached("a", 1, actions(program("un"))), cached("a", 2, actions(program("deux")), named=False)
    )
    commands = {row["command"] for row in tasks.collect(make(SOFTWARE=software))}
    assert commands == {"un", "deux"}


def test_the_cache_answers_where_no_file_can_be_listed(make: Any, tmp_path: Path) -> None:
    class Closed(FolderSource):
        def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
            if directory.path == FOLDER:
                yield Unread("", directory.path, "denied")
            else:
                yield from super().listing(directory)

    make({f"{FOLDER}/a": b""}, SOFTWARE=cached("a", 1, actions(program("un"))))
    found = {one.name: one for one in triage.take(Closed("x", tmp_path / "0"), {})}["tasks"]
    assert found.outcome is Outcome.FOUND
    assert [(row["task"], row.get("flags", [])) for row in found.rows] == [("a", [])]
    assert [part["why"] for part in found.unread] == ["denied"]
