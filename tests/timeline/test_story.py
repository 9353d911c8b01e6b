"""The story told from scan lines and inventory rows, on a source that keeps neither table nor journal."""

import ast
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit import timeline
from toolkit.media import open_source
from toolkit.records import plain
from toolkit.texts import Speech

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
START = 1_790_000_000 * SECOND
LOGS = {"what": "log", "log": "Security", "records": 9, "first_ns": START - 90 * HOUR, "last_ns": START}
SYSTEM = {"time_zone": "Romance Standard Time", "bias_minutes": -120, "computer": "PC1"}


def line(path: str, at: int, verdict: str = "encrypted", **changes: Any) -> dict[str, Any]:
    times = {"created": at, "modified": at, "changed": at, "accessed": at}
    facts = {
        "volume": "", "path": path, "size": 100, "sha256": "0" * 64, "times": times, "note": None,
        "rules": (), "errors": (), "program": None,
        "damage": {"verdict": verdict, "reasons": (), "vouched": 0.0},
    }  # fmt: skip
    return {**facts, **changes}


def struck(count: int = 40) -> list[dict[str, Any]]:
    return [line(f"Data/{i % 4}/f{i}.jpg.akira", START + i * 2 * SECOND) for i in range(count)]


def event(code: str, at: int, **facts: Any) -> dict[str, Any]:
    about = {"log": "Security", "record": at // SECOND % 10_000, "event_id": 1}
    return {"what": "event", "code": code, "at_ns": at, **about, **facts}


def told(folder: Path, lines: Any, **rows: list[dict[str, Any]]) -> list[timeline.Statement]:
    source = open_source(str(folder))
    artefacts = [{"name": name, "outcome": "found", "rows": each} for name, each in rows.items()]
    try:
        return list(timeline.tell(source, lines, artefacts))
    finally:
        source.close()


def one(statements: list[timeline.Statement], code: str) -> timeline.Statement:
    (found,) = [each for each in statements if each.code == code]
    return found


def codes(statements: list[timeline.Statement]) -> set[str]:
    return {each.code for each in statements}


def test_a_healthy_source_has_no_beginning(tmp_path: Path) -> None:
    found = told(tmp_path, [line("a.jpg", START, "intact")])
    assert "no_beginning" in codes(found)
    assert not codes(found) & {"began", "ended", "program", "account"}


def test_dates_of_a_copy_only_make_a_beginning_possible(tmp_path: Path) -> None:
    found = told(tmp_path, [*struck(), line("Data/x.jpg.akira", START - 5 * HOUR)])
    assert (one(found, "began").at_ns, one(found, "began").sure) == (START, "possible")
    assert one(found, "ended").at_ns == START + 78 * SECOND
    assert one(found, "first_folder").facts["path"] == "Data/0"
    assert one(found, "outside").facts["files"] == 1
    assert one(found, "journal_absent").facts["volume"] == ""


def test_absence_of_logs_and_programs_is_said(tmp_path: Path) -> None:
    found = told(tmp_path, struck())
    assert one(found, "logon_unknown").facts["why"] == "no_log"
    assert "program_unknown" in codes(found)
    late = told(tmp_path, struck(), event_logs=[{**LOGS, "first_ns": START + HOUR}])
    assert one(late, "logon_unknown").facts["why"] == "log_starts_after"
    assert one(late, "log_starts_after").at_ns == START + HOUR
    quiet = told(tmp_path, struck(), event_logs=[LOGS])
    assert one(quiet, "logon_unknown").facts["why"] == "nothing_before"


def test_a_program_and_its_account_are_no_surer_than_what_ties_them(tmp_path: Path) -> None:
    image = r"C:\Users\Public\maj.exe"
    alone = told(tmp_path, struck(), prefetch=[
        {"program": "MAJ.EXE", "path": "Windows/Prefetch/MAJ.EXE-1.pf", "image": image, "runs": 1,
         "last_run_ns": START - 5 * SECOND, "flags": ["in_public_folder"]},
    ])  # fmt: skip
    assert (one(alone, "program").sure, one(alone, "program").facts["before_s"]) == ("likely", 5)
    both = told(tmp_path, struck(), prefetch=[
        {"program": "MAJ.EXE", "path": "Windows/Prefetch/MAJ.EXE-1.pf", "last_run_ns": START - 5 * SECOND},
        {"program": "EXPLORER.EXE", "path": "Windows/Prefetch/E.pf", "last_run_ns": START - SECOND,
         "image": r"C:\Windows\explorer.exe"},
    ], event_logs=[
        LOGS,
        event("process_created", START - 6 * SECOND, process=image, account="support"),
        event("logon", START - HOUR, account="claire", logon_type=2),
        event("logon", START - 2 * HOUR, account="support", logon_type=10, address="203.0.113.9"),
        event("logon", START - MINUTE, account="PC1$", logon_type=3),
    ], system=[SYSTEM])  # fmt: skip
    program, account = one(both, "program"), one(both, "account")
    assert (program.sure, program.facts["image"], program.facts["user"]) == ("likely", image, "support")
    assert program.facts["ran"] == "established"
    assert {each["artefact"] for each in program.evidence} == {"prefetch", "event_logs"}
    assert (account.facts["account"], account.facts["tie"], account.sure) == ("support", "ran", "likely")
    assert (one(both, "logon").facts["account"], one(both, "logon_theirs").at_ns) == (
        "claire",
        START - 2 * HOUR,
    )


def test_windows_own_programs_are_not_the_culprit(tmp_path: Path) -> None:
    found = told(tmp_path, struck(), prefetch=[
        {"program": "EXPLORER.EXE", "path": "p", "last_run_ns": START - SECOND,
         "image": r"C:\Windows\explorer.exe"},
    ])  # fmt: skip
    assert "program" not in codes(found)


def test_of_several_people_signed_in_none_is_accused(tmp_path: Path) -> None:
    found = told(tmp_path, struck(), event_logs=[
        LOGS,
        event("logon", START - HOUR, account="claire", logon_type=2),
        event("logon", START - 2 * HOUR, account="anne", logon_type=2),
    ])  # fmt: skip
    assert {each.facts["account"] for each in found if each.code == "signed_in_then"} == {"claire", "anne"}
    assert "account" not in codes(found)
    lone = told(
        tmp_path, struck(), event_logs=[LOGS, event("logon", START - HOUR, account="anne", logon_type=2)]
    )
    assert (one(lone, "signed_in_then").sure, one(lone, "logon").sure) == ("possible", "likely")
    assert "account" not in codes(lone)


def test_sign_ins_counted_without_their_times_are_not_told_as_none(tmp_path: Path) -> None:
    group = event("logon", START - 90 * HOUR, account="anne", logon_type=2, count=900, last_ns=START + HOUR)
    unknown = one(told(tmp_path, struck(), event_logs=[LOGS, group]), "logon_unknown")
    assert (unknown.facts["why"], unknown.sure) == ("kept_in_part", "possible")
    near = {**group, "times_ns": [START - 90 * HOUR, START - HOUR, START + HOUR]}
    assert one(told(tmp_path, struck(), event_logs=[LOGS, near]), "logon").sure == "possible"
    whole = {**near, "count": 3}
    assert one(told(tmp_path, struck(), event_logs=[LOGS, whole]), "logon").sure == "likely"


def test_an_abrupt_stop_is_dated_when_it_was_or_told_as_noted_later(tmp_path: Path) -> None:
    noted = event("system_crashed", START + 9 * HOUR)
    assert one(told(tmp_path, struck(), event_logs=[LOGS, noted]), "crash_noted").at_ns == START + 9 * HOUR
    dated = {**noted, "stopped_ns": START + HOUR}
    assert one(told(tmp_path, struck(), event_logs=[LOGS, dated]), "system_crashed").at_ns == START + HOUR
    before = {**noted, "stopped_ns": START - HOUR}
    assert not codes(told(tmp_path, struck(), event_logs=[LOGS, before])) & {"system_crashed", "crash_noted"}


def test_what_was_removed_and_how_surely(tmp_path: Path) -> None:
    trace = {"program": "VSSADMIN.EXE", "path": "Windows/Prefetch/V.pf", "last_run_ns": START - MINUTE}
    assert one(told(tmp_path, struck(), prefetch=[trace]), "shadow_copies_deleted").sure == "possible"
    command = event("process_created", START - MINUTE, process=r"C:\Windows\System32\vssadmin.exe",
                    command="vssadmin delete shadows /all")  # fmt: skip
    both = told(tmp_path, struck(), prefetch=[trace], event_logs=[
        LOGS, command, event("log_cleared", START + HOUR, log="System", detail="Security"),
        event("backup_catalogue_deleted", START - MINUTE, log="Application"),
    ])  # fmt: skip
    assert one(both, "shadow_copies_deleted").sure == "established"
    assert one(both, "log_cleared").facts == {"log": "Security", "after": True}
    assert one(both, "backup_catalogue_deleted").at_ns == START - MINUTE
    listing = {**command, "command": "vssadmin list shadows"}
    assert "shadow_copies_deleted" not in codes(told(tmp_path, struck(), event_logs=[LOGS, listing]))


def test_what_happened_long_before_is_not_part_of_the_story(tmp_path: Path) -> None:
    old = START - 40 * 24 * HOUR
    found = told(tmp_path, struck(), event_logs=[
        LOGS, event("log_cleared", old), event("account_created", old, account="x"),
        event("service_installed", old, service="s"), event("time_changed", old),
        event("logon", old, account="y", logon_type=2),
    ])  # fmt: skip
    assert not codes(found) & {"log_cleared", "account_created", "service", "clock_changed", "account"}


def test_corrections_of_seconds_are_no_change_of_the_clock(tmp_path: Path) -> None:
    small = {"before": "2026-10-11T00:00:01.5Z", "after": "2026-10-11T00:00:03.0Z"}
    found = told(tmp_path, struck(), event_logs=[
        LOGS, event("time_changed", START - HOUR, **small),
        event("time_changed", START - HOUR, **{**small, "after": "2026-10-10T00:00:00Z"}),
    ])  # fmt: skip
    assert one(found, "clock_changed").facts["after"] == "2026-10-10T00:00:00Z"


def test_the_local_time_is_that_of_the_machine_or_said_to_be_assumed(tmp_path: Path) -> None:
    assert one(told(tmp_path, [], system=[SYSTEM]), "zone_paris").sure == "likely"
    island = {"time_zone": "Mauritius Standard Time", "bias_minutes": -240}
    assert one(told(tmp_path, [], system=[island]), "zone_other").facts["ahead_minutes"] == 240
    assert one(told(tmp_path, []), "zone_assumed").sure == "possible"


def test_it_is_told_the_same_again(tmp_path: Path) -> None:
    rows = {"event_logs": [LOGS, event("logon", START - HOUR, account="a", logon_type=2)], "system": [SYSTEM]}
    assert told(tmp_path, struck(), **rows) == told(tmp_path, struck(), **rows)


VALUES = st.one_of(
    st.none(), st.booleans(), st.text(max_size=20), st.integers(-(10**20), 10**20),
    st.integers(START - HOUR, START + HOUR), st.lists(st.text(max_size=5), max_size=3),
)  # fmt: skip
KEYS = st.sampled_from([
    "at_ns", "last_ns", "first_ns", "last_run_ns", "last_logon_ns", "named_ns", "written_ns", "account",
    "address", "logon_type", "image", "command", "process", "service", "task", "name", "flags", "program",
    "log", "detail", "failed", "before", "after", "sid", "profile", "user", "bias_minutes", "time_zone",
    "last_success_ns", "path", "times_ns", "count", "parent", "stopped_ns", "author",
])  # fmt: skip
KINDS = st.sampled_from([
    "logon", "rdp_session", "process_created", "service_installed", "task_registered", "task_started",
    "log_cleared", "account_created", "defender_changed", "time_changed", "backup_done",
    "backup_catalogue_deleted", "session_opened", "share_accessed", "defender_history_deleted",
    "system_crashed",
])  # fmt: skip
UNITS = st.sampled_from([
    "event_logs", "prefetch", "bam", "users", "services", "tasks", "system", "sign_ins", "backup_jobs",
    "usb_history", "practice_software",
])  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(UNITS, KINDS, st.dictionaries(KEYS, VALUES)), max_size=6))
def test_rows_of_any_form_stop_nothing(tmp_path: Path, rows: list[Any]) -> None:
    units: dict[str, list[dict[str, Any]]] = {}
    for unit, code, facts in rows:
        units.setdefault(unit, []).append({"what": "event", "code": code, **facts})
    found = told(tmp_path, struck(8), **units)
    assert {"began", "ended"} <= codes(found)
    assert all(plain(each)["sure"] in {"established", "likely", "possible"} for each in found)


def test_every_statement_has_its_sentence() -> None:
    package = Path(timeline.__file__).parent
    said = {
        node.args[0].value
        for path in package.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Statement"
        and node.args and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip
    assert len(said) > 20
    pictured = {"minutes", "extent", "extent_folders", "extent_kinds"}
    assert [code for code in said - pictured if not Speech("fr").knows(f"timeline.{code}")] == []
