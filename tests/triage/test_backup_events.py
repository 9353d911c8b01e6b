"""What Windows' own backups write in the event logs."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from demo.builder.evtx import LogEvent, log
from toolkit.triage import backup_jobs
from toolkit.triage.backups import backup_events
from toolkit.triage.events.codes import KINDS
from toolkit.triage.machine import Machine

Make = Callable[..., Machine]
_SATURDAY = int(datetime(2026, 10, 10, 19, 0, tzinfo=UTC).timestamp()) * 1_000_000_000
_FRIDAY = int(datetime(2026, 10, 9, 19, 0, tzinfo=UTC).timestamp()) * 1_000_000_000
LOGS = "Windows/System32/winevt/Logs"
SERVER = "Microsoft-Windows-Backup"


def _rows(machine: Machine, name: str) -> list[dict[str, object]]:
    return [row for row in backup_jobs.collect(machine) if row["name"] == name]


def event(number: int, after: int = 0, channel: str = SERVER, **data: str) -> LogEvent:
    return LogEvent(SERVER, number, _FRIDAY + after * 10**9, channel, data)


def _server(make: Make, *told: LogEvent) -> dict[str, object]:
    (row,) = _rows(make({f"{LOGS}/{SERVER}.evtx": log(told)}), "Windows Server Backup")
    return row


@pytest.mark.parametrize("number", [5, 8, 9, 17, 18, 19, 20, 21, 22, 49, 50, 52, 517, 521, 546, 561, 564])
def test_the_end_mark_of_a_failed_backup_is_no_success(make: Make, number: int) -> None:
    first = _server(make, event(1), event(number, 10), event(14, 11))
    assert (first["result"], first["last_success_ns"]) == ("failure", None)
    assert first["flags"] == ["no_success_known", "last_run_failed"]
    lying = _server(make, event(1), event(number, 10), event(14, 11, HRESULT="0"))
    assert (lying["result"], lying["last_success_ns"]) == ("failure", None)


def test_the_end_mark_tells_how_a_backup_went_by_its_codes_alone(make: Make) -> None:
    assert _server(make, event(4), event(14, 1, HRESULT="0x0", BackupTarget="E:"))["target"] == "E:"
    good = _server(make, event(1), event(14, 9, HRESULT="0x0", DetailedHRESULT="0"))
    assert (good["result"], good["last_success_ns"]) == ("success", _FRIDAY + 9 * 10**9)
    for codes in ({"HRESULT": "0x80780038"}, {"HRESULT": "0", "DetailedHRESULT": "2155347997"}):
        bad = _server(make, event(1), event(14, 9, **codes))
        assert (bad["result"], bad["last_success_ns"]) == ("failure", None)
    for codes in ({}, {"HRESULT": ""}, {"HRESULT": "zéro"}):
        machine = make({f"{LOGS}/{SERVER}.evtx": log([event(1), event(14, 9, **codes)])})
        assert _rows(machine, "Windows Server Backup") == []


def test_a_backup_with_errors_is_no_success_and_keeps_the_one_before(make: Make) -> None:
    row = _server(make, event(4), event(1, 50), event(7, 60), event(14, 61, HRESULT="0"))
    assert (row["result"], row["last_success_ns"]) == ("finished_with_errors", _FRIDAY)
    assert row["flags"] == ["last_run_failed"]


def test_failures_of_windows_server_backup_stand_in_another_log(make: Make) -> None:
    elsewhere = LogEvent("Autre", 521, _FRIDAY + 99 * 10**9, "Application")
    machine = make({
        f"{LOGS}/{SERVER}.evtx": log([event(4)]),
        f"{LOGS}/Application.evtx": log([event(521, 86_400, "Application"), elsewhere]),
    })  # fmt: skip
    (row,) = _rows(machine, "Windows Server Backup")
    assert (row["result"], row["last_success_ns"]) == ("failure", _FRIDAY)
    assert row["last_run_ns"] == _FRIDAY + 86_400 * 10**9
    assert row["flags"] == ["last_run_failed"]


def test_both_tables_of_backup_events_agree() -> None:
    ours = {
        number for provider, number in KINDS if provider == SERVER.casefold() and backup_events.result(number)
    }
    assert {4, 5, 517, 521} <= ours
    for number in ours:
        wanted = "backup_done" if backup_events.result(number) == "success" else "backup_failed"
        assert KINDS[SERVER.casefold(), number].code == wanted, number


def test_the_events_of_the_backup_of_clients(make: Make) -> None:
    told = [LogEvent("Windows Backup", 4098, _FRIDAY, "Application")]
    (row,) = _rows(make({f"{LOGS}/Application.evtx": log(told)}), "Windows Backup")
    assert (row["result"], row["last_success_ns"], row["basis"]) == ("success", _FRIDAY, "from_log")
    told += [LogEvent("Windows Backup", 4104, _SATURDAY, "Application")]
    (row,) = _rows(make({f"{LOGS}/Application.evtx": log(told)}), "Windows Backup")
    assert (row["result"], row["last_success_ns"]) == ("failure", _FRIDAY)


def test_a_log_that_is_none_is_a_recorded_failure(make: Make) -> None:
    machine = make({f"{LOGS}/{SERVER}.evtx": b"something else"})
    assert _rows(machine, "Windows Server Backup") == []
    assert [(one.path, one.why) for one in machine.unread if one.why.startswith("event_log")] == [
        (f"{LOGS}/{SERVER}.evtx", "event_log_damaged")
    ]
