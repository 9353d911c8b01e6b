"""Jobs of backup programs, from the registry, configurations, databases and logs laid for it."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, dword, filetime, key, qword, sz
from toolkit.errors import Unreadable
from toolkit.records import Entry, EntryKind
from toolkit.triage import backup_jobs
from toolkit.triage.backups import duplicati, windows_backup
from toolkit.triage.backups.log_lines import said
from toolkit.triage.machine import Machine

Make = Callable[..., Machine]
_SATURDAY = int(datetime(2026, 10, 10, 19, 0, tzinfo=UTC).timestamp()) * 1_000_000_000
_FRIDAY = int(datetime(2026, 10, 9, 19, 0, tzinfo=UTC).timestamp()) * 1_000_000_000
_BOMB = b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"


def _zone(minutes: int) -> Key:
    zone = Key({"ActiveTimeBias": dword(minutes)})
    return Key(
        keys={
            "Select": Key({"Current": dword(1)}),
            "ControlSet001": key(r"Control\TimeZoneInformation", zone),
        }
    )


def _software(top: Key) -> Key:
    return key(windows_backup.KEY, top)


def _rows(machine: Machine, name: str) -> list[dict[str, object]]:
    return [row for row in backup_jobs.collect(machine) if row["name"] == name]


def test_nothing_left_is_no_row_and_no_failure_but_the_missing_hives(make: Make) -> None:
    machine = make()
    assert list(backup_jobs.collect(machine)) == []
    assert {one.why for one in machine.unread} <= {"hive_absent"}


def test_windows_backup_tells_its_last_success_wherever_the_key_lies(make: Make) -> None:
    when = qword(filetime(_SATURDAY))
    status = Key({"LastSuccess": when, "LastResultTime": when})
    named = {"LastResultTargetPresentableName": sz("SAUVEGARDE (E:)")}
    machine = make(SOFTWARE=_software(Key(named, {"Status": status})))
    (row,) = _rows(machine, "Windows Backup")
    assert row["last_success_ns"] == _SATURDAY
    assert row["result"] == "success"
    assert row["target"] == "SAUVEGARDE (E:)"
    assert row["flags"] == []


def test_a_run_after_the_last_success_is_not_called_a_success(make: Make) -> None:
    earlier = binary(filetime(_FRIDAY).to_bytes(8, "little"))
    last = qword(filetime(_SATURDAY))
    machine = make(SOFTWARE=_software(Key({"LastSuccess": earlier, "LastResultTime": last})))
    (row,) = _rows(machine, "Windows Backup")
    assert row["result"] == "unknown"
    assert row["last_success_ns"] == _FRIDAY


def test_file_history_of_a_user(make: Make, user: Callable[[Key], bytes]) -> None:
    protected = Key({"ProtectedUpToTime": qword(filetime(_SATURDAY))})
    below = key(r"Microsoft\Windows\CurrentVersion\FileHistory", protected)
    machine = make(
        {
            "Users/claire/NTUSER.DAT": user(below),
            f"Users/claire/AppData/Local/{backup_jobs.file_history.FOLDER}/Config1.xml": (
                b"<DataProtectionUserConfig><DPFrequency>3600</DPFrequency><DPStatus>0</DPStatus>"
                b"<Target><TargetUrl>E:\\</TargetUrl></Target></DataProtectionUserConfig>"
            ),
            f"Users/accueil/AppData/Local/{backup_jobs.file_history.FOLDER}/Config2.xml": _BOMB,
        }
    )
    rows = {row["user"]: row for row in _rows(machine, "File History")}
    assert rows["claire"]["last_success_ns"] == _SATURDAY
    assert rows["claire"]["target"] == "E:\\"
    assert rows["claire"]["enabled"] is False
    assert rows["claire"]["every_seconds"] == 3600
    assert rows["accueil"]["flags"] == ["no_success_known"]
    assert "configuration_damaged" in {one.why for one in machine.unread}


def _database(tmp_path: Path, *metadata: tuple[int, str, str], wal: bool = False) -> bytes:
    path = tmp_path / "made.sqlite"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE Backup (ID INTEGER PRIMARY KEY, Name TEXT, TargetURL TEXT)")
        made.execute("CREATE TABLE Metadata (BackupID INTEGER, Name TEXT, Value TEXT)")
        made.execute(
            "INSERT INTO Backup VALUES (1, 'Patients', 'ftps://moi:secret@nas.example/dir?auth-password=x')"
        )
        made.executemany("INSERT INTO Metadata VALUES (?, ?, ?)", metadata)
    made.close()
    content = path.read_bytes()
    return content[:18] + b"\2\2" + content[20:] if wal else content


@pytest.mark.parametrize("wal", [False, True])
def test_duplicati_tells_its_jobs_and_keeps_its_passwords(make: Make, tmp_path: Path, *, wal: bool) -> None:
    content = _database(
        tmp_path,
        (1, "LastBackupFinished", "20261010T190000Z"),
        (1, "LastErrorDate", "20261009T190000Z"),
        wal=wal,
    )
    machine = make({f"Users/claire/AppData/Local/Duplicati/{duplicati.NAME}": content})
    (row,) = _rows(machine, "Duplicati")
    assert (row["job"], row["target"]) == ("Patients", "ftps://nas.example")
    assert (row["last_success_ns"], row["result"]) == (_SATURDAY, "success")
    assert "secret" not in repr(row)


def test_an_error_after_the_last_success_is_a_failure(make: Make, tmp_path: Path) -> None:
    content = _database(
        tmp_path, (1, "LastBackupDate", "20261009T190000Z"), (1, "LastErrorDate", "20261010T190000Z")
    )
    machine = make({f"ProgramData/Duplicati/{duplicati.NAME}": content})
    (row,) = _rows(machine, "Duplicati")
    assert (row["last_success_ns"], row["result"], row["flags"]) == (_FRIDAY, "failure", ["last_run_failed"])


def test_a_database_that_is_none_is_a_recorded_failure(make: Make) -> None:
    machine = make({f"ProgramData/Duplicati/{duplicati.NAME}": b"SQLite format 3\0" + bytes(4080)})
    assert _rows(machine, "Duplicati") == []
    assert "database_damaged" in {one.why for one in machine.unread}


def test_cobian_tells_how_its_last_job_went_in_the_time_of_the_machine(make: Make) -> None:
    log = (
        '2026-10-09 21:00:00 *** Backup done for the task "Patients". Errors: 0. Processed files: 12\r\n'
        '2026-10-10 21:00:00 *** Backup done for the task "Patients". Errors: 3. Processed files: 9\r\n'
    )
    machine = make({
        "Program Files/Cobian Reflector/Logs/log 2026-10-10.txt": b"\xff\xfe" + log.encode("utf-16-le"),
        "Program Files/Cobian Reflector/DB/Lists/MainList.lst": b"x",
    }, SYSTEM=_zone((1 << 32) - 120))  # fmt: skip
    (row,) = _rows(machine, "Cobian Backup")
    assert row["last_success_ns"] == _FRIDAY
    assert row["last_run_ns"] == _SATURDAY
    assert (row["result"], row["basis"], row["flags"]) == ("failure", "log_line", ["last_run_failed"])
    assert row["jobs"] == ["MainList"]


def test_veeam_logs_lie_in_a_folder_of_the_job(make: Make) -> None:
    line = "[10.10.2026 19:00:00] <01> Info Job session 'x' has been completed, status: 'Success', '10 GB'"
    machine = make({"ProgramData/Veeam/Endpoint/Poste_accueil/Job.Poste_accueil.Backup.log": line.encode()})
    (row,) = _rows(machine, "Veeam Agent")
    assert (row["last_success_ns"], row["result"]) == (_SATURDAY, "success")


def test_a_program_whose_logs_say_nothing_is_never_called_good(make: Make) -> None:
    machine = make({"ProgramData/Macrium/Reflect/a.log": b"something else\n"})
    (row,) = _rows(machine, "Macrium Reflect")
    assert (row["result"], row["flags"]) == ("unknown", ["no_success_known"])


def test_a_task_that_copies_is_a_backup_of_unknown_success(make: Make) -> None:
    body = (
        "<Task xmlns='http://schemas.microsoft.com/windows/2004/02/mit/task'><Actions><Exec><Command>robocopy</Command>"
        "<Arguments>C:\\Wlogos2 E:\\Copie /MIR</Arguments></Exec></Actions></Task>"
    )
    machine = make({"Windows/System32/Tasks/Copie du soir": body.encode("utf-16")})
    (row,) = _rows(machine, "Task Scheduler")
    assert row["job"] == "Copie du soir"
    assert row["flags"] == ["no_success_known"]


@given(st.binary(max_size=400))
def test_any_bytes_of_a_database_are_a_recorded_failure(content: bytes) -> None:
    with pytest.raises(Unreadable):
        list(duplicati._jobs(content, Entry("", "x", EntryKind.FILE)))


def test_each_job_of_a_program_is_told_and_a_good_one_hides_no_failed_one(make: Make) -> None:
    lines = (
        '2026-10-09 19:00:00 ** Backup done for the task "Patients". Errors: 0. **\n'
        '2026-10-10 19:00:00 ** Backup done for the task "Patients". Errors: 3. **\n'
        '2026-10-10 19:10:00 ** Backup done for the task "Config". Errors: 0. Processed files: 5 **\n'
    )
    machine = make({"Program Files (x86)/Cobian Backup 11/Logs/log 2026-10-10.txt": lines.encode()})
    rows = {row["job"]: row for row in _rows(machine, "Cobian Backup")}
    assert {job: (row["result"], row["flags"]) for job, row in rows.items()} == {
        "Patients": ("failure", ["last_run_failed"]), "Config": ("success", [])
    }  # fmt: skip
    assert rows["Patients"]["last_success_ns"] == _FRIDAY


def test_a_job_of_veeam_is_named_by_its_log_and_warnings_are_told(make: Make) -> None:
    line = (
        "[{}.10.2026 19:00:00] <01> Info Job session 'x' has been completed, status: '{}', '1' of '1' bytes\n"
    )
    texts = {
        "A": line.format("09", "Success"),
        "B": line.format("10", "Failed"),
        "C": line.format("10", "Warning"),
    }
    files = {f"ProgramData/Veeam/Endpoint/{job}/Job.{job}.Backup.log": text for job, text in texts.items()}
    rows = _rows(make({path: text.encode() for path, text in files.items()}), "Veeam Agent")
    assert {row["job"]: (row["result"], row["last_success_ns"], row["flags"]) for row in rows} == {
        "A": ("success", _FRIDAY, []),
        "B": ("failure", None, ["no_success_known", "last_run_failed"]),
        "C": ("success_with_warnings", _SATURDAY, []),
    }


@pytest.mark.parametrize("text", ["Errors: 05.", "Errors: 01 file", "Erreurs : 012"])
def test_nought_before_another_figure_is_not_none(make: Make, text: str) -> None:
    path = "Program Files/Cobian Reflector/Logs/log 2026-10-10.txt"
    (row,) = _rows(make({path: f"2026-10-10 19:00:00 done, {text}\n".encode()}), "Cobian Backup")
    assert row["result"] == "failure"


def test_a_failure_of_the_same_moment_counts_more_than_a_success(make: Make) -> None:
    lines = "operation has succeeded\noperation has failed\noperation has succeeded\n"
    (row,) = _rows(make({"ProgramData/Acronis/TrueImageHome/Logs/a.log": lines.encode()}), "Acronis")
    assert (row["result"], row["basis"]) == ("failure", "log_date")


def test_logs_that_are_pages_are_read_row_by_row(make: Make) -> None:
    page = "<table><tr><td>Result:</td>\r\n<td>Success</td></tr><tr><td>Erreur</td></tr></table>".replace(
        "\r\n", ""
    )
    folder = "Users/a/AppData/Local/2BrightSparks/SyncBack/Logs"
    (row,) = _rows(make({f"{folder}/Patients.html": page.encode("utf-16")}), "SyncBack")
    assert (row["job"], row["result"]) == ("Patients", "success")


def test_the_log_of_active_backup_has_its_own_name(make: Make) -> None:
    lines = b"2026-10-09T19:00:00 backup completed\n2026-10-10T19:00:00 backup partially completed\n"
    (row,) = _rows(
        make({"ProgramData/ActiveBackupforBusinessAgent/log/log.txt": lines}), "Synology Active Backup"
    )
    assert (row["result"], row["last_success_ns"]) == ("failure", _FRIDAY)


def test_many_logs_are_read_up_to_a_limit_that_is_said(make: Make) -> None:
    line = b'2026-10-10 19:00:00 task "%d". Errors: 0\n'
    lines = b"".join(line % number for number in range(300)) + b" " * (2 << 20)
    files = {f"Program Files/Cobian Reflector/Logs/{number}.txt": lines for number in range(12)}
    files["Program Files/Cobian Reflector/Logs/many.txt"] = b"".join(line % one for one in range(300))
    machine = make(files)
    assert len(_rows(machine, "Cobian Backup")) <= 101
    assert "backup_logs_not_read" in {one.why for one in machine.unread}


_LINES = st.lists(
    st.sampled_from(
        ['"a"', "errors: 0", "errors: 7", "2026-10-10 19:00", "31/02/2026", "<tr>", "</td>", "\0", "\n"]
    )
)


@given(_LINES.map(" ".join) | st.text(max_size=200), st.booleans())
def test_any_lines_are_borne(text: str, page: bool) -> None:
    product = {"success": ["errors: 0"], "failure": ["errors: "], "quoted_job": True}
    for one in said(product, text, -120, page=page):
        assert one.result in {"success", "failure"}
        assert one.job in {"", "a"} or one.job in text
