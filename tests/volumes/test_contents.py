"""Every file written into a volume is read back as it was written, whatever way its system keeps it."""

from collections.abc import Callable

import pytest

from tests.volumes.build import VOLUMES
from tests.volumes.plan import WHEN_NS, Built
from tests.volumes.reading import Reading, opened
from toolkit.errors import SourceRefusal
from toolkit.media import mft, open_source
from toolkit.records import EntryKind

READ = [name for name in VOLUMES if name != "ext4_bigalloc"]
FULL = [name for name in READ if name not in {"ntfs_efs", "ext4_deleted_by_linux"}]
# ntfs-3g keeps a symbolic link as a file of the attribute SYSTEM that begins with "IntxLNK".
_LINK_OF_NTFS_3G = {"lien symbolique"}
SECOND = 1_000_000_000
Read, Make = Callable[[str], Reading], Callable[[str], Built]


@pytest.mark.parametrize("name", READ)
def test_every_file_written_is_read_back(name: str, reading: Read, volume: Make) -> None:
    built, found = volume(name), reading(name)
    locked = {"Secret.doc"} if name == "ntfs_efs" else set()
    assert {path: found.hashes.get(path) for path in built.wrote if path not in locked} == {
        path: digest for path, digest in built.wrote.items() if path not in locked
    }
    extra = _LINK_OF_NTFS_3G if name.startswith("ntfs") and not locked else set()
    assert set(found.hashes) - set(built.wrote) == extra
    assert {path: one.why for path, one in found.unread.items()} == dict.fromkeys(locked, "efs")


@pytest.mark.parametrize("name", READ)
def test_the_volume_is_named(name: str, reading: Read) -> None:
    found = reading(name)
    assert found.filesystem == name.split("_", maxsplit=1)[0]
    assert found.label == {"ntf": "Cabinet été", "fat": "CLE USB", "exf": "CLE", "ext": "NAS"}[name[:3]]


@pytest.mark.parametrize("name", FULL)
def test_times_are_kept_to_what_the_system_holds(name: str, reading: Read) -> None:
    modified = reading(name).entries["Tailles/4096.bin"].times.modified
    assert modified is not None
    # NTFS holds 100 ns, FAT 2 s, exFAT 10 ms; exfat-fuse and mke2fs write whole seconds.
    assert 0 <= WHEN_NS - modified < {"ntf": 100, "fat": 2 * SECOND, "exf": SECOND, "ext": SECOND}[name[:3]]


@pytest.mark.parametrize("name", [name for name in FULL if name.startswith("ext")])
def test_links_of_ext_are_listed_and_not_followed(name: str, reading: Read) -> None:
    entries = reading(name).entries
    assert (entries["lien symbolique"].kind, entries["lien symbolique"].target) == (EntryKind.LINK, "lie.bin")
    assert entries["lien long"].target == "y" * 200
    assert entries["tube"].kind is EntryKind.SPECIAL
    assert entries["lie.bin"].ident == entries["autre nom.bin"].ident


@pytest.mark.parametrize("name", [name for name in FULL if name.startswith("ntfs")])
def test_the_hard_links_of_ntfs_are_one_file(name: str, reading: Read, volume: Make) -> None:
    paths = volume(name).kinds["hard links"]
    assert len({reading(name).entries[path].ident for path in paths}) == 1
    assert len(paths) > 400


@pytest.mark.parametrize("name", [name for name in FULL if name.startswith("ntfs")])
def test_the_table_names_what_the_walk_finds(name: str, reading: Read, volume: Make) -> None:
    entries = reading(name).entries
    with opened(volume(name).image) as source:
        found = [row for row in mft.rows(source, "1") if isinstance(row, mft.TableRow) and not row.deleted]
    rows = {row.path: row for row in found if not row.path.startswith("$")}
    assert set(rows) == set(entries)
    for path, row in rows.items():
        one = entries[path]
        assert (row.size, row.times, row.name_times) == (one.size, one.times, one.name_times), path


def test_an_ext_volume_that_cannot_be_read_is_named(volume: Make) -> None:
    with pytest.raises(SourceRefusal) as refused:
        open_source(volume("ext4_bigalloc").image)
    assert refused.value.code == "source_unknown_filesystem"
    assert refused.value.facts["found"] == "ext4_bigalloc"
