"""A directory and a tar of pg_dump: dated by their rows, and never whole without every file of theirs.

`made/pg_toc.b64`, `made/pg_rows.b64`: toc.dat and 3340.dat.gz of pg_dump 15.18 -Fd, a table of 800 rows, the
newest of 2026-10-10 10:00.
"""

import gzip
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backup.builder import codes, judged, medium, practice
from tests.backup.data import laid
from tests.backup.forms.test_archives import tar
from toolkit.backup.data import pg_custom
from toolkit.backup.data.dated import Dated, How, Limits

ROWS = "3340.dat"
NEWEST = laid.ns(datetime(2026, 10, 10, 10, tzinfo=UTC))
# What stands at the head of restore.sql, and the statement that loads the rows.
SCRIPT = (
    b"--\n-- NOTE:\n--\n-- File paths need to be edited. Search for $$PATH$$ and\n-- replace it with the path"
    b" to the directory containing the extracted data files.\n--\n--\n-- PostgreSQL database dump\n--\n\n"
    b"CREATE TABLE public.actes (id integer);\nCOPY public.actes (id) FROM '$$PATH$$/3340.dat';\n"
    b"--\n-- PostgreSQL database dump complete\n--\n\n"
)


def packed() -> bytes:
    return laid.made("pg_rows")


def plain() -> bytes:
    return gzip.decompress(packed())


def read(files: Mapping[str, bytes], toc: bytes = b"") -> Dated:
    def near(name: str) -> BinaryIO | None:
        return io.BytesIO(files[name]) if name in files else None

    found = pg_custom.read(io.BytesIO(toc or laid.made("pg_toc")), Limits(laid.ns(laid.NOW), 0, near))
    assert found is not None
    return found


@pytest.mark.parametrize("files", [{f"{ROWS}.gz": packed()}, {ROWS: plain()}])
def test_rows_are_counted_and_dated(files: dict[str, bytes]) -> None:
    found = read(files)
    assert (found.rows, found.newest_ns, found.how) == (800, NEWEST, How.DATA)
    assert (found.checked, found.faults, found.tables) == (True, (), ("actes",))


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"3341.dat.gz": packed()},
        {f"{ROWS}.gz": packed()[:-30]},
        {f"{ROWS}.gz": packed()[:900] + b"\x55" + packed()[901:]},
        {ROWS: plain()[:-200]},
        {ROWS: b""},
    ],
)
def test_rows_that_are_missing_or_cut_are_damage(files: dict[str, bytes]) -> None:
    assert read(files).faults == ("database_damaged",)


def test_rows_packed_in_a_way_not_undone_here_are_not_checked() -> None:
    found = read({f"{ROWS}.lz4": b"\x04\x22\x4d\x18"})
    assert (found.checked, found.faults, found.remarks) == (False, (), ("database_unread_packing",))


def test_a_contents_that_leads_out_of_its_folder_is_damage() -> None:
    toc = laid.made("pg_toc")
    assert toc.count(ROWS.encode()) == 1
    assert read({ROWS: plain()}, toc.replace(b"3340.dat", b"../a.dat")).faults == ("database_damaged",)


def test_both_forms_on_a_medium_are_restorable(tmp_path: Path) -> None:
    where = medium(tmp_path / "disque", practice())
    folder = where / "Sauvegarde/dump"
    folder.mkdir()
    (folder / "toc.dat").write_bytes(laid.made("pg_toc"))
    (folder / f"{ROWS}.gz").write_bytes(packed())
    files = (("toc.dat", laid.made("pg_toc")), (ROWS, plain()), ("restore.sql", SCRIPT))
    (where / "Sauvegarde/base.tar").write_bytes(tar(files=files))
    verdict = judged(where)
    assert str(verdict.answers["restorable"].answer) == "yes", verdict.answers["restorable"]
    (folder / f"{ROWS}.gz").unlink()
    assert "fault_database_damaged" in codes(judged(where), "restorable")


@given(st.data())
def test_damaged_bytes_are_told(data: st.DataObject) -> None:
    toc, rows = bytearray(laid.made("pg_toc")), bytearray(packed())
    for content in (toc, rows):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + 4] = data.draw(st.binary(max_size=8))
    found = pg_custom.read(
        io.BytesIO(bytes(toc)), Limits(laid.ns(laid.NOW), 0, lambda _: io.BytesIO(bytes(rows)))
    )
    assert found is None or isinstance(found, Dated)
