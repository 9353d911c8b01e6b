"""Deleted files are listed; what is called recoverable comes back whole, what was written over is not."""

from collections.abc import Callable

import pytest

from tests.volumes import referees
from tests.volumes.build import VOLUMES
from tests.volumes.outside import Absent
from tests.volumes.plan import Built
from tests.volumes.reading import Reading

Read, Make = Callable[[str], Reading], Callable[[str], Built]
WITH_DELETED = [
    name for name in VOLUMES if name not in {"ext4_bigalloc", "ntfs_efs", "ext4_deleted_by_linux"}
]


def test_what_linux_deleted_of_ext4_is_never_called_recoverable(reading: Read) -> None:
    rows = reading("ext4_deleted_by_linux").deleted
    assert [row.path for row in rows if row.recoverable or row.path != "agenda.csv"] == []


def _as_kept(name: str, path: str) -> str:
    """FAT loses the first letter of a short name when it is deleted."""
    folder, _, last = path.rpartition("/")
    return f"{folder}/_{last[1:]}" if name.startswith("fat") else path


@pytest.mark.parametrize("name", WITH_DELETED)
def test_what_can_be_recovered_is_told_rightly(name: str, reading: Read, volume: Make) -> None:
    wanted = {_as_kept(name, path): whole for path, (_, whole) in volume(name).deleted.items()}
    rows = {row.path: row for row in reading(name).deleted if not row.directory}
    assert all(row.deleted for row in rows.values())
    assert {path: rows[path].recoverable for path in wanted} == wanted
    assert {path for path, row in rows.items() if row.recoverable} == {
        p for p, whole in wanted.items() if whole
    }


@pytest.mark.parametrize("name", WITH_DELETED)
def test_fls_lists_the_same_deleted_names(name: str, reading: Read, volume: Make) -> None:
    try:
        lines = referees.fls(volume(name).image, deleted=True)
    except Absent as reason:
        pytest.skip(str(reason))
    assert {line.path for line in lines if not line.of_name} == {row.path for row in reading(name).deleted}


@pytest.mark.parametrize("name", WITH_DELETED)
def test_what_is_called_recoverable_comes_back(name: str, reading: Read, volume: Make) -> None:
    built, rows = volume(name), {row.path: row for row in reading(name).deleted}
    for path, (digest, _) in built.deleted.items():
        row = rows[_as_kept(name, path)]
        try:
            back = referees.icat(built.image, str(row.number), deleted=True)
        except Absent as reason:
            pytest.skip(str(reason))
        assert (back == digest) == row.recoverable, path
