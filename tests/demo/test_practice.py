"""The practice, whole, old and broken as it is, and its two backups."""

import io
import sqlite3
import struct
import tarfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime

import pytest

from demo.builder import backups
from demo.builder.documents_words import PLANTED, patients
from demo.builder.practice import LAST_SAVE, belongs, healthy, practice_data
from demo.builder.practice_odd import BROKEN, HOSTILE, LINKED, PROTECTED, STREAMS, UNEXPLAINED
from demo.builder.tree import Node, complete
from toolkit.records import Times


@pytest.fixture(scope="module")
def disk() -> list[Node]:
    return healthy()


@pytest.fixture(scope="module")
def kept() -> list[Node]:
    return practice_data(LAST_SAVE)


@pytest.mark.parametrize("name", ["patients", "actes", "agenda"])
def test_a_database_is_whole_and_says_no_library_version(kept: list[Node], name: str) -> None:
    raw = next(node.data for node in kept if node.path == f"Wlogos2/{name}.db")
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(raw)
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        table = base.execute("SELECT name FROM sqlite_schema").fetchone()[0]
        rows = base.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own name
    assert len(rows) >= 400
    assert int.from_bytes(raw[28:32], "big") * 4096 == len(raw)
    assert int.from_bytes(raw[96:100], "big") == 3_040_001
    if name == "patients":
        assert rows[0][1:7] == (
            PLANTED.last, PLANTED.first, PLANTED.born, PLANTED.nir, PLANTED.phone, PLANTED.email,
        )  # fmt: skip
    if name == "actes":
        assert max(row[1] for row in rows) == "2026-10-09"


def test_the_disk_has_the_size_a_small_practice_shows(disk: list[Node]) -> None:
    files = [node for node in disk if not node.directory and node.junction is None]
    assert 450 <= len(files) <= 700
    assert sum(len(node.data) for node in files) < 6_000_000
    assert sum(100_000 <= len(node.data) <= 1_000_000 for node in files) >= 5
    years = {datetime.fromtimestamp((node.times.modified or 0) // 10**9, UTC).year for node in files}
    assert years == {2023, 2024, 2025, 2026}


def test_two_builds_are_equal(disk: list[Node]) -> None:
    assert healthy() == disk


def test_the_planted_patient_is_there(disk: list[Node]) -> None:
    assert patients()[0] == PLANTED
    assert (PLANTED.nir, PLANTED.email) == ("2 84 05 75 123 456 78", "geraldine.ztest@example.org")
    notes = [
        node.data.decode() for node in disk if PLANTED.folder in node.path and node.path.endswith(".txt")
    ]
    assert notes
    assert all(text in notes[0] for text in (PLANTED.last, PLANTED.first, PLANTED.nir, PLANTED.phone))


def test_hostile_names_streams_links_and_loops_are_there(disk: list[Node]) -> None:
    tree = {node.path: node for node in complete(disk)}
    names = {path.rsplit("/", 1)[-1] for path in tree}
    assert set(HOSTILE) <= names
    assert max(len(name.encode("utf-16-le", "surrogatepass")) // 2 for name in names) == 255
    assert max(map(len, tree)) > 260
    for stream in STREAMS:
        path, name = stream.rsplit(":", 1)
        assert tree[path].streams[name]
    assert tree[LINKED[0]].hard_link_of == LINKED[1]
    loop = tree["Users/claire.martin/AppData/Local/Application Data"]
    assert loop.junction == "C:\\Users\\claire.martin\\AppData\\Local"
    assert {*PROTECTED, *UNEXPLAINED, *BROKEN} <= set(tree)
    assert not any(belongs(path) for path in (*PROTECTED, *UNEXPLAINED, *BROKEN))


def newest(nodes: list[Node]) -> datetime:
    moment = max(node.times.modified or 0 for node in nodes)
    return datetime.fromtimestamp(moment // 10**9, UTC)


def test_the_good_backup_is_whole_and_of_saturday(kept: list[Node]) -> None:
    with zipfile.ZipFile(io.BytesIO(backups.recent())) as archive:
        assert archive.testzip() is None
        members = {member.filename: member for member in archive.infolist()}
    assert set(members) == {node.path for node in kept}
    assert max(member.date_time for member in members.values()) == (2026, 10, 10, 12, 31, 0)
    stamps = {path: struct.unpack("<HHBi", member.extra)[3] for path, member in members.items()}
    assert stamps == {node.path: (node.times.modified or 0) // 10**9 for node in kept}
    assert newest(kept) == LAST_SAVE


def test_the_stale_backup_looks_fresh_and_is_eight_months_old(kept: list[Node]) -> None:
    stale = backups.stale()
    assert newest(stale).date() == backups.TAKEN.date()
    data = [node for node in stale if belongs(node.path.removeprefix(backups.STALE_ROOT + "/"))]
    assert newest(data) == datetime(2026, 2, 13, 17, 48, tzinfo=UTC)
    assert len(data) < len(kept)


def test_the_tar_of_the_stale_backup_gives_its_files_and_dates_back() -> None:
    stale = {node.path: node for node in backups.stale()}
    with tarfile.open(fileobj=io.BytesIO(backups.tarred(list(stale.values())))) as archive:
        found = {member.name: member for member in archive if member.isfile()}
        assert set(found) == {path for path, node in stale.items() if not node.directory}
        for path, member in found.items():
            stream = archive.extractfile(member)
            assert stream is not None
            assert stream.read() == stale[path].data
            assert member.mtime == (stale[path].times.modified or 0) // 10**9


def test_every_time_is_set_and_of_a_precision_that_ntfs_keeps(disk: list[Node]) -> None:
    for node in disk:
        times = node.times
        moments = (times.created, times.modified, times.changed, times.accessed)
        assert node.hard_link_of is not None or times != Times()
        assert all(moment is not None and moment % 100 == 0 for moment in moments)
