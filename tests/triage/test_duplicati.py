"""Duplicati's databases: what was noted of a run, and those made to harm."""

import sqlite3
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from toolkit.triage import backup_jobs
from toolkit.triage.backups import duplicati
from toolkit.triage.machine import Machine

Make = Callable[..., Machine]
_FRIDAY = int(datetime(2026, 10, 9, 19, 0, tzinfo=UTC).timestamp()) * 1_000_000_000


def _rows(machine: Machine, name: str) -> list[dict[str, object]]:
    return [row for row in backup_jobs.collect(machine) if row["name"] == name]


def _made(tmp_path: Path, *statements: str) -> bytes:
    path = tmp_path / "other.sqlite"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as made:
        for statement in statements:
            made.execute(statement)
    made.close()
    return path.read_bytes()


BACKUP = "CREATE TABLE Backup (ID INTEGER PRIMARY KEY, Name TEXT, TargetURL TEXT)"
METADATA = "CREATE TABLE Metadata (BackupID INTEGER, Name TEXT, Value TEXT)"
NOTED = "CREATE TABLE Notification (ID INTEGER PRIMARY KEY, Type TEXT, BackupID TEXT, Timestamp INTEGER)"
RUN = (
    BACKUP, METADATA, NOTED, "INSERT INTO Backup VALUES (1, 'Patients', 'file://e:/b')",
    "INSERT INTO Metadata VALUES (1, 'LastBackupStarted', '20261009T180000Z')",
    "INSERT INTO Metadata VALUES (1, 'LastBackupFinished', '20261009T190000Z')",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "after", "result", "good"),
    [
        ("Error", 5, "finished_with_errors", None),
        ("Error", -1800, "finished_with_errors", None),
        ("Warning", 5, "success_with_warnings", _FRIDAY),
        ("Information", 5, "success", _FRIDAY),
        ("Error", -86_400, "success", _FRIDAY),
        ("Error", 86_400, "failure", _FRIDAY),
        ("Warning", 86_400, "success", _FRIDAY),
    ],
)
def test_what_duplicati_noted_of_a_run_decides_whether_it_went_well(
    make: Make, tmp_path: Path, kind: str, after: int, result: str, good: int | None
) -> None:
    at = _FRIDAY // 10**9 + after
    noted = f"INSERT INTO Notification VALUES (1, '{kind}', '1', {at})"  # noqa: S608 - values of ours
    machine = make({f"ProgramData/Duplicati/{duplicati.NAME}": _made(tmp_path, *RUN, noted)})
    (row,) = _rows(machine, "Duplicati")
    assert (row["result"], row["last_success_ns"]) == (result, good)


def test_a_run_that_never_ended_takes_no_error_from_the_one_before(make: Make, tmp_path: Path) -> None:
    later = "UPDATE Metadata SET Value = '20261010T180000Z' WHERE Name = 'LastBackupStarted'"
    at = _FRIDAY // 10**9 - 60
    noted = f"INSERT INTO Notification VALUES (1, 'Error', '1', {at})"  # noqa: S608 - values of ours
    wild = "INSERT INTO Notification VALUES (7, 'Error', '1', '99999999999999999999')"
    machine = make({f"ProgramData/Duplicati/{duplicati.NAME}": _made(tmp_path, *RUN, later, noted, wild)})
    (row,) = _rows(machine, "Duplicati")
    assert (row["result"], row["last_success_ns"], row["last_run_ns"]) == (
        "finished_with_errors",
        None,
        _FRIDAY,
    )


def test_changes_beside_a_database_are_said_not_to_be_read(make: Make, tmp_path: Path) -> None:
    path = f"ProgramData/Duplicati/{duplicati.NAME}"
    machine = make({path: _made(tmp_path, *RUN), f"{path}-wal": b"x"})
    assert len(_rows(machine, "Duplicati")) == 1
    assert ("database_log_not_read", f"{path}-wal") in {(one.why, one.path) for one in machine.unread}


GENERATED = "Name TEXT GENERATED ALWAYS AS (printf('%.*c', 6000000, 'x')) VIRTUAL"
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS ID, x AS Name FROM c"


@pytest.mark.parametrize(
    "statements",
    [
        (METADATA, f"CREATE VIEW Backup AS {ENDLESS}"),
        (METADATA, "CREATE VIEW backup AS SELECT 1 AS ID, printf('%.*c', 600000000, 'x') AS Name"),
        (BACKUP, "CREATE VIEW Metadata AS SELECT 1 AS BackupID, 'LastBackupDate' AS Name, 2 AS Value"),
        (METADATA, "CREATE VIRTUAL TABLE Backup USING fts4(ID, Name, TargetURL)"),
        (
            METADATA,
            f"CREATE TABLE Backup (ID INTEGER, TargetURL TEXT, {GENERATED})",
            "INSERT INTO Backup (ID) VALUES (1)",
        ),
        (METADATA, BACKUP, "INSERT INTO Backup (Name, TargetURL) VALUES (1, zeroblob(3000000))"),
    ],
)
def test_a_database_that_asks_for_gigabytes_is_refused(
    make: Make, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    machine = make({f"ProgramData/Duplicati/{duplicati.NAME}": _made(tmp_path, *statements)})
    tracemalloc.start()
    try:
        assert _rows(machine, "Duplicati") == []
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert "database_damaged" in {one.why for one in machine.unread}
