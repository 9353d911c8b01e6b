"""What other programs read: no name breaks a line, no cell is a formula, no time is another."""

import csv
import io
import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Times
from toolkit.timeline.exports import COLUMNS, body_lines, sketch, table_head, table_row
from toolkit.timeline.happenings import Dated, Named, of_name, of_row, of_statement

SECOND = 1_000_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT = 1_790_000_000 * SECOND + 123_456_700
TIMES = Times(AT, AT + SECOND, AT + 2 * SECOND, AT + 3 * SECOND)
NAMES = st.text(st.characters(codec=None), min_size=1, max_size=30)


def named(path: str, **changes: object) -> Named:
    facts = {"ident": "40-2", "directory": False, "deleted": False, "size": 9, "times": TIMES, **changes}
    return Named("1", path, **facts)  # type: ignore[arg-type] # the facts of a test


def test_a_body_line_has_the_fields_of_its_form() -> None:
    main, name = body_lines(named("a/b.txt", name_times=Times(AT), deleted=True), several=False)
    assert main == "0|/a/b.txt (deleted)|40-2|r/rrwxrwxrwx|0|0|9|1790000003|1790000001|1790000002|1790000000"
    assert name == "0|/a/b.txt ($FILE_NAME) (deleted)|40-2|r/rrwxrwxrwx|0|0|9|0|0|0|1790000000"
    (folder,) = body_lines(named("a", directory=True), several=True)
    assert folder.startswith("0|/1/a|40-2|d/d")


@given(NAMES)
def test_no_name_breaks_a_body_line(name: str) -> None:
    (line,) = body_lines(named(name), several=False)
    assert line.count("|") == 10
    assert len(line.splitlines()) == 1


@given(NAMES)
def test_no_name_becomes_a_formula_or_a_second_row(name: str) -> None:
    written = table_row(Dated(AT, "mft", "created", name, "1", name, {"flags": [name]}))
    (cells,) = csv.reader(io.StringIO(written), delimiter=";")
    assert len(cells) == len(COLUMNS)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@given(NAMES, st.integers(-(10**22), 10**22))
def test_every_line_is_what_timesketch_takes(name: str, at: int) -> None:
    line = sketch(Dated(at, "usn", "renamed_to", name, "1", name, {"usn": 5}))
    if line is None:
        return
    again = json.loads(json.dumps(line))
    assert {"message", "datetime", "timestamp_desc"} <= again.keys()
    assert all(
        isinstance(again[key], str) and again[key] for key in ("message", "datetime", "timestamp_desc")
    )
    moment = datetime.fromisoformat(again["datetime"])
    assert moment.utcoffset() is not None
    assert (moment - EPOCH) // timedelta(microseconds=1) == again["timestamp"] == at // 1000
    assert json.dumps(line, ensure_ascii=False).encode("utf-8")


def test_french_excel_knows_the_table_by_its_mark() -> None:
    assert table_head().startswith("\ufefftime_utc;source;")


def test_equal_dates_of_a_name_are_one_row() -> None:
    found = list(of_name(named("a", times=Times(AT, AT, AT, AT + 1), name_times=Times(AT))))
    assert [(one.at_ns, one.what) for one in found] == [
        (AT, "created modified changed"), (AT + 1, "accessed"), (AT, "name_created"),
    ]  # fmt: skip


def test_dates_of_inventory_and_story_are_told() -> None:
    row = {"image": "a.exe", "last_run_ns": AT, "earlier_ns": [AT - 1, AT - 2], "runs": 3, "other_ns": None}
    assert [one.at_ns for one in of_row("prefetch", row)] == [AT, AT - 1, AT - 2]
    line = {"code": "pause", "at_ns": AT, "until_ns": AT + 5, "sure": "likely", "facts": {"seconds": 5}}
    assert [(one.at_ns, one.what) for one in of_statement(line)] == [(AT, "from"), (AT + 5, "until")]


@pytest.mark.skipif(shutil.which("mactime") is None, reason="mactime (sleuthkit) is not installed")
def test_mactime_reads_the_body_file(tmp_path: Path) -> None:
    body = tmp_path / "body"
    lines = [line for name in ("a|b", "é\n", "c") for line in body_lines(named(name), several=False)]
    body.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ["mactime", "-b", str(body), "-d", "-y", "-z", "UTC"]
    read = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    rows = list(csv.reader(io.StringIO(read.stdout)))[1:]
    assert len(rows) == 12
    assert {row[0] for row in rows} == {f"2026-09-21T14:13:2{digit}Z" for digit in "0123"}
    assert {row[7] for row in rows} == {"/a\\x7cb", "/é\\x0a", "/c"}


def test_no_name_reads_backwards_in_a_spreadsheet() -> None:
    row = table_row(Dated(AT, "mft", "created", "a\u202egpj.exe", "1", "b\u2066\ue000.txt", {}))
    assert "a\\u202egpj.exe" in row
    assert "b\\u2066\\ue000.txt" in row
