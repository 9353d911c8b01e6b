"""Deleted names of FAT, exFAT and ext volumes, and whether their content is still their own."""

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.media.builder import SECTOR, WHEN_NS, exfat, ext2, fat16, fat_entry, long_name
from toolkit.errors import SourceRefusal
from toolkit.media import open_source
from toolkit.media.image import ImageSource
from toolkit.media.mft.row import TableRow
from toolkit.records import Unread

ROOT, DATA = (1 + 2 * 32) * SECTOR, (1 + 2 * 32 + 32) * SECTOR


def rows(source: ImageSource) -> dict[str, TableRow]:
    found = [one for one in source.deleted("1") if not isinstance(one, Unread)]
    assert all(one.deleted and one.volume == "1" for one in found)
    return {one.path: one for one in found}


def gone(entry: bytes) -> bytes:
    """Mark every row of a FAT name as deleted."""
    return b"".join(b"\xe5" + entry[at + 1 : at + 32] for at in range(0, len(entry), 32))


def fat_with_deleted() -> bytearray:
    """Make a FAT16 volume with deleted files: free, written over in part, in a deleted folder."""
    image = fat16()
    added = gone(long_name("Ordonnance été.txt", b"ORDONN~1TXT") + fat_entry(b"ORDONN~1TXT", 0x20, 20, 1500))
    added += gone(fat_entry(b"ECRASE  TXT", 0x20, 30, 1500)) + gone(fat_entry(b"COUPE   TXT", 0x20, 40, 1500))
    added += gone(fat_entry(b"PARTI      ", 0x10, 50, 0)) + gone(fat_entry(b"VIDE    TXT", 0x20, 0, 0))
    at = ROOT + 3 * 32
    image[at : at + len(added)] = added
    inside = fat_entry(b".          ", 0x10, 50, 0) + fat_entry(b"..         ", 0x10, 0, 0)
    inside += gone(fat_entry(b"DEDANS  TXT", 0x20, 60, 100))
    image[DATA + 48 * SECTOR : DATA + 48 * SECTOR + len(inside)] = inside
    for table in range(2):
        for cluster in (31, 41):
            struct.pack_into("<H", image, (1 + table * 32) * SECTOR + cluster * 2, 0xFFFF)
    return image


def test_deleted_names_of_fat_are_listed_with_what_can_be_recovered(opened: Callable) -> None:
    found = rows(opened(bytes(fat_with_deleted())))
    assert {path: (row.size, row.recoverable, row.directory) for path, row in found.items()} == {
        "_FFACE.TXT": (5, False, False),
        "Ordonnance été.txt": (1500, True, False),
        "_CRASE.TXT": (1500, False, False),
        "_OUPE.TXT": (1500, False, False),
        "_ARTI": (0, False, True),
        "_IDE.TXT": (0, False, False),
        "_ARTI/_EDANS.TXT": (100, True, False),
    }
    assert found["Ordonnance été.txt"].times.modified == WHEN_NS


def test_what_a_live_folder_holds_is_not_put_in_a_deleted_one_that_had_its_place(opened: Callable) -> None:
    image = fat16()
    image[ROOT + 96 : ROOT + 128] = fat_entry(b"\xe5NCIEN     ", 0x10, 2, 0)
    at = image.index(b"PATIEN~1TXT", DATA) + 32
    image[at : at + 32] = fat_entry(b"\xe5ERDU   TXT", 0x20, 30, 5)
    assert rows(opened(bytes(image))).keys() == {"_FFACE.TXT", "_NCIEN", "DOSSIER/_ERDU.TXT"}


def test_a_deleted_name_of_exfat_is_listed(opened: Callable) -> None:
    image = exfat()
    root = 256 * SECTOR + 4 * SECTOR
    at = image.index(b"\x85", root)
    for row in range(1 + image[at + 1]):
        image[at + row * 32] &= 0x7F
    (row,) = rows(opened(bytes(image))).values()
    assert (row.path, row.size, row.recoverable) == ("Patient né en été.txt", 2560, False)
    image[256 * SECTOR : 256 * SECTOR + 2] = b"\x1f\0"  # the bitmap: clusters 2 to 6 are in use
    (row,) = rows(opened(bytes(image))).values()
    assert row.recoverable


def test_a_deleted_name_of_ext_is_listed(opened: Callable) -> None:
    image = ext2()
    block = 1024
    root = 9 * block
    at = image.index(b"gros.bin", root) - 8
    before = image.index(b"\1\2a", root) - 6  # the entry of « a » takes its room
    length = struct.unpack_from("<H", image, before + 4)[0] + struct.unpack_from("<H", image, at + 4)[0]
    struct.pack_into("<H", image, before + 4, length)
    inode = 5 * block + 14 * 128
    struct.pack_into("<H", image, inode + 26, 0)  # no link is left
    struct.pack_into("<I", image, inode + 20, WHEN_NS // 10**9)  # deleted at
    image[4 * block + 1] &= 0xBF  # inode 15 is free
    (row,) = rows(opened(bytes(image))).values()
    assert (row.path, row.size, row.recoverable) == ("gros.bin", 3000, False)
    image[3 * block + 1] &= 0x1F  # blocks 14 to 16 are free; the first is block 1
    (row,) = rows(opened(bytes(image))).values()
    assert row.recoverable


@pytest.mark.parametrize("later", [0, -1, 1], ids=["as late", "earlier", "later"])
def test_of_two_deleted_files_in_one_place_the_last_changed_alone_may_have_it(
    later: int, opened: Callable
) -> None:
    image = fat16()
    dates = bytearray(fat_entry(b"\xe5ECOND  TXT", 0x20, 22, 1500))
    for at in (16, 24):  # days of creation and of the last write
        struct.pack_into("<H", dates, at, struct.unpack_from("<H", dates, at)[0] + later)
    added = fat_entry(b"\xe5REMIER TXT", 0x20, 20, 1500) + dates + fat_entry(b"\xe5UTRE   TXT", 0x20, 30, 600)
    image[ROOT + 96 : ROOT + 96 + len(added)] = added
    found = rows(opened(bytes(image)))
    unknown = (False, ("recoverable_unknown",))
    told = {path: (found[path].recoverable, found[path].flags) for path in ("_REMIER.TXT", "_ECOND.TXT")}
    assert told == {
        "_REMIER.TXT": (True, ()) if later < 0 else unknown,
        "_ECOND.TXT": (True, ()) if later > 0 else unknown,
    }
    assert found["_UTRE.TXT"].recoverable


def run(*command: object) -> None:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def test_what_windows_forgets_of_a_deleted_file_on_a_large_fat32_volume_is_not_known(tmp_path: Path) -> None:
    image, content, before = tmp_path / "cle.img", tmp_path / "r.bin", tmp_path / "b.bin"
    content.write_bytes(b"radio" * 5000)
    before.write_bytes(bytes(34 << 20))
    run("truncate", "-s", "64M", image)
    run("mkfs.fat", "-F", "32", "-s", "1", image)
    run("mcopy", "-i", image, before, "::avant.bin")
    run("mcopy", "-i", image, content, "::radio.bin")
    run("mdel", "-i", image, "::radio.bin")
    assert [(row.recoverable, row.flags) for row in rows_of(image)] == [(True, ())]
    raw = bytearray(image.read_bytes())
    at = raw.index(b"\xe5ADIO   BIN") + 20
    assert raw[at : at + 2] != b"\0\0"
    raw[at : at + 2] = b"\0\0"
    image.write_bytes(raw)
    assert [(row.recoverable, row.flags) for row in rows_of(image)] == [(False, ("recoverable_unknown",))]


def rows_of(image: Path) -> list[TableRow]:
    source = open_source(image)
    assert isinstance(source, ImageSource)
    found = list(rows(source).values())
    source.close()
    return found


@pytest.mark.parametrize(
    ("width", "size", "sectors"), [("12", "4M", "4"), ("16", "32M", "1"), ("32", "64M", "1")]
)
def test_files_deleted_by_another_program_are_recoverable_until_written_over(
    tmp_path: Path, width: str, size: str, sectors: str
) -> None:
    image, content = tmp_path / "cle.img", tmp_path / "r.bin"
    content.write_bytes(b"radio" * 5000)
    run("truncate", "-s", size, image)
    run("mkfs.fat", "-F", width, "-s", sectors, image)
    for name in ("Premier fichier.bin", "garde.bin", "Dernier fichier.bin"):
        run("mcopy", "-i", image, content, f"::{name}")
    run("mdel", "-i", image, "::Premier fichier.bin", "::Dernier fichier.bin")
    found = {row.path: (row.size, row.recoverable) for row in rows_of(image)}
    sure = width != "32"  # of more than 65,535 clusters
    assert found == {"Premier fichier.bin": (25_000, sure), "Dernier fichier.bin": (25_000, sure)}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2047), st.integers(0, 255)), max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lying_volumes_end(tmp_path: Path, changes: list[tuple[int, int, int]]) -> None:
    for number, whole in enumerate((fat_with_deleted(), exfat(), ext2())):
        places = ((0, SECTOR, ROOT, DATA), (0, 128 * SECTOR, 256 * SECTOR, 260 * SECTOR))
        for which, at, value in changes:
            if number == 2:
                whole[(1024, 2048, 5120, 9216)[which] + at % 1024] = value
            else:
                whole[places[number][which] + at] = value
        (tmp_path / "x.img").write_bytes(whole)
        try:
            source = open_source(tmp_path / "x.img")
        except SourceRefusal:
            continue
        assert isinstance(source, ImageSource)
        for volume in source.volumes():
            if volume.read:
                assert sum(1 for _ in source.deleted(volume.name)) < 10_000
        source.close()
