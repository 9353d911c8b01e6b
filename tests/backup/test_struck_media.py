"""Backups that were struck themselves, alone on their medium: wiped, emptied, renamed, encrypted."""

import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from demo.builder.documents import dated
from demo.builder.documents_keystream import keystream
from tests.backup.builder import LAST_DAY, codes, judged, made, medium, practice, zipped
from tests.backup.data.laid import unpacked
from toolkit.records import Connect, Rely

_TURN = b"some plain words, again and again "


def _tar(path: Path) -> Path:
    with tarfile.open(path, "w") as archive:
        for node in practice():
            member = tarfile.TarInfo(node.path)
            member.size, member.mtime = len(node.data), (node.times.modified or 0) // 10**9
            archive.addfile(member, BytesIO(node.data))
    return path


@pytest.mark.parametrize("name", ["disque.img", "disque.img.wq7zk", "disque"])
def test_one_file_of_no_known_kind_is_not_called_clean(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(keystream("disk", 300_000))
    verdict = judged(tmp_path)
    assert verdict.connect == Connect.UNKNOWN
    assert verdict.rely in {Rely.UNKNOWN, Rely.ENCRYPTED}


def test_a_disk_without_its_first_sectors_was_not_searched(tmp_path: Path) -> None:
    image = bytes(40_960) + (_TURN * 4 + bytes(300) + keystream("sectors", 200)) * 300
    (tmp_path / "disque.img").write_bytes(image)
    verdict = judged(tmp_path)
    assert verdict.connect == Connect.UNKNOWN
    assert "unrecognised" in codes(verdict, "clean")


def test_files_of_a_kind_of_their_own_among_others_stay_searched(tmp_path: Path) -> None:
    volume = dated("PDATA/volume.raw", LAST_DAY, (_TURN + bytes(range(200))) * 4000)
    assert judged(medium(tmp_path / "good", [*practice(), volume])).connect == Connect.CLEAN


@pytest.mark.parametrize("name", ["cabinet.zip", "cabinet.7z", "cabinet.tar.gz", "cabinet.tar"])
def test_an_empty_archive_alone_is_damaged(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    verdict = judged(tmp_path)
    assert verdict.rely == Rely.DAMAGED
    assert "archive_empty" in codes(verdict, "restorable")


def test_an_empty_archive_among_sound_files_says_nothing(tmp_path: Path) -> None:
    where = medium(tmp_path / "good", [*practice(), dated("vide.zip", LAST_DAY, b"")])
    assert "archive_empty" not in codes(judged(where), "restorable")


@pytest.mark.parametrize("name", ["base.fdb", "base.dump", "base.sql", "base.sqlite"])
def test_an_empty_database_is_damaged(tmp_path: Path, name: str) -> None:
    where = medium(tmp_path / "bad", [*practice(), dated(f"Wlogos2/{name}", LAST_DAY, b"")])
    assert judged(where).rely == Rely.DAMAGED


@pytest.mark.parametrize("name", ["base.dump", "base.fbk", "base.sql"])
def test_a_dump_whose_first_sector_was_wiped_is_damaged(tmp_path: Path, name: str) -> None:
    data = bytes(512) + b"".join(b"INSERT INTO visites VALUES (%d, 'soin');\n" % n for n in range(500))
    where = medium(tmp_path / "bad", [*practice(), dated(f"Wlogos2/{name}", LAST_DAY, data)])
    assert "fault_database_damaged" in codes(judged(where), "restorable")


@pytest.mark.parametrize(
    "name", ["base.dump", "base.pgdump", "base.fbk", "base.dump.wq7zk", "base.fbk.wq7zk", "base.backup"]
)
def test_a_random_dump_is_never_passed_over(tmp_path: Path, name: str) -> None:
    noise = dated(f"Wlogos2/{name}", LAST_DAY, keystream(name, 6_000))
    verdict = judged(medium(tmp_path / "bad", [*practice(), noise]))
    assert str(verdict.answers["not_encrypted"].answer) != "yes"


def test_a_backup_by_gbak_is_vouched_for_by_its_ends_and_its_plain_records(tmp_path: Path) -> None:
    where = medium(tmp_path / "good", [*practice(), dated("Wlogos2/base.fbk", LAST_DAY, unpacked("gbak3"))])
    verdict = judged(where)
    assert "database_unchecked" not in codes(verdict, "restorable")
    assert str(verdict.answers["restorable"].answer) == "yes"


def test_a_backup_by_gbak_without_its_end_is_damaged(tmp_path: Path) -> None:
    cut = dated("Wlogos2/base.fbk", LAST_DAY, unpacked("gbak3")[:-2048])
    assert judged(medium(tmp_path / "bad", [*practice(), cut])).rely == Rely.DAMAGED


def test_a_backup_by_gbak_written_over_by_turns_is_encrypted(tmp_path: Path) -> None:
    rows = b"".join(b"\x08\0row %06d: a visit of somebody" % number for number in range(4000))
    data = bytearray(unpacked("gbak3")[:1024] + rows + b"\t\n")
    data += bytes(-len(data) % 512)
    for at in range(4096, len(data) - 8192, 8192):
        data[at : at + 4096] = keystream(f"turn {at}", 4096)
    where = medium(tmp_path / "bad", [*practice(), dated("Wlogos2/base.fbk", LAST_DAY, bytes(data))])
    assert judged(where).rely == Rely.ENCRYPTED


def test_a_tape_that_was_only_renamed_is_read_and_told(tmp_path: Path) -> None:
    _tar(made(tmp_path / "medium") / "cabinet.tar.wq7zk")
    verdict = judged(tmp_path / "medium")
    assert verdict.rely == Rely.UNKNOWN
    assert [name for name, check in verdict.answers.items() if str(check.answer) == "no"] == []
    assert "archive_renamed" in codes(verdict, "restorable")


def test_a_renamed_tape_of_encrypted_files_is_encrypted(tmp_path: Path) -> None:
    path = made(tmp_path / "medium") / "cabinet.tar.wq7zk"
    with tarfile.open(path, "w") as archive:
        for node in practice():
            member = tarfile.TarInfo(node.path)
            member.size = len(node.data)
            archive.addfile(member, BytesIO(keystream(node.path, len(node.data))))
    assert judged(tmp_path / "medium").rely == Rely.ENCRYPTED


def test_a_tape_whose_first_header_was_wiped_is_damaged(tmp_path: Path) -> None:
    path = _tar(made(tmp_path / "medium") / "cabinet.tar")
    data = path.read_bytes()
    path.write_bytes(bytes(512) + data[512:])
    assert judged(tmp_path / "medium").rely == Rely.DAMAGED


def test_a_packed_file_whose_first_sector_was_wiped_is_damaged(tmp_path: Path) -> None:
    for ending in ("gz", "xz", "zst", "7z"):
        where = made(tmp_path / ending)
        (where / f"cabinet.tar.{ending}").write_bytes(bytes(512) + keystream(ending, 90_000))
        assert judged(where).rely == Rely.DAMAGED


def _volumes(folder: Path, behind: str = "") -> None:
    """Cut a 7-Zip's worth of ZIP into numbered parts; the split form joins them whatever they hold."""
    whole = zipped(folder.parent / "whole.zip", practice()).read_bytes()
    size = len(whole) // 3 + 1
    for number in range(3):
        part = whole[number * size : (number + 1) * size]
        (made(folder) / f"cabinet.zip.{number + 1:03d}{behind}").write_bytes(part)


def test_renamed_volumes_are_joined_and_told(tmp_path: Path) -> None:
    _volumes(tmp_path / "medium", ".wq7zk")
    verdict = judged(tmp_path / "medium")
    assert [name for name, check in verdict.answers.items() if str(check.answer) == "no"] == []
    assert "archive_renamed" in codes(verdict, "restorable")
    assert [one["form"] for one in verdict.backups] == ["zip"]


def test_volumes_are_not_taken_for_what_lies_beside_them(tmp_path: Path) -> None:
    _volumes(tmp_path / "medium")
    (tmp_path / "medium" / "cabinet.zip.001.md5").write_text("0" * 32 + "\n")
    verdict = judged(tmp_path / "medium")
    assert verdict.backups[0]["parts"] == 3
    assert not verdict.backups[0]["faults"]


def test_the_last_volume_of_a_zip_alone_names_those_that_are_missing(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", practice()).read_bytes()
    with zipfile.ZipFile(tmp_path / "whole.zip") as archive:
        start = archive.start_dir
    last = bytearray(whole[start - 5000 :])
    end = last.rindex(b"PK\5\6")
    last[end + 4 : end + 6] = (2).to_bytes(2, "little")
    (made(tmp_path / "medium") / "cabinet.zip").write_bytes(last)
    verdict = judged(tmp_path / "medium")
    assert verdict.rely == Rely.DAMAGED
    missing = [one["path"] for one in verdict.reasons if one["code"] == "fault_part_missing"]
    assert missing == ["cabinet.z01", "cabinet.z02"]


def test_a_repository_under_a_foreign_ending_is_encrypted(tmp_path: Path) -> None:
    folder = made(tmp_path / "medium" / "data")
    for number in range(20):
        (folder / f"{number:064x}.wq7zk").write_bytes(keystream(f"pack {number}", 5_000))
    verdict = judged(tmp_path / "medium")
    assert (verdict.connect, verdict.rely) == (Connect.UNKNOWN, Rely.ENCRYPTED)
    assert next(one for one in verdict.reasons if one["code"] == "encrypted")["files"] == 20


@pytest.mark.parametrize(("struck", "rely"), [(False, Rely.UNKNOWN), (True, Rely.ENCRYPTED)])
def test_a_set_of_windows_7_under_a_foreign_ending(tmp_path: Path, *, struck: bool, rely: Rely) -> None:
    run = "PC1/Backup Set 2026-10-10 190000/Backup Files 2026-10-10 190000"
    data = zipped(tmp_path / "whole.zip", practice()).read_bytes()
    path = made(tmp_path / "medium" / run) / "Backup files 1.zip.wq7zk"
    path.write_bytes(keystream("set", len(data)) if struck else data)
    (path.parents[1] / "Catalogs").mkdir()
    (path.parents[1] / "Catalogs" / "GlobalCatalog.wbcat").write_bytes(b"catalogue of what was copied")
    verdict = judged(tmp_path / "medium")
    assert verdict.rely == rely
    assert "archive_renamed" in codes(verdict, "restorable")
