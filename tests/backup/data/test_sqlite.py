"""SQLite databases are opened and accounted for page by page: one that nobody can open never passes."""

import sqlite3
import struct
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.documents import dated
from tests.backup.builder import LAST_DAY, answers, codes, judged, medium, practice
from tests.backup.data import laid
from toolkit.backup.data import How, sqlite
from toolkit.backup.data.dated import Dated
from toolkit.records import Rely

_SIZES = (512, 1024, 4096, 32768, 65536)
_ALONE = pytest.mark.parametrize("alone", [False, True], ids=["opened", "by its pages alone"])


def _base(size: int = 1024, vacuum: int = 0, *, encoding: str = "UTF-8", rows: int = 400) -> bytes:
    """Return a database with every kind of page: overflow, indices, free pages, a pointer map on demand."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute(f"pragma page_size={size}")
        base.execute(f"pragma auto_vacuum={vacuum}")
        base.execute(f"pragma encoding='{encoding}'")
        long = ", ".join(f"reponse_au_questionnaire_{number} text" for number in range(60))
        base.execute("create table actes(id integer primary key, nom text, date_acte timestamp, lettre blob)")
        base.execute(f"create table questionnaire(id integer primary key, {long})")
        base.execute("create table codes(code text primary key, nom text) without rowid")
        base.execute("create table perdus(id integer primary key, b blob)")
        base.execute("create index par_nom on actes(nom, lettre)")
        base.execute("create unique index par_code on codes(nom)")
        base.execute("create virtual table recherche using fts4(texte)")
        base.execute("begin")
        for number in range(rows):
            when = (laid.LAST - timedelta(hours=number)).strftime("%Y-%m-%d %H:%M:%S")
            letter = bytes(number * 7 % 3000) if number % 9 == 0 else b""
            base.execute("insert into actes(nom, date_acte, lettre) values(?, ?, ?)", ("Anne", when, letter))
            base.execute(
                "insert into codes values(?, ?)", (f"C{number}", f"acte {number} " * (1 + number % 40))
            )
            base.execute("insert into perdus(b) values(?)", (bytes(500),))
            base.execute("insert into recherche values(?)", (f"mot {number}",))
        base.execute("commit")
        base.execute("delete from perdus where id > 20")
        base.execute("delete from codes where code like '%3'")
        return base.serialize()


def _told(content: bytes) -> Dated:
    found = laid.told("patients.db", content)
    assert found is not None
    return found


def _alone(monkeypatch: pytest.MonkeyPatch, *, alone: bool) -> None:
    if alone:
        monkeypatch.setattr(sqlite, "HELD", 0)


def _changed(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def _pages(content: bytes, kind: int, size: int = 1024) -> list[int]:
    return [at for at in range(size, len(content), size) if content[at] == kind]


@_ALONE
@pytest.mark.parametrize("vacuum", [0, 1, 2])
@pytest.mark.parametrize("size", _SIZES)
def test_a_sound_database_is_opened(
    size: int, vacuum: int, monkeypatch: pytest.MonkeyPatch, *, alone: bool
) -> None:
    _alone(monkeypatch, alone=alone)
    found = _told(_base(size, vacuum))
    assert (found.checked, found.unproven, found.faults, found.how) == (True, False, (), How.DATA)


@_ALONE
@pytest.mark.parametrize("encoding", ["UTF-16le", "UTF-16be"])
def test_the_roots_are_found_in_every_encoding(
    encoding: str, monkeypatch: pytest.MonkeyPatch, *, alone: bool
) -> None:
    _alone(monkeypatch, alone=alone)
    assert _told(_base(512, encoding=encoding)).checked


def test_a_database_that_keeps_a_log_is_opened() -> None:
    found = _told(_changed(_base(), 18, b"\2\2"))
    assert (found.checked, found.remarks) == (True, ("database_no_wal",))


def _uncounted(content: bytes) -> bytes:
    return _changed(content, _pages(content, 5)[0] + 3, b"\0\0")


def _looping(content: bytes) -> bytes:
    page = _pages(content, 5)[0]
    return _changed(content, page + 8, struct.pack(">I", page // 1024 + 1))


def _beyond(content: bytes) -> bytes:
    return _changed(content, _pages(content, 5)[0] + 8, struct.pack(">I", 1 << 24))


def _of_another_kind(content: bytes) -> bytes:
    index = _pages(content, 10)[0]
    return _changed(content, _pages(content, 5)[0] + 8, struct.pack(">I", index // 1024 + 1))


def _free_twice(content: bytes) -> bytes:
    (trunk,) = struct.unpack_from(">I", content, 32)
    first = content[(trunk - 1) * 1024 + 8 : (trunk - 1) * 1024 + 12]
    return _changed(content, (trunk - 1) * 1024 + 12, first)


def _free_in_use(content: bytes) -> bytes:
    (trunk,) = struct.unpack_from(">I", content, 32)
    return _changed(content, (trunk - 1) * 1024 + 8, struct.pack(">I", _pages(content, 13)[0] // 1024 + 1))


def _free_untold(content: bytes) -> bytes:
    return _changed(content, 32, bytes(8))


def _cut(content: bytes) -> bytes:
    return content[:-2048]


@_ALONE
@pytest.mark.parametrize(
    "change",
    [_uncounted, _looping, _beyond, _of_another_kind, _free_twice, _free_in_use, _free_untold, _cut],
)
def test_what_no_program_opens_is_damaged(
    change: object, monkeypatch: pytest.MonkeyPatch, *, alone: bool
) -> None:
    _alone(monkeypatch, alone=alone)
    assert callable(change)
    found = _told(change(_base()))
    assert (found.checked, found.faults) == (False, ("database_damaged",))
    assert found.how is How.DATA or found.how is How.UNKNOWN


def test_an_index_that_lacks_a_row_is_seen_by_opening_alone() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.executescript("create table a(n text); create index i on a(n); insert into a values('x'), ('y')")
        content = base.serialize()
    found = _told(content.replace(b"\3\x0f\tx", b"\3\x0f\tw", 1))
    assert found.faults == ("database_damaged",)


def test_a_tree_deeper_than_any_is_not_gone_down() -> None:
    pages = 30_000
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("pragma page_size=512")
        base.execute("create table t(a)")
        base.commit()
        content = bytearray(base.serialize())
    content[28:32] = struct.pack(">I", pages)
    del content[512:]
    content += b"".join(
        struct.pack(">BHHHBI", 5, 0, 0, 512, 0, at + 1).ljust(512, b"\0") for at in range(2, pages)
    )
    content += struct.pack(">BHHHB", 13, 0, 0, 512, 0).ljust(512, b"\0")
    assert _told(bytes(content)).faults == ("database_damaged",)


def test_a_schema_of_other_words_is_doubt_and_no_damage() -> None:
    content = laid.acts().replace(b"CREATE TABLE rdv", b"CREATE TABEL rdv")
    found = _told(content)
    assert (found.checked, found.unproven, found.faults) == (False, True, ())


def test_an_index_in_an_order_of_its_program_is_checked_by_its_pages() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.create_collation("maison", lambda a, b: (a > b) - (a < b))
        base.executescript("create table a(n text collate maison); create index i on a(n)")
        base.executescript("insert into a values('x'), ('y')")
        content = base.serialize()
    found = _told(content)
    assert (found.checked, found.faults) == (True, ())


def test_a_schema_is_not_run() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
        base.executescript(f"create table a(n); insert into a values(1); create view v as {endless}")
        base.executescript("create trigger t after insert on a begin insert into a select * from v; end")
        content = base.serialize()
    assert _told(content).checked


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([512, 4096]),
    st.lists(st.tuples(st.integers(0, 2**20), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4),
)
def test_what_sqlite_refuses_never_passes(size: int, changes: list[tuple[int, bytes]]) -> None:
    content = bytearray(_base(size, rows=60))
    for at, new in changes:
        place = 100 + at % (len(content) - 106)
        content[place : place + len(new)] = new
    found = laid.told("patients.db", bytes(content))
    if found is not None and found.checked:
        with closing(sqlite3.connect(":memory:")) as base:
            base.deserialize(bytes(content))
            assert base.execute("pragma integrity_check(1)").fetchone() == ("ok",)


def test_a_database_that_does_not_open_is_not_relied_on(tmp_path: Path) -> None:
    nodes = [dated("Wlogos2/patients.db", LAST_DAY, _uncounted(_base())), *practice()[1:]]
    verdict = judged(medium(tmp_path / "cabinet", nodes))
    assert verdict.rely == Rely.DAMAGED
    assert "fault_database_damaged" in codes(verdict, "restorable")


def test_pages_that_a_log_may_mend_are_doubt(tmp_path: Path) -> None:
    base = dated("Wlogos2/patients.db", LAST_DAY, _changed(_uncounted(_base()), 18, b"\2\2"))
    log = dated("Wlogos2/patients.db-wal", LAST_DAY, b"7\x7f\x06\x82" + bytes(64))
    verdict = judged(medium(tmp_path / "cabinet", [base, log, *practice()[1:]]))
    assert answers(verdict)["restorable"] == "unknown"
    assert "database_unchecked" in codes(verdict, "restorable")


def test_a_database_whose_rows_cannot_be_asked_is_not_dated_by_its_file(tmp_path: Path) -> None:
    looping = _looping(_base())
    assert _told(looping).newest_ns is None
    verdict = judged(medium(tmp_path / "cabinet", [dated("Wlogos2/patients.db", LAST_DAY, looping)]))
    assert "database" not in verdict.newest_data["by_class"]
    assert answers(verdict)["recent"] != "yes"
