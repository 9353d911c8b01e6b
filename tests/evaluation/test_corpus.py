"""Training and testing files never share a package, and what is taken from one is bounded."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from evaluation import corpus


def _packages(folder: Path) -> Path:
    for number in range(20):
        place = folder / "files" / f"sources-nom{number}" / "0" / "000001"
        place.mkdir(parents=True)
        (place / f"lettre{number}.txt").write_text("bonjour " * (number + 1))
    return folder


def test_parts_share_no_package_and_hold_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "MACHINE", ())
    folder = _packages(tmp_path)
    parts = [corpus.originals(part, 7, folder=folder) for part in ("train", "test")]
    train, test = ({one.package for one in part} for part in parts)
    assert train
    assert test
    assert not train & test
    assert len(parts[0]) + len(parts[1]) == 20


def test_another_seed_divides_otherwise_and_the_same_seed_alike() -> None:
    names = [f"nom{number}" for number in range(64)]
    first, again, other = ([corpus.side(name, seed) for name in names] for seed in (1, 1, 2))
    assert first == again != other


def test_two_packages_of_the_same_files_stay_on_one_side() -> None:
    for seed in range(40):
        assert corpus.side("python3-pydicom", seed) == corpus.side("pydicom", seed)
        assert corpus.side("firebird3.0-examples", seed) == corpus.side("firebird3.0", seed)


def test_few_files_of_one_extension_come_from_one_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "MACHINE", ())
    place = tmp_path / "files" / "sources-gros" / "0"
    place.mkdir(parents=True)
    for number in range(corpus.PER_PACKAGE + 30):
        (place / f"page{number}.html").write_bytes(b"<html>" + bytes(number + 1))
    assert len(corpus.originals("all", folder=tmp_path)) == corpus.PER_PACKAGE


def test_archives_are_unpacked_under_numbers_whatever_their_members_are_called(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../dehors.txt", "a")
        archive.writestr("b/dedans.txt", "b")
    taped = tmp_path / "a.tar.gz"
    with tarfile.open(taped, "w:gz") as tape:
        member = tarfile.TarInfo("/absolu.txt")
        member.size = 1
        tape.addfile(member, io.BytesIO(b"c"))
        link = tarfile.TarInfo("lien.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tape.addfile(link)
    for number, archive_path in enumerate((packed, taped)):
        corpus._unpack(archive_path, tmp_path / "out" / str(number))
    found = sorted(path.name for path in tmp_path.rglob("*.txt"))
    assert found == ["absolu.txt", "dedans.txt", "dehors.txt"]
    assert all((tmp_path / "out") in path.parents for path in tmp_path.rglob("*.txt"))
