"""Nothing that is not ours is written over, and an archive's number is the one its log gives."""

import zipfile
from pathlib import Path

import pytest

from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import Sealed, seal
from toolkit.custody.dossier.verify import verify
from toolkit.errors import OutputRefusal


def test_the_file_of_a_user_beside_a_named_archive_stays(case: Case, tmp_path: Path) -> None:
    side = tmp_path / "facture.zip.sha256"
    side.write_bytes(b"mine")
    before = (case.folder / "custody.jsonl").read_bytes()
    with pytest.raises(OutputRefusal) as refused:
        seal(case, {}, out=tmp_path / "facture.zip")
    assert (refused.value.code, refused.value.facts["path"]) == ("output_exists", str(side))
    assert side.read_bytes() == b"mine"
    assert not (tmp_path / "facture.zip").exists()
    assert b"seal.opened" not in (case.folder / "custody.jsonl").read_bytes()[len(before) :]


def test_in_a_folder_the_next_number_is_taken(case: Case, tmp_path: Path) -> None:
    side = tmp_path / "DOSSIER_K7Q2-M9XD.zip.sha256"
    side.write_bytes(b"0" * 64 + b"  DOSSIER_K7Q2-M9XD.zip\n")
    sealed = seal(case, {}, out=tmp_path)
    assert sealed.path.name == "DOSSIER_K7Q2-M9XD-2.zip"
    assert side.read_bytes().startswith(b"0" * 64)
    assert [each.code for each in sealed.remarks] == ["sidecar_stranger"]


def test_two_places_never_hold_two_archives_of_one_name(case: Case, tmp_path: Path) -> None:
    paths = []
    for number in (1, 2, 3):
        (tmp_path / str(number)).mkdir()
        paths.append(seal(case, {"releves/x.json": b"x" * number}, out=tmp_path / str(number)).path)
    assert [path.stem for path in paths] == [f"DOSSIER_K7Q2-M9XD{end}" for end in ("", "-2", "-3")]
    for path in paths:
        with zipfile.ZipFile(path) as opened:
            assert opened.namelist()[0].partition("/")[0] == path.stem
        assert verify(path).faults == ()


def test_a_hash_that_cannot_be_written_beside_is_told_after_the_archive(sealed: Sealed, case: Case) -> None:
    side = sealed.path.with_name(sealed.path.name + ".sha256")
    side.unlink()
    side.mkdir()
    again = seal(case, {})
    assert (again.path.name, again.unwritten) == ("DOSSIER_K7Q2-M9XD-2.zip", None)
    side = again.path.with_name(again.path.name + ".sha256")
    side.write_bytes(b"mine")
    same = seal(case, {})
    assert (same.again, same.sha256, side.read_bytes()) == (True, again.sha256, b"mine")
    assert same.unwritten is not None
    assert same.unwritten.code == "output_exists"
