"""Sign-ins put together by account, address and way in."""

from collections.abc import Callable
from typing import Any

from demo.builder.evtx import LogEvent, log
from toolkit.triage import sign_ins
from toolkit.triage.machine import Machine

Make = Callable[..., Machine]
Row = dict[str, Any]

AT = 1_790_000_000_000_000_000
SECOND = 10**9
FOLDER = "Windows/System32/winevt/Logs"
AUDIT = "Microsoft-Windows-Security-Auditing"
REMOTE = "Microsoft-Windows-TerminalServices-RemoteConnectionManager"
SESSIONS = "Microsoft-Windows-TerminalServices-LocalSessionManager"
OUTSIDE = "203.0.113.7"


def attempt(number: int, at: int, account: str, address: str, way: str = "3") -> LogEvent:
    data = {"TargetUserName": account, "TargetDomainName": "PC", "IpAddress": address, "LogonType": way}
    return LogEvent(AUDIT, number, AT + at * SECOND, "Security", data)


def rows(make: Make, told: list[LogEvent]) -> list[Row]:
    machine = make({f"{FOLDER}/Security.evtx": log(told)})
    found = list(sign_ins.collect(machine))
    assert machine.unread == []
    return found


def test_passwords_guessed_then_found(make: Make) -> None:
    told = [attempt(4625, n, f"compte{n % 2}", OUTSIDE) for n in range(30)]
    told += [attempt(4624, 40, "claire", OUTSIDE, "10"), attempt(4624, 50, "claire", OUTSIDE, "10")]
    found = {(row["account"], row["logon_type"]): row for row in rows(make, told)}
    inside = found["claire", 10]
    assert (inside["succeeded"], inside["failed"], inside["address"]) == (2, 0, OUTSIDE)
    assert (inside["first_ns"], inside["last_ns"]) == (AT + 40 * SECOND, AT + 50 * SECOND)
    assert inside["flags"] == ["guessed_then_in", "remote_desktop_from_outside"]
    assert (found["compte0", 3]["failed"], found["compte0", 3]["flags"]) == (15, ["password_guessing"])


def test_the_rows_that_deserve_a_look_come_first(make: Make) -> None:
    told = [attempt(4624, 0, "SYSTEM", "-", "5"), attempt(4624, 9, "claire", OUTSIDE, "10")]
    assert [row["account"] for row in rows(make, told)] == ["claire", "SYSTEM"]


def test_a_forgotten_password_on_the_local_network_is_no_attack(make: Make) -> None:
    told = [attempt(4625, n, "claire", "192.168.1.20") for n in range(6)]
    told.append(attempt(4624, 9, "claire", "192.168.1.20"))
    found = rows(make, told)
    assert [(row["succeeded"], row["failed"], row["flags"]) for row in found] == [(1, 6, [])]


def test_failures_spread_over_weeks_are_no_guessing(make: Make) -> None:
    told = [attempt(4625, n * 86_400, "claire", "192.168.1.20") for n in range(25)]
    assert rows(make, told)[0]["flags"] == []


def test_a_sign_in_before_the_guessing_is_not_its_result(make: Make) -> None:
    told = [attempt(4624, 0, "claire", "192.168.1.20")]
    told += [attempt(4625, 10 + n, "claire", "192.168.1.20") for n in range(25)]
    assert rows(make, told)[0]["flags"] == ["password_guessing"]


def test_a_connection_without_a_checked_password_is_no_success(make: Make) -> None:
    told = LogEvent(REMOTE, 1149, AT, REMOTE, {"Param1": "claire", "Param2": "PC", "Param3": OUTSIDE},
                    user_data="EventXML")  # fmt: skip
    machine = make({f"{FOLDER}/{REMOTE}%4Operational.evtx": log([told])})
    (row,) = sign_ins.collect(machine)
    assert (row["account"], row["domain"], row["way"]) == ("claire", "PC", "remote_desktop")
    assert (row["succeeded"], row["connections"]) == (0, 1)
    assert (row["log"], row["flags"]) == (f"{REMOTE}/Operational", ["reached_from_outside"])


def test_sessions_are_told_by_another_log_when_security_is_gone(make: Make) -> None:
    told = LogEvent(SESSIONS, 21, AT, SESSIONS, {"User": r"PC\claire", "SessionID": "2", "Address": OUTSIDE},
                    user_data="EventXML")  # fmt: skip
    machine = make({f"{FOLDER}/{SESSIONS}%4Operational.evtx": log([told])})
    (row,) = sign_ins.collect(machine)
    assert (row["account"], row["domain"], row["succeeded"]) == ("claire", "PC", 1)
    assert row["flags"] == ["remote_desktop_from_outside"]


def test_accounts_are_the_same_whatever_their_letter_case(make: Make) -> None:
    found = rows(make, [attempt(4624, 0, "Claire", "-", "2"), attempt(4625, 1, "CLAIRE", "-", "2")])
    assert [(row["succeeded"], row["failed"]) for row in found] == [(1, 1)]


def test_without_logs_there_are_no_rows(make: Make) -> None:
    machine = make()
    assert (list(sign_ins.collect(machine)), machine.unread) == ([], [])


def test_a_damaged_log_is_recorded(make: Make) -> None:
    machine = make({f"{FOLDER}/Security.evtx": b"rien"})
    assert list(sign_ins.collect(machine)) == []
    assert [one.why for one in machine.unread] == ["event_log_damaged"]
