"""The event logs the builder writes are read the same by two outside readers."""

import io
import re

import evtx
import pyevtx
import pytest

from demo.builder.evtx import CHUNK, LogEvent, log

AT = 1_790_000_000_123_456_700
GUID = "{54849625-5478-4994-A5BA-3E3B0328C30D}"
SECURITY = "Microsoft-Windows-Security-Auditing"


def failed(count: int) -> list[LogEvent]:
    return [
        LogEvent(
            SECURITY,
            4625,
            AT + number * 10**9,
            "Security",
            {"TargetUserName": f"compte{number}", "IpAddress": "203.0.113.7", "LogonType": "10"},
            GUID,
            user_sid="S-1-5-18",
        )
        for number in range(count)
    ]


def test_the_same_events_give_the_same_bytes() -> None:
    assert log(failed(30)) == log(failed(30))


def test_two_outside_readers_count_every_record_of_several_chunks() -> None:
    data = log(failed(1500), first_record=900)
    assert (len(data) - 4096) // CHUNK > 3
    records = list(evtx.PyEvtxParser(io.BytesIO(data), validate_checksums=True).records())
    assert [one["event_record_id"] for one in records] == list(range(900, 2400))
    outside = pyevtx.file()
    outside.open_file_object(io.BytesIO(data))
    assert (outside.number_of_records, outside.number_of_recovered_records) == (1500, 0)
    assert not outside.is_corrupted()


def test_outside_readers_give_back_every_value() -> None:
    hard = 'Zoé & <balise> "x" 日本'
    data = log(
        [
            LogEvent(
                SECURITY,
                4720,
                AT,
                "Security",
                {"TargetUserName": hard},
                GUID,
                2,
                "PC-É",
                "S-1-5-21-1-2-3-1004",
                77,
            )
        ]
    )
    outside = pyevtx.file()
    outside.open_file_object(io.BytesIO(data))
    record = outside.get_record(0)
    assert (record.identifier, record.event_identifier, record.event_level) == (77, 4720, 2)
    assert (record.computer_name, record.user_security_identifier) == ("PC-É", "S-1-5-21-1-2-3-1004")
    assert (record.get_string(0), record.provider_identifier) == (hard, GUID)
    xml = next(iter(evtx.PyEvtxParser(io.BytesIO(data)).records()))["data"]
    assert re.search(r'SystemTime="2026-09-21T14:13:20.123456Z"', xml)
    assert "Zoé &amp; &lt;balise&gt;" in xml


def test_user_data_has_its_own_element() -> None:
    cleared = LogEvent(
        "Microsoft-Windows-Eventlog",
        1102,
        AT,
        "Security",
        {"SubjectUserName": "x"},
        user_data="LogFileCleared",
    )
    xml = next(iter(evtx.PyEvtxParser(io.BytesIO(log([cleared]))).records()))["data"]
    assert re.search(r"<UserData>\s*<LogFileCleared>\s*<SubjectUserName>x</SubjectUserName>", xml)


def test_a_log_without_events_is_one_to_an_outside_reader() -> None:
    assert list(evtx.PyEvtxParser(io.BytesIO(log([]))).records()) == []


def test_an_event_larger_than_a_chunk_is_refused() -> None:
    with pytest.raises(ValueError, match="larger"):
        log([LogEvent("x", 1, AT, "System", {"a": "x" * 40_000})])
