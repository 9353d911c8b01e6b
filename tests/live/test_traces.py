"""What running this program changes: what is unavoidable is told, what is avoided is told apart."""

import sys

import pytest

from toolkit.live import traces
from toolkit.live.traces import Ourselves
from toolkit.media.windows.volumes import LiveVolume
from toolkit.records import Outcome, Unread
from toolkit.texts import LANGUAGES, Speech

OURS = Ourselves("TROUSSE.EXE", True, True)


def test_what_windows_notes_of_a_program_from_a_stick() -> None:
    missed: list[Unread] = []
    rows = {row["trace"]: row for row in traces.of_windows(OURS, missed)}
    assert rows["usb"]["observed"] == "found"
    assert rows["elevation"]["kind"] == "chosen"
    assert rows["prefetch"]["program"] == "TROUSSE.EXE"
    assert {"userassist", "shimcache", "amcache", "srum", "event_log", "bam", "console"} <= rows.keys()
    if sys.platform != "win32":
        assert rows["bam"]["observed"] == "not_told"  # no registry to ask is not "absent"
        assert [part.path for part in missed] == ["bam"]


def test_a_program_on_an_inner_disk_leaves_no_trace_of_a_stick() -> None:
    plain = Ourselves("trousse.exe", False, False)
    rows = {row["trace"] for row in traces.of_windows(plain, [])}
    assert not rows & {"usb", "elevation"}
    unsure = {row["trace"]: row for row in traces.of_windows(Ourselves("t", None, False), [])}
    assert unsure["usb"]["observed"] == "not_told"


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (0, "on"), (1, "off"), (0x80000000, "on"), (0x80000001, "off"), (0x80000002, "system_on"),
        (0x80000003, "system_off"), (None, "not_told"), (b"\1", "not_told"),
    ],
)  # fmt: skip
def test_whether_windows_keeps_dates_of_reading(value: object, state: str) -> None:
    assert traces.access_updates(value) == state


def test_dates_of_reading_follow_the_way_volumes_are_read() -> None:
    assert [row["trace"] for row in traces.last_access((), [])] == []
    assert [row["trace"] for row in traces.last_access(("raw", "raw", "none"), [])] == ["last_access_raw"]
    both = {row["trace"]: row["kind"] for row in traces.last_access(("raw", "api"), [])}
    assert both.keys() == {"last_access_raw", "last_access"}
    assert both["last_access_raw"] == "avoided"


def test_where_our_program_lies() -> None:
    stick = LiveVolume("E", kind="removable", holds_program=True)
    hard = LiveVolume("F", kind="fixed", bus="usb", holds_program=True)
    inner = LiveVolume("C", kind="fixed", bus="nvme", holds_program=True)
    assert traces.ours_is_removable([inner, LiveVolume("E", kind="removable")]) is False
    assert traces.ours_is_removable([LiveVolume("C"), stick]) is True
    assert traces.ours_is_removable([hard]) is True
    assert traces.ours_is_removable([LiveVolume("D", kind="fixed", holds_program=True)]) is None
    assert traces.ours_is_removable([]) is None


def test_every_trace_has_its_sentence() -> None:
    found = traces.look(("raw", "api"))
    assert found.outcome is Outcome.FOUND
    rows = [*found.rows, *traces.of_windows(OURS, [])]
    assert {row["kind"] for row in rows} <= {"unavoidable", "avoided", "chosen"}
    told = {row["trace"] for row in found.rows}
    assert told >= {"memory", "temporary_files", "network"}
    # Of a registry nothing is said where there is none.
    assert ({"registry_writes", "code_page"} <= told) == (sys.platform == "win32")
    for language in LANGUAGES:
        speech = Speech(language)
        assert [row["trace"] for row in rows if not speech.knows(f"live.trace_{row['trace']}")] == []
        states = {row["observed"] for row in rows if "observed" in row}
        assert [state for state in states if not speech.knows(f"live.observed_{state}")] == []
