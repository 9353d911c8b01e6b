"""The antivirus of Windows: settings, exclusions, what it found."""

from collections.abc import Callable
from typing import Any

from demo.builder.evtx import LogEvent, log
from demo.builder.hive import Key, binary, dword, filetime, key, sz
from toolkit.triage import defender
from toolkit.triage.machine import Machine

Make = Callable[..., Machine]
Row = dict[str, Any]

WHEN = 1_790_000_000_000_000_000
DAY = 86_400 * 10**9
LOCAL = r"Microsoft\Windows Defender"
FOLDER = "Windows/System32/winevt/Logs"
PROVIDER = "Microsoft-Windows-Windows Defender"


def found(make: Make, local: Key | None = None, policy: Key | None = None, **files: bytes) -> list[Row]:
    tops = {"Microsoft": Key(keys={"Windows Defender": local})} if local else {}
    if policy:
        tops["Policies"] = key(r"Microsoft\Windows Defender", policy)
    machine = make(files, SOFTWARE=Key(keys=tops))
    rows = list(defender.collect(machine))
    assert machine.unread == []
    return rows


def test_a_healthy_antivirus_has_no_flag(make: Make) -> None:
    updates = Key({"AVSignatureVersion": sz("1.2.3"), "AVSignatureApplied": binary(units(WHEN - 2 * DAY))})
    local = Key(keys={"Features": Key({"TamperProtection": dword(5)}), "Signature Updates": updates})
    (row,) = found(make, local)
    assert (row["switched_off"], row["tamper_protection"], row["signatures"]) == ([], True, "1.2.3")
    assert (row["signatures_ns"], row["signatures_days"], row["flags"]) == (WHEN - 2 * DAY, 2, [])


def units(at_ns: int) -> bytes:
    return filetime(at_ns).to_bytes(8, "little")


def test_what_was_switched_off_and_by_whom(make: Make) -> None:
    local = Key(
        keys={
            "Real-Time Protection": Key(
                {"DisableRealtimeMonitoring": dword(1), "DisableIOAVProtection": dword(0)}
            ),
            "Features": Key({"TamperProtection": dword(4)}),
            "Signature Updates": Key({"AVSignatureApplied": binary(units(WHEN - 30 * DAY))}),
        }
    )
    (row,) = found(make, local, Key({"DisableAntiSpyware": dword(1)}))
    assert (row["switched_off"], row["switched_off_by_policy"]) == (
        ["DisableRealtimeMonitoring"],
        ["DisableAntiSpyware"],
    )
    assert row["tamper_protection"] is False
    assert row["flags"] == ["realtime_off", "policy_disables", "tamper_protection_off", "signatures_old"]


def test_what_is_not_written_is_not_said(make: Make) -> None:
    (row,) = found(make, Key())
    assert (row["tamper_protection"], row["signatures_days"], row["flags"]) == (None, None, [])


def test_exclusions_are_told_with_their_kind(make: Make) -> None:
    excluded = Key(
        keys={
            "Paths": Key({r"C:\Users\Public": dword(0)}, written=WHEN),
            "Extensions": Key({"exe": dword(0)}),
        }
    )
    rows = found(
        make,
        Key(keys={"Exclusions": excluded}),
        Key(keys={"Exclusions": Key(keys={"Processes": Key({"a.exe": sz("0")})})}),
    )
    told = [
        (row["kind"], row["excluded"], row["by_policy"], row["flags"])
        for row in rows
        if row["what"] == "exclusion"
    ]
    assert told == [
        ("path", r"C:\Users\Public", False, ["exclusion_added"]),
        ("extension", "exe", False, ["exclusion_added"]),
        ("process", "a.exe", True, ["exclusion_added"]),
    ]


def test_threats_of_the_log_are_put_together(make: Make) -> None:
    data = {"Threat Name": "Ransom:Win32/X", "Path": r"file:_C:\a.exe", "Severity Name": "Grave"}
    events = [
        LogEvent(PROVIDER, 1116, WHEN, f"{PROVIDER}/Operational", data),
        LogEvent(PROVIDER, 1116, WHEN + 10**9, f"{PROVIDER}/Operational", data),
        LogEvent(
            PROVIDER,
            1117,
            WHEN + 2 * 10**9,
            f"{PROVIDER}/Operational",
            {**data, "Action Name": "Quarantaine"},
        ),
        LogEvent(PROVIDER, 5001, WHEN, f"{PROVIDER}/Operational"),
    ]
    (row,) = found(make, **{f"{FOLDER}/{PROVIDER}%4Operational.evtx": log(events)})
    assert (row["what"], row["detail"], row["image"], row["count"]) == (
        "threat",
        "Ransom:Win32/X",
        r"C:\a.exe",
        2,
    )
    assert (row["first_ns"], row["last_ns"], row["action"]) == (WHEN, WHEN + 2 * 10**9, "Quarantaine")
    assert row["flags"] == ["threat_detected"]


def test_past_detections_and_quarantine_are_listed(make: Make) -> None:
    base = "ProgramData/Microsoft/Windows Defender"
    history = f"{base}/Scans/History/Service/DetectionHistory/02/AAAA-BBBB"
    rows = found(make, **{history: b"x" * 7, f"{base}/Quarantine/Entries/{{0}}": b"y"})
    assert [(row["what"], row["path"]) for row in rows] == [
        ("detection_file", history),
        ("quarantine", f"{base}/Quarantine/Entries"),
    ]
    assert (rows[0]["size"], rows[0]["created_ns"], rows[1]["files"]) == (7, WHEN, 1)


def test_without_a_hive_nothing_is_claimed(make: Make) -> None:
    machine: Machine = make()
    assert list(defender.collect(machine)) == []
    assert [one.why for one in machine.unread] == ["hive_absent"]
