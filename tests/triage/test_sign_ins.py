"""Sign-ins put together by account, address and way in."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from demo.builder.evtx import LogEvent, log
from toolkit.triage import event_logs, sign_ins
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


def test_a_session_at_the_machine_is_no_remote_desktop(make: Make) -> None:
    def session(number: int, at: int, **data: str) -> LogEvent:
        held = {"User": r"PC\claire", "SessionID": "1", **data}
        return LogEvent(SESSIONS, number, AT + at * SECOND, SESSIONS, held, user_data="EventXML")

    told = [session(21, 0, Address="LOCAL"), session(25, 1, Address="LOCAL"), session(21, 2)]
    machine = make({f"{FOLDER}/{SESSIONS}%4Operational.evtx": log(told)})
    found = [(row["way"], row["succeeded"], row["flags"]) for row in sign_ins.collect(machine)]
    assert found == [("at_the_machine", 1, []), ("unlocking", 1, []), (None, 1, [])]


def test_a_session_taken_up_again_from_outside_is_told_apart(make: Make) -> None:
    data = {"User": r"PC\claire", "SessionID": "2", "Address": OUTSIDE}
    told = LogEvent(SESSIONS, 25, AT, SESSIONS, data, user_data="EventXML")
    (row,) = sign_ins.collect(make({f"{FOLDER}/{SESSIONS}%4Operational.evtx": log([told])}))
    assert (row["way"], row["succeeded"]) == ("unlocking", 1)
    assert row["flags"] == ["remote_desktop_from_outside"]


def test_an_anonymous_connection_lets_nobody_in(make: Make) -> None:
    told = [attempt(4625, n, "admin", OUTSIDE) for n in range(30)]
    told += [attempt(4624, 40, "ANONYMOUS LOGON", OUTSIDE)]
    by_sid = attempt(4624, 41, "ANONYME", OUTSIDE)
    told += [replace(by_sid, data={**by_sid.data, "TargetUserSid": "S-1-5-7"})]
    found = {row["account"]: row for row in rows(make, told)}
    for name in ("ANONYMOUS LOGON", "ANONYME"):
        one = found[name]
        assert (one["succeeded"], one["connections"], one["flags"]) == (0, 1, [])
    assert found["admin"]["flags"] == ["password_guessing"]


def test_both_events_of_one_sign_in_count_once(make: Make) -> None:
    def half(at: int, own: str, linked: str, **more: str) -> LogEvent:
        one = attempt(4624, at, "claire", "-", "2")
        return replace(one, data={**one.data, "TargetLogonId": own, "ProcessId": "0x1f4", **more,
                                  **({"TargetLinkedLogonId": linked} if linked else {})})  # fmt: skip

    linked = [half(0, "0xa", "0xb"), half(0, "0xb", "0xa"), half(9, "0xc", "0xd"), half(9, "0xd", "0xc")]
    assert [row["succeeded"] for row in rows(make, linked)] == [2]
    assert [row["succeeded"] for row in rows(make, [half(0, "0xa", "0x0"), half(0, "0xb", "0x0")])] == [2]
    early = [half(0, "0xa", ""), half(0, "0xb", ""), half(9, "0xc", "")]
    assert [row["succeeded"] for row in rows(make, early)] == [2]
    other = half(0, "0xb", "", ProcessId="0x999")
    assert [row["succeeded"] for row in rows(make, [half(0, "0xa", ""), other])] == [2]


def test_many_network_sign_ins_of_one_second_are_as_many(make: Make) -> None:
    assert [row["succeeded"] for row in rows(make, [attempt(4624, 0, "claire", "192.168.1.9")] * 3)] == [3]


def test_what_another_unit_read_gives_the_same_rows(make: Make) -> None:
    told = [attempt(4625, n, f"compte{n % 2}", OUTSIDE) for n in range(30)]
    told += [attempt(4624, 40, "claire", OUTSIDE, "10"), attempt(4624, 50, "ANONYMOUS LOGON", OUTSIDE)]
    session = LogEvent(SESSIONS, 21, AT, SESSIONS, {"User": r"PC\claire", "Address": "LOCAL"},
                       user_data="EventXML")  # fmt: skip
    files = {
        f"{FOLDER}/Security.evtx": log(told)[:-9],
        f"{FOLDER}/{SESSIONS}%4Operational.evtx": log([session]),
    }
    alone, after = make(files), make(files)
    list(event_logs.collect(after))
    after.unread.clear()
    assert list(sign_ins.collect(after)) == list(sign_ins.collect(alone))
    assert [one.why for one in after.unread] == [one.why for one in alone.unread] != []


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
