"""Databases and dumps tell how new their rows are and whether they are whole, whatever their file says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.documents import dated
from tests.backup.builder import LAST_DAY, answers, codes, judged, medium, practice
from tests.backup.data import laid
from toolkit.backup.data import KINDS, How
from toolkit.records import Rely

_ALL = {
    "patients.db": laid.acts(),
    "cabinet.sql": laid.mysql(),
    "export.sql": laid.postgres(),
    "petit.dump": laid.made("pg_custom"),
    "cabinet.fbk": laid.made("gbak"),
    "actes.dbf": laid.table(),
    "agenda.ics": laid.calendar(),
    "cabinet.bak": laid.tape(),
    "base.fdb": laid.unpacked("firebird3"),
}


@pytest.mark.parametrize("dates", ["iso", "french", "unix", "milliseconds", "ole", "julian"])
def test_rows_date_a_database_however_they_count_time(dates: str) -> None:
    found = laid.told("patients.db", laid.acts(dates=dates))
    assert found is not None
    assert (found.how, found.rows, found.whole, found.faults) == (How.DATA, 400, True, ())
    day = datetime.fromtimestamp(found.newest_ns // 10**9, UTC).date()
    assert day == laid.LAST.date()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("patients.db", laid.acts(utf16=True)),
        ("cabinet.sql", laid.mysql()),
        ("export.sql", laid.postgres()),
        ("petit.dump", laid.made("pg_custom")),
        ("actes.dbf", laid.table()),
        ("agenda.ics", laid.calendar()),
    ],
)
def test_neither_births_nor_appointments_nor_the_export_are_the_date(name: str, content: bytes) -> None:
    found = laid.told(name, content, written=laid.NOW)
    assert found is not None
    assert (found.how, found.faults) == (How.DATA, ())
    assert datetime.fromtimestamp(found.newest_ns // 10**9, UTC).date() == laid.LAST.date()


def test_a_dump_says_when_it_was_made_where_no_row_has_a_date() -> None:
    late = laid.NOW + timedelta(days=90)
    found = laid.told("cabinet.fbk", laid.made("gbak"), now=late)
    assert found is not None
    assert (found.how, found.newest_ns) == (How.HEADER, laid.ns(datetime(2026, 11, 23, 1, 32, 2, tzinfo=UTC)))
    assert (found.tables, found.faults) == (("a.fdb", "ACTES"), ())
    tape = laid.told("cabinet.bak", laid.tape())
    assert tape is not None
    assert (tape.how, tape.newest_ns, tape.remarks) == (How.HEADER, laid.ns(laid.LAST), ())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cabinet.sql", laid.mysql()[:-60], "dump_cut"),
        ("export.sql", laid.postgres()[:900], "dump_cut"),
        ("export.sql", laid.postgres().replace(b"Zo\xc3\xa9", b"Zo\xff\xfe", 3), "dump_garbled"),
        ("cabinet.sql", laid.mysql()[:200] + bytes(1024) + laid.mysql()[1224:], "dump_zeroed"),
        ("petit.dump", laid.made("pg_custom")[:-10], "database_damaged"),
        ("petit.dump", laid.made("pg_custom")[:-700] + bytes(700), "database_damaged"),
        ("cabinet.fbk", laid.made("gbak")[:512], "database_cut"),
        ("actes.dbf", laid.table()[:600], "database_cut"),
        ("agenda.ics", laid.calendar()[:400], "dump_cut"),
        ("cabinet.bak", laid.tape()[:20] + b"\xff" + laid.tape()[21:], "database_damaged"),
        ("patients.db", laid.acts(rows=0), "database_empty"),
        ("cabinet.sql", laid.mysql(rows=0), "database_empty"),
        ("export.sql", laid.postgres(rows=0), "database_empty"),
        ("actes.dbf", laid.table(rows=0), "database_empty"),
    ],
)
def test_what_is_cut_overwritten_or_empty_is_a_fault(name: str, content: bytes, code: str) -> None:
    found = laid.told(name, content)
    assert found is not None
    assert code in found.faults


@pytest.mark.parametrize("at", [1, 7, 100, 400, 700])
def test_one_flipped_bit_in_the_packed_rows_of_a_dump_is_found(at: int) -> None:
    whole = bytearray(laid.made("pg_custom"))
    whole[-at - 8] ^= 4
    found = laid.told("petit.dump", bytes(whole))
    assert found is not None
    assert found.faults == ("database_damaged",)


def test_rows_deleted_from_a_database_leave_a_remark() -> None:
    found = laid.told("patients.db", laid.acts(rows=2000, after="delete from actes"))
    assert found is not None
    assert (found.faults, found.remarks, found.newest_ns) == ((), ("database_freed",), None)


def test_a_tape_without_its_end_leaves_a_remark() -> None:
    found = laid.told("cabinet.bak", laid.tape(ended=False))
    assert found is not None
    assert found.remarks == ("database_end_unseen",)


def test_a_few_dates_of_settings_date_no_database() -> None:
    found = laid.told("patients.db", laid.acts(rows=4))
    assert found is not None
    assert (found.newest_ns, found.how, found.rows) == (None, How.NONE, 8)


def test_every_kind_is_asked() -> None:
    assert {laid.told(name, content, now=laid.NOW).kind for name, content in _ALL.items()} == {
        "sqlite", "mysql", "postgresql", "pg_custom", "firebird_backup", "dbf", "ics", "mtf",
        "firebird",
    }  # fmt: skip
    assert len(KINDS) == 8
    assert laid.told("patients.db", b"") is None
    assert laid.told("lettre.pdf", b"%PDF-1.4") is None


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(_ALL)),
    st.lists(st.tuples(st.integers(0, 2**20), st.binary(min_size=1, max_size=8)), max_size=6),
    st.integers(1, 100),
)
def test_damaged_bytes_are_told_never_raised(
    name: str, changes: list[tuple[int, bytes]], percent: int
) -> None:
    content = bytearray(_ALL[name])
    for at, new in changes:
        place = at % len(content)
        content[place : place + len(new)] = new
    found = laid.told(name, bytes(content[: max(1, len(content) * percent // 100)]))
    assert found is None or found.newest_ns is None or found.newest_ns <= laid.ns(laid.NOW)


def _with(base: bytes, when: datetime = LAST_DAY) -> list:
    return [dated("Wlogos2/patients.db", when, base), *practice()[1:]]


def test_a_stale_database_with_a_fresh_file_is_stale(tmp_path: Path) -> None:
    verdict = judged(medium(tmp_path / "stale", _with(laid.acts(laid.LAST - timedelta(days=120)))))
    assert answers(verdict)["recent"] == "no"
    assert "old_database" in codes(verdict, "recent")
    assert "dated_by_rows" in codes(verdict, "recent")
    assert verdict.rely == Rely.STALE


def test_a_fresh_database_is_recent_by_its_rows(tmp_path: Path) -> None:
    verdict = judged(medium(tmp_path / "good", _with(laid.acts())))
    assert answers(verdict)["recent"] == "yes"
    assert "dated_by_rows" in codes(verdict, "recent")
    assert verdict.newest_data["by_class"]["database"] == laid.ns(laid.LAST)


def test_a_backup_of_an_emptied_database_lacks_its_rows(tmp_path: Path) -> None:
    verdict = judged(medium(tmp_path / "empty", _with(laid.acts(rows=0))))
    assert (answers(verdict)["complete"], verdict.rely) == ("no", Rely.INCOMPLETE)
    fault = next(one for one in verdict.answers["complete"].why if one["code"] == "fault_database_empty")
    assert (fault["path"], fault["kind"]) == ("Sauvegarde/Wlogos2/patients.db", "sqlite")


def test_a_database_with_its_log_is_told(tmp_path: Path) -> None:
    base = bytearray(laid.acts())
    base[18:20] = b"\2\2"
    alone = judged(medium(tmp_path / "alone", _with(bytes(base))))
    assert "database_no_wal" in codes(alone, "restorable")
    log = dated("Wlogos2/patients.db-wal", LAST_DAY, b"7\x7f\x06\x82" + bytes(64))
    both = judged(medium(tmp_path / "both", [*_with(bytes(base)), log]))
    assert "database_wal" in codes(both, "restorable")
    assert "database_no_wal" not in codes(both, "restorable")
