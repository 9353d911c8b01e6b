"""Event logs: each log's extent, and the events that matter, from logs laid on a volume."""

import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo.builder.evtx import LogEvent, log
from demo.builder.hive import Key, dword, key
from toolkit.triage import event_logs
from toolkit.triage.machine import Machine

Make = Callable[..., Machine]
Row = dict[str, Any]

AT = 1_790_000_000_000_000_000
SECOND = 10**9
FOLDER = "Windows/System32/winevt/Logs"
AUDIT = "Microsoft-Windows-Security-Auditing"
CONTROL = "Service Control Manager"
EVENTLOG = "Microsoft-Windows-Eventlog"
DEFENDER = "Microsoft-Windows-Windows Defender"
TASKS = "Microsoft-Windows-TaskScheduler"
SESSIONS = "Microsoft-Windows-TerminalServices-LocalSessionManager"


def event(provider: str, number: int, at: int = 0, /, channel: str = "Security", **data: str) -> LogEvent:
    return LogEvent(provider, number, AT + at * SECOND, channel, data)


def rows(make: Make, **by_log: list[LogEvent]) -> tuple[list[Row], list[Row], Machine]:
    """Return the rows of logs, those of events, and the machine; a log's name has "__" for "%4"."""
    machine = make({f"{FOLDER}/{name.replace('__', '%4').replace('_', '-')}.evtx": log(one)
                    for name, one in by_log.items()})  # fmt: skip
    found = list(event_logs.collect(machine))
    return [r for r in found if r["what"] == "log"], [r for r in found if r["what"] == "event"], machine


def one(make: Make, told: LogEvent) -> Row:
    _, events, machine = rows(make, Security=[told])
    assert machine.unread == []
    assert len(events) == 1
    return events[0]


def test_without_a_folder_of_logs_there_are_no_rows(make: Make) -> None:
    machine = make()
    assert (list(event_logs.collect(machine)), machine.unread) == ([], [])


def test_a_log_tells_its_extent_and_what_is_missing(make: Make) -> None:
    told = [replace(event("x", 1, n), record=n + 1) for n in (0, 1, 7)]
    logs, _, _ = rows(make, Security=told)
    security = next(row for row in logs if row["log"] == "Security")
    assert (security["records"], security["first_record"], security["last_record"]) == (3, 1, 8)
    assert (security["missing_records"], security["gaps"], security["flags"]) == (
        5,
        ["3-7"],
        ["records_missing"],
    )
    assert (security["first_ns"], security["last_ns"]) == (AT, AT + 7 * SECOND)
    assert security["path"] == f"{FOLDER}/Security.evtx"


def test_a_long_silence_and_times_that_run_back_are_told(make: Make) -> None:
    told = [event("x", 1, at) for at in (0, 3600, 3600 + 200_000, 3600 + 100_000)]
    (security, *_), _, _ = rows(make, Security=told)
    assert security["silent_from_ns"] == AT + 3600 * SECOND
    assert security["silent_until_ns"] == AT + 203_600 * SECOND
    assert security["times_backwards"] == 1


def test_absent_empty_and_disabled_logs_are_three_facts(make: Make) -> None:
    channel = "Microsoft-Windows-TaskScheduler/Operational"
    channels = key(
        r"Microsoft\Windows\CurrentVersion\WINEVT\Channels", Key(keys={channel: Key({"Enabled": dword(0)})})
    )
    machine = make({f"{FOLDER}/Security.evtx": log([])}, SOFTWARE=channels)
    found = {row["log"]: row for row in event_logs.collect(machine)}
    assert found["Security"]["flags"] == ["log_empty"]
    assert (found[channel]["flags"], found[channel]["enabled"]) == (["log_absent", "log_disabled"], False)
    assert found["System"]["flags"] == ["log_absent"]
    assert "Microsoft-Windows-Sysmon/Operational" not in found


def test_a_cleared_log_says_so_though_another_log_tells_it(make: Make) -> None:
    data = {"SubjectUserName": "support$", "Channel": "Windows PowerShell"}
    cleared = LogEvent(EVENTLOG, 104, AT, "System", data, user_data="LogFileCleared")
    machine = make({f"{FOLDER}/System.evtx": log([cleared]), f"{FOLDER}/Windows PowerShell.evtx": log([])})
    found = list(event_logs.collect(machine))
    shell = next(row for row in found if row.get("log") == "Windows PowerShell")
    assert (shell["flags"], shell["cleared_ns"]) == (["log_cleared", "log_empty"], AT)
    told = next(row for row in found if row["what"] == "event")
    assert (told["code"], told["account"], told["flags"]) == ("log_cleared", "support$", ["log_cleared"])


def test_security_cleared_marks_security(make: Make) -> None:
    cleared = LogEvent(EVENTLOG, 1102, AT, "Security", {"SubjectUserName": "x"}, user_data="LogFileCleared")
    logs, _, _ = rows(make, Security=[cleared])
    assert next(row for row in logs if row["log"] == "Security")["flags"] == ["log_cleared"]


def test_other_logs_are_only_counted_and_empty_ones_left_out(make: Make) -> None:
    machine = make(
        {f"{FOLDER}/Setup.evtx": log([event("x", 1), event("x", 2)]), f"{FOLDER}/Vide.evtx": log([])}
    )
    found = {row["log"]: row for row in event_logs.collect(machine)}
    assert (found["Setup"]["records"], found["Setup"]["flags"]) == (2, [])
    assert "Vide" not in found


@pytest.mark.parametrize(
    ("provider", "number", "data", "expected"),
    [
        (CONTROL, 7045, {"ServiceName": "PSEXESVC", "ImagePath": r"%SystemRoot%\PSEXESVC.exe"},
         {"code": "service_installed", "service": "PSEXESVC", "flags": ["psexec_like"]}),
        (AUDIT, 4697, {"ServiceFileName": r"C:\Users\Public\a.exe", "SubjectUserName": "u"},
         {"code": "service_installed", "image": r"C:\Users\Public\a.exe", "account": "u",
          "flags": ["in_public_folder"]}),
        (AUDIT, 4698, {"TaskName": r"\Maj", "TaskContent": "<Task><Actions><Exec><Command>cmd.exe</Command>"
                       "<Arguments>/c vssadmin delete shadows &amp; x</Arguments></Exec></Actions></Task>"},
         {"code": "task_registered", "task": r"\Maj", "command": "cmd.exe /c vssadmin delete shadows & x",
          "flags": ["through_shell", "recovery_removal"]}),
        (TASKS, 106, {"TaskName": r"\Maj", "UserContext": r"PC\claire"},
         {"code": "task_registered", "account": "claire", "domain": "PC", "flags": []}),
        ("Microsoft-Windows-TerminalServices-RemoteConnectionManager", 1149,
         {"Param1": "claire", "Param2": "PC", "Param3": "203.0.113.7"},
         {"code": "rdp_connection", "account": "claire", "address": "203.0.113.7",
          "flags": ["from_outside"]}),
        (SESSIONS, 21, {"User": r"PC\c", "Address": "LOCAL"},
         {"code": "session_opened", "account": "c", "address": "", "action": "", "flags": []}),
        (SESSIONS, 21, {"User": r"PC\c"}, {"code": "session_opened", "address": ""}),
        (SESSIONS, 25, {"User": r"PC\c", "Address": "LOCAL"},
         {"code": "session_opened", "action": "resumed", "flags": []}),
        (SESSIONS, 25, {"User": r"PC\c", "Address": "203.0.113.7"},
         {"code": "rdp_session", "action": "resumed", "flags": ["from_outside"]}),
        ("Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", 131, {"ClientIP": "[2001:db8::7]:50000"},
         {"code": "rdp_attempt", "address": "2001:db8::7", "flags": ["from_outside"]}),
        (AUDIT, 4624, {"TargetUserName": "c", "LogonType": "10", "IpAddress": "::ffff:192.168.1.9"},
         {"code": "logon", "logon_type": 10, "address": "192.168.1.9", "flags": []}),
        (AUDIT, 4624, {"TargetUserName": "c", "LogonType": "2", "IpAddress": "127.0.0.1"},
         {"code": "logon", "logon_type": 2, "address": ""}),
        (AUDIT, 4624, {"TargetUserName": "c", "LogonType": "10", "IpAddress": "127.0.0.1"},
         {"code": "logon", "address": "127.0.0.1"}),
        (AUDIT, 4624, {"TargetUserName": "ANONYMOUS LOGON", "TargetUserSid": "S-1-5-7", "LogonType": "3",
                       "IpAddress": "203.0.113.9"},
         {"code": "anonymous_connection", "address": "203.0.113.9", "flags": []}),
        (AUDIT, 4719, {"SubcategoryGuid": "{0CCE9215}", "AuditPolicyChanges": "%%8449"},
         {"code": "audit_changed", "action": "audit_added", "flags": []}),
        (AUDIT, 4719, {"SubcategoryGuid": "{0CCE9215}", "AuditPolicyChanges": "%%8448, %%8450"},
         {"code": "audit_changed", "action": "audit_removed", "flags": ["audit_removed"]}),
        (AUDIT, 4719, {"SubcategoryGuid": "{0CCE9215}"}, {"code": "audit_changed", "flags": []}),
        (AUDIT, 4723, {"TargetUserName": "c", "SubjectUserName": "c"},
         {"code": "password_changed", "by": "c"}),
        ("Volsnap", 33, {"param2": "C:"}, {"code": "shadow_copy_rotated", "detail": "C:", "flags": []}),
        ("Volsnap", 25, {"param2": "C:"}, {"code": "shadow_copies_lost", "flags": ["shadow_copies_lost"]}),
        (DEFENDER, 1013, {"User": "Système", "SID": "S-1-5-18"},
         {"code": "defender_history_purged", "flags": []}),
        (DEFENDER, 1013, {"User": "c", "SID": "S-1-5-21-1-2-3-1001"},
         {"code": "defender_history_deleted", "flags": ["defender_history_deleted"]}),
        (DEFENDER, 5007, {"Old Value": "", "New Value": r"HKLM\…\Signature Updates\EngineVersion = 1"}, None),
        (DEFENDER, 5004, {"Feature Name": "x"}, {"code": "realtime_changed", "flags": []}),
        (AUDIT, 4697, {"ServiceName": "s", "ServiceStartType": "2"},
         {"code": "service_installed", "start": "2"}),
        (AUDIT, 4732, {"TargetSid": "S-1-5-32-544", "MemberSid": "S-1-5-9", "MemberName": "-",
                       "SubjectUserName": "c"},
         {"code": "group_member_added", "member": "S-1-5-9", "by": "c", "flags": ["new_administrator"]}),
        (AUDIT, 4720, {"TargetUserName": "support$", "SubjectUserName": "c"},
         {"code": "account_created", "account": "support$", "by": "c"}),
        (DEFENDER, 1116, {"Threat Name": "Ransom:Win32/X", "Path": r"file:_C:\a.exe; file:_C:\b.exe"},
         {"code": "defender_detected", "detail": "Ransom:Win32/X", "image": r"C:\a.exe",
          "flags": ["threat_detected"]}),
        (DEFENDER, 5001, {}, {"code": "defender_disabled", "flags": ["defender_disabled"]}),
        (DEFENDER, 5007, {"New Value": r"HKLM\SOFTWARE\…\Exclusions\Paths\C:\Users = 0x0"},
         {"code": "defender_changed", "flags": ["exclusion_added"]}),
        ("Microsoft-Windows-Backup", 524, {}, {"code": "backup_catalogue_deleted"}),
        (AUDIT, 4688, {"NewProcessName": r"C:\Windows\System32\wbadmin.exe", "CommandLine":
                       "wbadmin delete catalog -quiet", "SubjectUserName": "c"},
         {"code": "process_created", "command": "wbadmin delete catalog -quiet",
          "flags": ["recovery_removal"]}),
        ("Microsoft-Windows-PowerShell", 4104, {"ScriptBlockText": "#" * 900 + "; Clear-EventLog x"},
         {"code": "script_block", "flags": ["log_clearing"]}),
        (AUDIT, 4616, {"PreviousTime": "2026-10-11T00:00:00.0000000Z",
                       "NewTime": "2026-10-11T02:00:00.0000000Z"},
         {"code": "time_changed", "shift_seconds": 7200, "flags": ["clock_moved"]}),
        (CONTROL, 7036, {"param1": "Cliché instantané", "Binary": "x"}, None),
        ("Microsoft-Windows-PowerShell", 4104, {"ScriptBlockText": "Get-ChildItem"}, None),
        (CONTROL, 7040, {"param4": "BITS"}, None),
        ("Microsoft-Windows-Kernel-General", 1,
         {"OldTime": "2026-10-11T00:00:00.0Z", "NewTime": "2026-10-11T00:00:01.0Z"}, None),
    ],
)  # fmt: skip
def test_an_event_becomes_these_facts(
    make: Make, provider: str, number: int, data: dict[str, str], expected: Row | None
) -> None:
    told = LogEvent(provider, number, AT, "Security", data)
    _, events, machine = rows(make, Security=[told])
    assert machine.unread == []
    if expected is None:
        assert events == []
        return
    assert len(events) == 1
    assert {name: events[0].get(name, "") for name in expected} == expected
    assert (events[0]["at_ns"], events[0]["event_id"], events[0]["record"]) == (AT, number, 1)


def test_a_refused_change_of_password_is_none(make: Make) -> None:
    asked = event(AUDIT, 4724, TargetUserName="claire", SubjectUserName="c")
    refused = replace(asked, keywords=0x8010_0000_0000_0000)
    done = replace(asked, keywords=0x8020_0000_0000_0000)
    _, events, _ = rows(make, Security=[refused, done])
    assert [row["code"] for row in events] == ["password_tried", "password_reset"]


@pytest.mark.parametrize(
    ("hours_ahead", "hours_before", "told"), [(2, 10, True), (0, 10, True), (30, 10, False), (2, -1, False)]
)
def test_an_abrupt_stop_is_dated_by_what_the_next_start_found(
    make: Make, hours_ahead: int, hours_before: int, told: bool
) -> None:
    stopped = datetime.fromtimestamp(AT // SECOND - hours_before * 3600, UTC)
    times = (stopped + timedelta(hours=hours_ahead), stopped)
    data = b"".join(
        struct.pack("<8H", t.year, t.month, t.isoweekday() % 7, t.day, t.hour, t.minute, t.second, 0)
        for t in times
    )
    row = one(make, LogEvent("EventLog", 6008, AT, "System", {"param1": "04:00:00", "Binary": data.hex()}))
    assert (row["code"], row["at_ns"]) == ("system_crashed", AT)
    assert row.get("stopped_ns") == (AT - hours_before * 3600 * SECOND if told else None)


@pytest.mark.parametrize("binary", ["", "zz", "00" * 32, "ff" * 32, "07" * 10])
def test_a_stop_without_a_time_has_none(make: Make, binary: str) -> None:
    row = one(make, LogEvent("EventLog", 6008, AT, "System", {"Binary": binary}))
    assert "stopped_ns" not in row


def test_every_time_of_a_group_is_kept_as_far_as_there_is_room(make: Make) -> None:
    def signed(times: range) -> list[LogEvent]:
        return [event(AUDIT, 4624, at, TargetUserName="claire", LogonType="2") for at in times]

    _, (few,), _ = rows(make, Security=signed(range(30)))
    assert few["times_ns"] == [AT + at * SECOND for at in range(30)]
    _, (many,), _ = rows(make, Security=signed(range(400)))
    kept = [*range(10), *range(360, 400)]
    assert (many["count"], many["times_ns"]) == (400, [AT + at * SECOND for at in kept])


def test_both_events_of_one_sign_in_are_one_time(make: Make) -> None:
    told = [event(AUDIT, 4624, at, TargetUserName="claire", LogonType="2") for at in (0, 0, 9, 9, 12)]
    _, (row,), _ = rows(make, Security=told)
    assert (row["count"], row["times_ns"]) == (3, [AT + at * SECOND for at in (0, 9, 12)])
    _, (row,), _ = rows(make, Security=told[:2])
    assert (row.get("count"), row["at_ns"]) == (None, AT)
    over = [event(AUDIT, 4624, 0, TargetUserName="claire", LogonType="3")] * 2
    _, (row,), _ = rows(make, Security=over)
    assert (row["count"], row["times_ns"]) == (2, [AT, AT])


def test_times_of_a_clock_set_back_stand_in_order(make: Make) -> None:
    told = [event(AUDIT, 4624, at, TargetUserName="claire", LogonType="2") for at in (50, 60, 20, 30)]
    _, (row,), _ = rows(make, Security=told)
    assert row["times_ns"] == [AT + at * SECOND for at in (20, 30, 50, 60)]


def test_a_task_that_never_ends_its_command_costs_nothing(make: Make) -> None:
    row = one(make, event(AUDIT, 4698, TaskName="a", TaskContent="<command>" * 3000))
    assert "command" not in row
    held = "<Exec><Command>a.exe</Command></Exec>" + "<Command>b.exe</Command>"
    assert one(make, event(AUDIT, 4698, TaskName="a", TaskContent=held))["command"] == "a.exe"


def test_a_long_script_gives_only_its_telling_passage(make: Make) -> None:
    told = one(
        make, event("Microsoft-Windows-PowerShell", 4104, ScriptBlockText="#" * 900 + "; Clear-EventLog x")
    )
    assert told["command"].endswith("Clear-EventLog x")
    assert len(told["command"]) < 450


def test_texts_no_person_would_read_to_their_end_are_cut_and_said_to_be(make: Make) -> None:
    told = one(make, event(CONTROL, 7045, ServiceName="s" * 5000, ImagePath=r"C:\x.exe"))
    assert (told["service"], told["cut_short"], told["image"]) == ("s" * 1024, ["service"], r"C:\x.exe")


def test_failures_alike_become_one_row_and_rare_events_stay_apart(make: Make) -> None:
    tries = [
        event(AUDIT, 4625, n, TargetUserName="c", IpAddress="203.0.113.7", LogonType="3") for n in range(900)
    ]
    made = [event(AUDIT, 4720, 1000 + n, TargetUserName=f"u{n}") for n in range(3)]
    _, events, _ = rows(make, Security=[*tries, *made])
    failed = [row for row in events if row["code"] == "logon_failed"]
    assert [(row["count"], row["at_ns"], row["last_ns"]) for row in failed] == [(900, AT, AT + 899 * SECOND)]
    assert [row["account"] for row in events if row["code"] == "account_created"] == ["u0", "u1", "u2"]


def test_commands_without_a_flag_are_counted_by_program(make: Make) -> None:
    started = [
        event(AUDIT, 4688, n, NewProcessName=r"C:\Windows\notepad.exe", CommandLine=f"notepad {n}.txt")
        for n in range(30)
    ]
    _, events, _ = rows(make, Security=started)
    assert [(row["process"], row["count"], "command" in row) for row in events] == [
        (r"C:\Windows\notepad.exe", 30, False)
    ]


def test_too_many_kinds_of_events_are_said(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.triage.events.groups.GROUPS", 10)
    tries = [event(AUDIT, 4625, n, TargetUserName=f"u{n}") for n in range(30)]
    _, events, machine = rows(make, Security=tries)
    assert (len(events), [one.why for one in machine.unread]) == (10, ["too_many_rows"])


def test_flagged_events_come_first(make: Make) -> None:
    _, events, _ = rows(make, Security=[event(AUDIT, 4720, 1), event(DEFENDER, 5001, 2)])
    assert [row["code"] for row in events] == ["defender_disabled", "account_created"]


def test_a_damaged_log_says_why_and_the_others_are_read(make: Make) -> None:
    machine = make(
        {f"{FOLDER}/Security.evtx": bytes(9000), f"{FOLDER}/System.evtx": log([event("EventLog", 6005)])}
    )
    found = list(event_logs.collect(machine))
    assert [(one.why, one.path) for one in machine.unread] == [
        ("event_log_damaged", f"{FOLDER}/Security.evtx")
    ]
    assert "system_started" in [row.get("code") for row in found]


def test_logs_of_windows_xp_are_said_not_to_be_read(make: Make) -> None:
    machine = make({"Windows/System32/config/SecEvent.Evt": b"LfLe"})
    assert list(event_logs.collect(machine)) == []
    assert [one.why for one in machine.unread] == ["event_log_old_format"]
